import CBLAS
import Spectra
import Tensors
import Theory

/// Descent on both factors of `X = A Bᵀ` for `½‖P_Ω(X - Y)‖² + μ Σ φ((‖a_j‖² + ‖b_j‖²)/2)`.
///
/// The objective is an upper bound of the one over `X` and equal to it in canonical form, since `φ`
/// is concave. It is smooth, so conjugate gradients apply: the scale is the diagonal of the
/// curvature, which in canonical form is close to the whole of it, the loss along a line is a
/// polynomial of degree four, known from one pass over the entries, and the step minimises the
/// objective on the line. A step costs about as much as five evaluations of `X` at the entries;
/// alternating least squares cost as many as there are columns.
struct FactoredDescent {
  let entries: ObservedEntries
  let penalty: any SpectralPenalty
  let weight: Double
  let threads: Int
  private let byRow: SparsePattern
  private let byColumn: SparsePattern
  private(set) var left: FactorSide
  private(set) var right: FactorSide
  /// The singular values where the factors were last in canonical form.
  private(set) var singularValues: [Double]
  /// `X - Y` at the entries: the gradient of the loss.
  private let residual: PaddedFactor
  private(set) var loss = 0.0
  private let first: PaddedFactor
  private let second: PaddedFactor
  /// `(‖a_j‖² + ‖b_j‖²)/2`.
  private var sizes: [Double]
  /// `<gradient, scaled gradient>` of the last step; nil where the next step forgets the direction.
  private var former: Double?
  private var hasStepped = false
  /// How much of the last direction the next one keeps.
  private var beta = 0.0
  private var lastStep = 1.0

  init(
    _ entries: ObservedEntries, penalty: any SpectralPenalty, weight: Double, threads: Int,
    start: LowRankMatrix
  ) {
    (self.entries, self.penalty, self.weight) = (entries, penalty, weight)
    self.threads = threads
    byRow = SparsePattern(entries, .byRow)
    byColumn = SparsePattern(entries, .byColumn)
    left = FactorSide(start.left, byRow)
    right = FactorSide(start.right, byColumn)
    singularValues = start.singularValues
    sizes = singularValues
    residual = PaddedFactor(rows: 1, columns: entries.count)
    first = PaddedFactor(rows: 1, columns: entries.count)
    second = PaddedFactor(rows: 1, columns: entries.count)
    evaluate()
  }

  var rank: Int { sizes.count }

  /// `F`, exactly in canonical form and an upper bound elsewhere.
  var objective: Double { loss + weight * penalty.total(of: sizes) }

  /// The matrix, if the factors are in canonical form.
  var matrix: LowRankMatrix {
    let roots = singularValues.map { 1 / $0.squareRoot() }
    return LowRankMatrix(
      orthonormal: left.factor.unpadded.scalingColumns(by: roots), singularValues,
      right.factor.unpadded.scalingColumns(by: roots))
  }

  /// Goes on at another matrix, with nothing remembered.
  mutating func restart(at matrix: LowRankMatrix) {
    left = FactorSide(matrix.left, byRow)
    right = FactorSide(matrix.right, byColumn)
    singularValues = matrix.singularValues
    sizes = singularValues
    former = nil
    evaluate()
  }

  /// Computes the residual anew.
  private mutating func evaluate() {
    byRow.innerProducts(left.factor, right.factor, into: residual, threads: threads)
    var sum = 0.0
    for (i, value) in entries.values.enumerated() {
      residual.base[i] -= value
      sum += residual.base[i] * residual.base[i]
    }
    loss = sum / 2
  }

  // MARK: Canonical form

  /// Makes the columns of both factors orthogonal and of equal norms, which cannot raise the
  /// objective; the direction is carried along, so that conjugacy survives.
  mutating func canonicalize() throws(RecoveryError) {
    guard rank > 0 else { return }
    guard let a = upperCholesky(left.factor.unpadded.gram()),
      let b = upperCholesky(right.factor.unpadded.gram())
    else {
      return restart(
        at: try LowRankMatrix(left: left.factor.unpadded, right: right.factor.unpadded))
    }
    let core = try translated { () throws(DecompositionError) in
      try SingularValueDecomposition(a.times(b, transposing: .right))
    }
    let roots = core.values.map { $0.squareRoot() }
    let forLeft = solvingUpper(a, core.left.scalingColumns(by: roots))
    let forRight = solvingUpper(b, core.right.scalingColumns(by: roots))
    left.transform(by: forLeft, contragradient: forRight)
    right.transform(by: forRight, contragradient: forLeft)
    singularValues = core.values
    sizes = core.values
  }

