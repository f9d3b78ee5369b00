import Randomness
public import Tensors

// Where the whole matrix does not fit: block Krylov iteration on AᵀA with full reorthogonalisation,
// restarted with the best Ritz vectors, which is subspace iteration that keeps its last few blocks
// (Golub and Underwood 1977; restarts as Wu and Simon, SIAM J. Matrix Anal. Appl. 22, 2000). Each
// product reads the matrix once, in blocks of rows: AᵀA V = Σ A_bᵀ (A_b V).

/// The largest singular values of a matrix with their vectors, `A v_i = σ_i u_i`.
public struct LeadingSingularVectors: Sendable {
  /// `U_k`, shape `(m, k)`, orthonormal columns.
  public let left: Matrix<Double>
  /// Descending.
  public let values: [Double]
  /// `V_k`, shape `(n, k)`, orthonormal columns.
  public let right: Matrix<Double>
  /// `max_i ‖A v_i − σ_i u_i‖ / σ₁` or the same for `Aᵀ u_i − σ_i v_i`, whichever the route leaves
  /// open; 0 for the zero matrix.
  public let residual: Double
  /// What found them: `direct` or `subspace`.
  public let driver: SpectrumDriver

  /// Finds the largest singular values of a matrix of shape `(m, n)` that is read block by block.
  ///
  /// - Parameters:
  ///   - blocks: The matrix, finite.
  ///   - count: How many values; `k = min(count, m, n)`.
  ///   - memory: Bytes below which the whole matrix is decomposed (dgesdd); beyond them, and where
  ///     `k` is small against the matrix, it is read once per step of a block iteration.
  ///   - tolerance: Of the iteration: `‖AᵀA v − σ² v‖ ≤ tolerance σ₁²` for each vector; it gives up
  ///     after 100 steps, and the residual says how far it came.
  /// - Throws: What prevented reading, or ``DecompositionError``.
  public init(
    of blocks: some MatrixBlocks, count: Int, memory: Int = 1 << 30, tolerance: Double = 1e-9
  ) throws {
    let scale = try EntryStatistics(of: blocks).squaringScale
    try self.init(of: blocks, count: count, memory: memory, tolerance: tolerance, scale: scale)
  }

  /// The same for entries whose scale is known.
  init(
    of blocks: some MatrixBlocks, count: Int, memory: Int = 1 << 30, tolerance: Double = 1e-9,
    scale: Double
  ) throws {
    precondition(count >= 0, "\(count) singular values")
    let (m, n) = (blocks.rows, blocks.columns)
    let (q, k) = (min(m, n), min(count, m, n))
    let isSmall = 8 * (m * n + (m + n) * q) <= memory
    if isSmall || 2 * k >= q {
      let whole = try Matrix(rows: m, columns: n) { target in
        try blocks.read(rows: 0..<m, columns: 0..<n, into: target)
        divide(target, by: scale)
      }
      let full = try SingularValueDecomposition(whole)
      left = full.left[0..<m, 0..<k].matrix
      right = full.right[0..<n, 0..<k].matrix
      residual = largestColumnNorm(
        of: whole.times(right), minus: left, times: Array(full.values.prefix(k)))
      values = full.values.prefix(k).map { scale * $0 }
      driver = .direct
      return
    }
    let product = BlockedProduct(blocks, scale: scale)
    let basis = try leadingSubspace(of: product, count: k, tolerance: tolerance)
    // A V = U S Wᵀ, hence A (V W) = U S.
    let image = try QRDecomposition(product.image(of: basis))
    let core = try SingularValueDecomposition(image.r)
    left = image.q.times(core.left)
    right = basis.times(core.right)
    residual = largestColumnNorm(
      of: try product.coimage(of: left), minus: right, times: core.values)
    values = core.values.map { scale * $0 }
    driver = .subspace
  }
}

/// `max_i ‖a_i − s_i b_i‖ / s_1` over columns.
private func largestColumnNorm(
  of a: Matrix<Double>, minus b: Matrix<Double>, times s: [Double]
) -> Double {
  guard let largest = s.first, largest > 0 else { return 0 }
  let squares = (a - b.scalingColumns(by: s)).columnSquares
  return (squares.max() ?? 0).squareRoot() / largest
}

extension Matrix<Double> {
  /// This matrix and the columns of another to its right.
  fileprivate func beside(_ other: Matrix) -> Matrix {
    Matrix(rows: rows, columns: columns + other.columns) { target in
      for i in 0..<rows {
        for j in 0..<columns { target[i * (columns + other.columns) + j] = self[i, j] }
        for j in 0..<other.columns {
          target[i * (columns + other.columns) + columns + j] = other[i, j]
        }
      }
    }
  }

