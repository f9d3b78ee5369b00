import Randomness
import Spectra
import Tensors

/// The largest singular values, and their vectors, of a matrix that is known by its products only,
/// outside of two given spaces.
///
/// Golub–Kahan bidiagonalisation by blocks with full reorthogonalisation, restarted with the best
/// vectors where the basis becomes long. Values are never above the true ones.
struct SingularTriplets: Sendable {
  /// What is wanted of the values above a threshold.
  struct Request: Sendable {
    /// Above this lies what is returned.
    let threshold: Double
    /// At most so many triplets.
    let count: Int
    /// When to end.
    let purpose: Purpose
  }

  /// What the values are for.
  enum Purpose: Sendable {
    /// Whether anything is above the threshold: until the error of the largest value is at most this
    /// or the answer is clear.
    case decision(accuracy: Double)
    /// The largest value itself, up to this relative error.
    case norm(accuracy: Double)
  }

  /// Above the threshold, descending.
  let values: [Double]
  /// Shape `(rows, count)`, orthonormal.
  let left: Matrix<Double>
  /// Shape `(columns, count)`, orthonormal.
  let right: Matrix<Double>
  /// The largest value, above the threshold or not.
  let largest: Double
  /// How far the true largest value may be above it, as far as the basis tells.
  let error: Double

  private static var blockSize: Int { 8 }
  private static var longestBasis: Int { 12 }
  private static var mostBlocks: Int { 200 }

  init(
    rows: Int, columns: Int, excluding spaces: (left: Matrix<Double>, right: Matrix<Double>),
    _ request: Request, apply: (Matrix<Double>) -> Matrix<Double>,
    applyTransposed: (Matrix<Double>) -> Matrix<Double>
  ) throws(RecoveryError) {
    let dimension = min(rows, columns) - spaces.left.columns
    guard dimension > 0, request.count > 0 else {
      self.init(
        values: [], left: Matrix(rows: rows, columns: 0), right: Matrix(rows: columns, columns: 0),
        largest: 0, error: 0)
      return
    }
    var stream = RandomStream(SeedPath("recovery/singular-triplets") / rows / columns)
    let width = min(Self.blockSize, dimension)
    var start = Matrix<Double>(
      rows: columns, columns: width, from: .standardNormal, using: &stream)
    var left = Self.mostBlocks
    while true {
      var basis = BlockBidiagonalization(spaces: spaces, dimension: dimension)
      try basis.begin(start)
      let blocks = min(left, Self.longestBasis)
      left -= blocks
      var ritz = try basis.extend(apply: apply, applyTransposed: applyTransposed)
      for count in 1..<max(blocks, 2) {
        if ritz.isExhausted || ritz.answers(request, afterBlocks: count) { break }
        ritz = try basis.extend(apply: apply, applyTransposed: applyTransposed)
      }
      if left <= 0 || ritz.isExhausted || ritz.answers(request, afterBlocks: blocks) {
        let kept = min(request.count, ritz.values.count { $0 > request.threshold })
        let (u, v) = basis.vectors(ritz, count: kept)
        self.init(
          values: Array(ritz.values[..<kept]), left: u, right: v, largest: ritz.values.first ?? 0,
          error: ritz.error)
        return
      }
      start = basis.vectors(ritz, count: min(width, ritz.values.count)).right
    }
  }

  /// Those above another level; all where there are none.
  func above(_ level: Double) -> SingularTriplets {
    let kept = values.count { $0 > level }
    guard kept > 0, kept < values.count else { return self }
    return SingularTriplets(
      values: Array(values[..<kept]), left: left[0..<left.rows, 0..<kept].matrix,
      right: right[0..<right.rows, 0..<kept].matrix, largest: largest, error: error)
  }

  private init(
    values: [Double], left: Matrix<Double>, right: Matrix<Double>, largest: Double, error: Double
  ) {
    (self.values, self.left, self.right) = (values, left, right)
    (self.largest, self.error) = (largest, error)
  }
}

/// What a basis knows of the singular values.
private struct RitzValues {
  let values: [Double]
  /// The vectors in terms of the bases.
  let left: Matrix<Double>
  let right: Matrix<Double>
  /// How far a singular value is from the largest one at most.
  let distance: Double
  /// About the error of the largest one.
  let error: Double
  let isExhausted: Bool

  /// Whether more blocks are of no use.
  ///
  /// A random start has not found the largest values before a few products, so that a first answer
  /// must be far from the threshold.
  func answers(_ request: SingularTriplets.Request, afterBlocks blocks: Int) -> Bool {
    guard blocks > 1 else { return false }
    let largest = values.first ?? 0
    let margin = blocks < 4 ? 0.6 : 1
    if largest + distance <= margin * request.threshold { return true }
    guard blocks >= 4 else { return false }
    return switch request.purpose {
    case .decision(let accuracy):
      error <= accuracy || 3 * error <= largest - request.threshold
    case .norm(let accuracy): error <= accuracy * largest
    }
  }
}

