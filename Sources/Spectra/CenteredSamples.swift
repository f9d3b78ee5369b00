public import Tensors

// With K_c = H K H, the rows of K_c add up to 0, so that of K̃_c, whose diagonal is 0, they add up to
// minus the diagonal d of K_c. The unbiased estimate does not change under centring, and becomes
//
//     HSIC_u = [⟨K_c, L_c⟩ − n/(n−2) Σ dᵢeᵢ + tr K_c · tr L_c / ((n−1)(n−2))] / (n(n−3)).
//
// Hence one inner product, two diagonals and two traces give both estimates, and the inner product is
// taken on the smaller side: ⟨XXᵀ, YYᵀ⟩ = ‖XᵀY‖²_F. Subtracting a row of diagonals from K instead of
// setting its diagonal to 0, as published code does, gives another number.

/// Samples of a representation, prepared for comparison with others of the same samples: the linear
/// kernel `K = XXᵀ` of the matrix `X` of shape `(n, d)`, centred.
///
/// The kernel `(n, n)` is kept where `n < d`; otherwise nothing of that size is ever made, and the
/// samples are read again, block by block, for every comparison.
public struct CenteredSamples: Sendable {
  /// The number of samples, `n`.
  public let samples: Int
  /// The number of features, `d`.
  public let features: Int
  /// The squared norms of the centred samples, the diagonal of `K_c`.
  private let diagonal: [Double]
  /// The sum of these, `tr K_c`.
  private let trace: Double
  private let side: Side

  private enum Side {
    case kernel(Matrix<Double>)
    case features(CenteredBlocks)
  }

  /// Reads the samples.
  ///
  /// - Parameter blocks: One sample per row, `(n, d)`.
  /// - Throws: What prevented reading; ``DecompositionError`` with code `nonFiniteInput`.
  /// - Complexity: O(n d), and O(n² d) where `n < d`.
  public init(_ blocks: any MatrixBlocks) throws {
    if let place = try EntryStatistics(of: blocks).firstNonFinite {
      let (row, column) = place.quotientAndRemainder(dividingBy: blocks.columns)
      throw DecompositionError(.nonFiniteInput(row: row, column: column))
    }
    let centered = try CenteredBlocks(blocks)
    let plan = BlockPlan(
      rows: blocks.rows, columns: blocks.columns, bytes: CenteredBlocks.blockBytes)
    (samples, features) = (blocks.rows, blocks.columns)
    if plan.isWide {
      var kernel = Matrix<Double>(rows: samples, columns: samples)
      try plan.forEach(of: centered) { block, place in
        let part = Matrix(copying: block, rows: blocks.rows, columns: place.count)
        kernel = kernel + part.times(part, transposing: .right)
      }
      diagonal = (0..<kernel.rows).map { kernel[$0, $0] }
      side = .kernel(kernel)
    } else {
      var norms: [Double] = []
      try plan.forEach(of: centered) { block, place in
        norms += (0..<place.count).map { row in
          block[row * blocks.columns..<(row + 1) * blocks.columns].reduce(0) { $0 + $1 * $1 }
        }
      }
      diagonal = norms
      side = .features(centered)
    }
    trace = diagonal.reduce(0, +)
  }

  /// The Hilbert-Schmidt independence criterion of these samples and others.
  ///
  /// - Precondition: Both have the same number of samples, at least 4.
  /// - Throws: What prevented reading.
  public func independence(from other: CenteredSamples) throws -> HilbertSchmidtIndependence {
    precondition(
      samples == other.samples && samples >= 4,
      "\(samples) and \(other.samples) samples; the same at least 4 are needed")
    let n = Double(samples)
    let product = try innerProduct(with: other)
    let diagonals = zip(diagonal, other.diagonal).reduce(0) { $0 + $1.0 * $1.1 }
    let traces = trace * other.trace / ((n - 1) * (n - 2))
    let parts = [product, -n / (n - 2) * diagonals, traces]
    let count = n * (n - 3)
    return HilbertSchmidtIndependence(
      biased: product / ((n - 1) * (n - 1)), unbiased: parts.reduce(0, +) / count,
      rounding: 64 * .ulpOfOne * parts.reduce(0) { $0 + abs($1) } / count)
  }

  /// The sum of products of elements, `⟨K_c, L_c⟩`.
  private func innerProduct(with other: CenteredSamples) throws -> Double {
    switch (side, other.side) {
    case (.kernel(let k), .kernel(let l)):
      return k.withUnsafeBufferPointer { k in
        l.withUnsafeBufferPointer { l in k.indices.reduce(0) { $0 + k[$1] * l[$1] } }
      }
    case (.kernel(let kernel), .features(let blocks)):
      return try Self.quadraticForm(of: kernel, blocks)
    case (.features(let blocks), .kernel(let kernel)):
      return try Self.quadraticForm(of: kernel, blocks)
    case (.features(let left), .features(let right)):
      return try Self.crossNorm(left, right)
    }
  }

  /// `tr YᵀKY`, a panel of columns of `Y` at a time.
  private static func quadraticForm(
    of kernel: Matrix<Double>, _ blocks: CenteredBlocks
  ) throws -> Double {
    let width = max(1, CenteredBlocks.blockBytes / (8 * kernel.rows))
    var sum = 0.0
    for start in stride(from: 0, to: blocks.columns, by: width) {
      let columns = start..<min(start + width, blocks.columns)
      let part = try Matrix(reading: blocks, rows: 0..<blocks.rows, columns: columns)
      let mapped = kernel.times(part)
      sum += part.withUnsafeBufferPointer { y in
        mapped.withUnsafeBufferPointer { ky in y.indices.reduce(0) { $0 + y[$1] * ky[$1] } }
      }
    }
    return sum
  }

  /// `‖XᵀY‖²_F`, a block of samples at a time.
  private static func crossNorm(_ left: CenteredBlocks, _ right: CenteredBlocks) throws -> Double {
    let height = max(1, CenteredBlocks.blockBytes / (8 * max(1, left.columns + right.columns)))
    var product = Matrix<Double>(rows: left.columns, columns: right.columns)
    for start in stride(from: 0, to: left.rows, by: height) {
      let rows = start..<min(start + height, left.rows)
      let x = try Matrix(reading: left, rows: rows, columns: 0..<left.columns)
      let y = try Matrix(reading: right, rows: rows, columns: 0..<right.columns)
      product = product + x.times(y, transposing: .left)
    }
    return product.withUnsafeBufferPointer { $0.reduce(0) { $0 + $1 * $1 } }
  }
}

extension Matrix<Double> {
  /// A block of a matrix.
  fileprivate init(reading blocks: CenteredBlocks, rows: Range<Int>, columns: Range<Int>) throws {
    self.init(rows: rows.count, columns: columns.count)
    try withUnsafeMutableBufferPointer { try blocks.read(rows: rows, columns: columns, into: $0) }
  }

  fileprivate init(copying block: UnsafeMutableBufferPointer<Double>, rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns) { target in
      for i in block.indices { target[i] = block[i] }
    }
  }
}