  /// `μ φ'` of every column.
  private var weights: [Double] { sizes.map { weight * penalty.derivative(at: $0) } }

  // MARK: Steps

  /// What the gradient says at the current factors.
  struct Stationarity {
    /// About `√(κ₁² + κ₂²)/μ`; an upper bound in canonical form.
    let residual: Double
    /// `-uⱼᵀ∇ℓ vⱼ`: what the entries ask for in the direction of column `j`.
    let multipliers: [Double]
  }

  /// Computes the gradient.
  mutating func measure() -> Stationarity {
    let weights = weights
    let padded = PaddedFactor(Matrix(rows: 1, columns: rank, elements: weights))
    if former == nil { rescale(weights) }
    let a = left.updateGradient(residual, other: right.factor, weights: padded, threads: threads)
    let b = right.updateGradient(residual, other: left.factor, weights: padded, threads: threads)
    let scaled = a.scaled + b.scaled
    let squares = (0..<rank).reduce(0) {
      $0 + (a.squares[$1] + b.squares[$1]) / max(sizes[$1], .leastNormalMagnitude)
    }
    // Polak and Ribière; measuring twice at one place must not forget the direction.
    if hasStepped, let former, former > 0 {
      beta = max(0, (scaled - a.former - b.former) / former)
    } else if former == nil {
      beta = 0
    }
    (former, hasStepped) = (scaled, false)
    return Stationarity(
      residual: squares.squareRoot() / weight,
      multipliers: (0..<rank).map { -a.alignment[$0] / sizes[$0] })
  }

  /// Takes the curvature at the current factors as the scale from now on.
  mutating func rescale() { rescale(weights) }

  private mutating func rescale(_ weights: [Double]) {
    let floor = 1e-3 * weight
    left.setScale(sizes, weights: weights, floor: floor)
    right.setScale(sizes, weights: weights, floor: floor)
  }

  /// One step down, after ``measure()``.
  ///
  /// - Returns: Whether the objective fell.
  mutating func step() -> Bool {
    var a = left.updateDirection(beta, threads: threads)
    var b = right.updateDirection(beta, threads: threads)
    if a.slope + b.slope >= 0 && beta > 0 {
      a = left.updateDirection(0, threads: threads)
      b = right.updateDirection(0, threads: threads)
    }
    let sums = measureLine()
    let line = DescentLine(
      loss: (sums[0], sums[1] / 2 + sums[2], sums[3], sums[4] / 2), penalty: penalty,
      weight: weight, sizes: sizes, slopes: zip(a.alignment, b.alignment).map(+),
      curvatures: zip(a.squares, b.squares).map { ($0 + $1) / 2 })
    guard let t = line.minimum(from: lastStep) else { return false }
    (lastStep, hasStepped) = (t, true)
    left.advance(t)
    right.advance(t)
    sizes = line.sizes(at: t)
    loss = advanceResidual(t) / 2
    return true
  }

  /// The coefficients of the entries along the direction, and their sums with the residual.
  private func measureLine() -> [Double] {
    let (a, da, b, db) = (left.factor, left.direction, right.factor, right.direction)
    let (residual, first, second) = (residual, first, second)
    return byRow.sum(width: 5, threads: threads) { sums, pattern in
      lowrank_sparse_line(
        instructions, pattern, a.base, da.base, b.base, db.base, a.blocks, residual.base,
        first.base, second.base, sums)
    }
  }

  /// Moves the residual along the line; the sum of its squares.
  private func advanceResidual(_ t: Double) -> Double {
    let (residual, first, second) = (residual, first, second)
    return byRow.sum(width: 1, threads: threads) { sums, pattern in
      let start = pattern.starts[Int(pattern.first_row)]
      let count = pattern.starts[Int(pattern.end_row)] - start
      sums[0] = lowrank_sparse_advance(
        instructions, t, residual.base + start, first.base + start, second.base + start, count)
    }[0]
  }

  // MARK: The rank