/// Bases `P` and `Q` with `G P = Q H`, `H` upper triangular by blocks.
private struct BlockBidiagonalization {
  let spaces: (left: Matrix<Double>, right: Matrix<Double>)
  /// The number of vectors there are outside of the spaces.
  let dimension: Int
  private var p: Matrix<Double>
  private var q: Matrix<Double>
  private var next: Matrix<Double>
  private var core = Matrix<Double>(rows: 0, columns: 0)

  init(spaces: (left: Matrix<Double>, right: Matrix<Double>), dimension: Int) {
    (self.spaces, self.dimension) = (spaces, dimension)
    p = Matrix(rows: spaces.right.rows, columns: 0)
    q = Matrix(rows: spaces.left.rows, columns: 0)
    next = p
  }

  mutating func begin(_ start: Matrix<Double>) throws(RecoveryError) {
    next = try orthonormalized(start, against: [spaces.right]).q
  }

  /// One more block in each basis.
  mutating func extend(
    apply: (Matrix<Double>) -> Matrix<Double>, applyTransposed: (Matrix<Double>) -> Matrix<Double>
  ) throws(RecoveryError) -> RitzValues {
    var image = apply(next)
    image = image - spaces.left.times(spaces.left.times(image, transposing: .left))
    // What the image has in common with the basis so far belongs to H, whatever rounding made it.
    let shared = q.times(image, transposing: .left)
    let (block, r) = try orthonormalized(image, against: [spaces.left, q])
    core = extended(core, above: shared, corner: r)
    p = p.joined(with: next)
    q = q.joined(with: block)

    let back = applyTransposed(block)
    let width = min(block.columns, dimension - p.columns)
    let svd = try translated { () throws(DecompositionError) in
      try SingularValueDecomposition(core)
    }
    guard width > 0 else {
      return RitzValues(
        values: svd.values, left: svd.left, right: svd.right, distance: 0, error: 0,
        isExhausted: true)
    }
    let (following, s) = try orthonormalized(back, against: [spaces.right, p])
    next = following[0..<following.rows, 0..<width].matrix
    // Gᵀ Q u = P Hᵀ u + next s u_last.
    let count = core.rows
    let last = svd.left[count - s.columns..<count, 0..<1].matrix
    let length = s.times(last).frobeniusNorm
    let largest = svd.values.first ?? 0
    let behind = svd.values.count > s.columns ? svd.values[s.columns] : 0
    let gap = largest - behind
    let error = gap > length ? length * length / gap : length
    return RitzValues(
      values: svd.values, left: svd.left, right: svd.right, distance: length, error: error,
      isExhausted: s.frobeniusNorm <= 1e-14 * largest)
  }

  func vectors(_ ritz: RitzValues, count: Int) -> (left: Matrix<Double>, right: Matrix<Double>) {
    (
      q.times(ritz.left[0..<ritz.left.rows, 0..<count].matrix),
      p.times(ritz.right[0..<ritz.right.rows, 0..<count].matrix)
    )
  }

  /// `H` with one more block of columns, and one more of rows that is zero up to its corner.
  private func extended(
    _ core: Matrix<Double>, above: Matrix<Double>, corner: Matrix<Double>
  ) -> Matrix<Double> {
    var result = Matrix<Double>(
      rows: core.rows + corner.rows, columns: core.columns + corner.columns)
    for i in 0..<core.rows {
      for j in 0..<core.columns { result[i, j] = core[i, j] }
      for j in 0..<corner.columns { result[i, core.columns + j] = above[i, j] }
    }
    for i in 0..<corner.rows {
      for j in 0..<corner.columns { result[core.rows + i, core.columns + j] = corner[i, j] }
    }
    return result
  }

  /// `Q R` of what `a` has outside of orthonormal bases; twice is enough (Kahan), and a third time
  /// for columns that had nothing there, whose place random ones take.
  private func orthonormalized(
    _ a: Matrix<Double>, against bases: [Matrix<Double>]
  ) throws(RecoveryError) -> (q: Matrix<Double>, r: Matrix<Double>) {
    var rest = a
    func project() {
      for basis in bases where basis.columns > 0 {
        rest = rest - basis.times(basis.times(rest, transposing: .left))
      }
    }
    project()
    project()
    let first = try translated { () throws(DecompositionError) in try QRDecomposition(rest) }
    let sizes = (0..<first.r.rows).map { abs(first.r[$0, $0]) }
    guard let largest = sizes.max(), sizes.contains(where: { $0 <= 1e-13 * largest }) else {
      return (first.q, first.r)
    }
    rest = first.q
    project()
    project()
    let again = try translated { () throws(DecompositionError) in try QRDecomposition(rest) }
    // Where R has nothing, Q may be anything orthonormal; elsewhere the second R is ±1.
    return (again.q, again.r.times(first.r))
  }
}