  fileprivate var columnSquares: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for i in 0..<rows { for j in 0..<columns { sums[j] += self[i, j] * self[i, j] } }
    return sums
  }
}

/// Products with a matrix over a power of two, one pass over it each.
private struct BlockedProduct<Blocks: MatrixBlocks> {
  let blocks: Blocks
  let scale: Double
  private let height: Int

  init(_ blocks: Blocks, scale: Double) {
    (self.blocks, self.scale) = (blocks, scale)
    height = max(1, min(blocks.rows, (16 << 20) / (8 * max(1, blocks.columns))))
  }

  /// Reads the matrix in blocks of rows.
  private func forEach(_ body: (Matrix<Double>, Range<Int>) -> Void) throws {
    for start in stride(from: 0, to: blocks.rows, by: height) {
      let rows = start..<min(start + height, blocks.rows)
      let block = try Matrix(rows: rows.count, columns: blocks.columns) { target in
        try blocks.read(rows: rows, columns: 0..<blocks.columns, into: target)
        divide(target, by: scale)
      }
      body(block, rows)
    }
  }

  /// The product `A V`.
  func image(of v: Matrix<Double>) throws -> Matrix<Double> {
    var rows: [Matrix<Double>] = []
    try forEach { block, _ in rows.append(block.times(v)) }
    return Matrix(rows: blocks.rows, columns: v.columns) { target in
      var place = 0
      for block in rows {
        block.withUnsafeBufferPointer {
          _ = target[place..<place + $0.count].initialize(fromContentsOf: $0)
        }
        place += block.rows * block.columns
      }
    }
  }

  /// The product `Aᵀ U`.
  func coimage(of u: Matrix<Double>) throws -> Matrix<Double> {
    var sum = Matrix<Double>(rows: blocks.columns, columns: u.columns)
    try forEach { block, rows in
      sum = sum + block.times(u[rows, 0..<u.columns].matrix, transposing: .left)
    }
    return sum
  }

  /// The product `AᵀA V`.
  func square(of v: Matrix<Double>) throws -> Matrix<Double> {
    var sum = Matrix<Double>(rows: blocks.columns, columns: v.columns)
    try forEach { block, _ in sum = sum + block.times(block.times(v), transposing: .left) }
    return sum
  }
}

/// Orthonormal columns, `(n, count)`, that span the leading right singular vectors.
private func leadingSubspace(
  of product: BlockedProduct<some MatrixBlocks>, count: Int, tolerance: Double
) throws -> Matrix<Double> {
  let n = product.blocks.columns
  let width = min(count + 8, product.blocks.rows, n)
  let widest = min(4 * width, n)
  var stream = RandomStream(SeedPath(root: 0) / "leading singular vectors")
  var basis = try QRDecomposition(
    Matrix(rows: n, columns: width, from: .standardNormal, using: &stream)
  ).q
  var image = try product.square(of: basis)
  for _ in 0..<100 {
    // The best vectors of the space so far; their images need no product.
    let projected = basis.times(image, transposing: .left)
    let ritz = try SymmetricEigendecomposition(projected)
    let order = Array((0..<basis.columns).reversed().prefix(width))
    let chosen = Matrix(rows: basis.columns, columns: width) { target in
      for i in 0..<basis.columns {
        for (j, column) in order.enumerated() { target[i * width + j] = ritz.vectors[i, column] }
      }
    }
    let values = order.map { ritz.values[$0] }
    let (vectors, images) = (basis.times(chosen), image.times(chosen))
    let remainder = images - vectors.scalingColumns(by: values)
    let error = remainder.columnSquares.prefix(count).max() ?? 0
    if error.squareRoot() <= tolerance * max(values.first ?? 0, 0) || basis.columns == n {
      return vectors[0..<n, 0..<count].matrix
    }
    if basis.columns + width > widest { (basis, image) = (vectors, images) }
    // Twice is enough.
    var next = remainder[0..<n, 0..<min(width, n - basis.columns)].matrix
    for _ in 0..<2 {
      next = try QRDecomposition(
        next - basis.times(basis.times(next, transposing: .left))
      ).q
    }
    image = image.beside(try product.square(of: next))
    basis = basis.beside(next)
  }
  return basis[0..<n, 0..<count].matrix
}