  /// Leaves out the columns whose loss cannot raise the objective.
  ///
  /// These are the ones with `½σⱼ ≤ μφ(σⱼ)/σⱼ - mⱼ`: without them the loss is larger by at most
  /// `Σ mⱼσⱼ + ½σⱼ²`, since observing entries never lengthens a matrix. In canonical form, after
  /// ``measure()``.
  ///
  /// - Returns: Whether there were any.
  mutating func dropColumns(_ multipliers: [Double]) -> Bool {
    let kept = (0..<rank).filter { j in
      let value = singularValues[j]
      return value > 0
        && value / 2 > weight * penalty.value(at: value) / value - multipliers[j]
    }
    guard kept.count < rank else { return false }
    let (u, v) = (matrix.leftVectors, matrix.rightVectors)
    restart(
      at: LowRankMatrix(
        orthonormal: u.selectingColumns(kept), kept.map { singularValues[$0] },
        v.selectingColumns(kept)))
    return true
  }

  /// Appends singular triplets of `-∇ℓ` outside the singular spaces of `X`, in canonical form, with
  /// the step that is best for the nuclear norm; a concave penalty falls even further.
  ///
  /// - Returns: Whether it moved: not where the triplets are so small that their squares vanish.
  mutating func append(_ triplets: SingularTriplets) throws(RecoveryError) -> Bool {
    let slope = weight * penalty.derivative(at: 0)
    let excesses = triplets.values.map { $0 - slope }
    let roots = excesses.map { $0.squareRoot() }
    let (u, v) = (triplets.left.scalingColumns(by: roots), triplets.right.scalingColumns(by: roots))
    byRow.innerProducts(PaddedFactor(u), PaddedFactor(v), into: first, threads: threads)
    let length = (0..<entries.count).reduce(0) { $0 + first.base[$1] * first.base[$1] }
    let gain = excesses.reduce(0) { $0 + $1 * $1 }
    guard length > 0 else { return false }
    let scale = (gain / length).squareRoot()
    restart(
      at: try LowRankMatrix(
        left: left.factor.unpadded.joined(with: scale * u),
        right: right.factor.unpadded.joined(with: scale * v)))
    return true
  }

  /// The largest singular triplets of `-∇ℓ` outside the singular spaces of `X`, in canonical form.
  func outerTriplets(_ request: SingularTriplets.Request) throws(RecoveryError) -> SingularTriplets
  {
    let x = matrix
    let (u, v) = (x.leftVectors, x.rightVectors)
    return try SingularTriplets(
      rows: entries.rows, columns: entries.columns, excluding: (u, v), request,
      apply: { -1 * byRow.product(residual, PaddedFactor($0), threads: threads).unpadded },
      applyTransposed: {
        -1 * byColumn.product(residual, PaddedFactor($0), threads: threads).unpadded
      })
  }

  /// About the largest singular value of a residual without structure: where signal is still above
  /// it, what is below would be left out again.
  var noiseLevel: Double {
    let (rows, columns) = (Double(entries.rows), Double(entries.columns))
    return (2 * loss).squareRoot() * (1 / rows.squareRoot() + 1 / columns.squareRoot())
  }

  /// Whether the next step goes along the scaled gradient alone.
  var hasForgotten: Bool { beta == 0 }

  /// Lets the next step forget the direction of the last.
  mutating func forget() { former = nil }

  /// `κ₁` and `κ₂`, in canonical form, after ``measure()``.
  func innerResidual() -> (kappa1: Double, kappa2: Double) {
    guard rank > 0 else { return (0, 0) }
    let roots = singularValues.map { 1 / $0.squareRoot() }
    // (∇ℓ V + μ U φ') and (∇ℓᵀ U + μ V φ').
    let a = left.currentGradient.scalingColumns(by: roots)
    let b = right.currentGradient.scalingColumns(by: roots)
    let u = left.factor.unpadded.scalingColumns(by: roots)
    let v = right.factor.unpadded.scalingColumns(by: roots)
    let (inner, innerRight) = (u.times(a, transposing: .left), v.times(b, transposing: .left))
    let kappa2 = [(a - u.times(inner)), (b - v.times(innerRight))].map(\.frobeniusNorm)
    return (
      inner.frobeniusNorm, (kappa2[0] * kappa2[0] + kappa2[1] * kappa2[1]).squareRoot()
    )
  }
}
