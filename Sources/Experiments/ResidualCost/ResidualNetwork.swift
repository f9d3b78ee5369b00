import Networks
import Randomness
import Spectra
import Tensors
import Theory

/// A linear residual network `W_out (I + R_L) ⋯ (I + R_1) W_in` with its weight norm.
///
/// `R_l` is `W_l` for depth-1 blocks and `V_l U_l` for depth-2 blocks. The network is one of the
/// package's ordinary architectures, so that its products and gradients are those of training; nothing
/// here knows the closed form that they are compared with.
struct ResidualNetwork: Sendable {
  /// The kind of block.
  let block: BlockKind
  /// The network; its arena holds `W_in`, then the blocks (`W`, or `U` before `V`), then `W_out`.
  let architecture: Architecture

  /// A network from `inputs` to `outputs` entries.
  ///
  /// - Parameters:
  ///   - block: The kind of block.
  ///   - blocks: `L ≥ 1`.
  ///   - inputs: Columns of the matrices that it represents.
  ///   - outputs: Their rows.
  ///   - width: `m`.
  ///   - hidden: `m'`, rows of `U`, for depth-2 blocks; nil for `m`.
  /// - Throws: `NetworkError` if a size is below 1.
  init(
    _ block: BlockKind, blocks: Int, inputs: Int, outputs: Int, width: Int, hidden: Int? = nil
  ) throws(NetworkError) {
    let kind: ResidualBlock =
      switch block {
      case .depth1: .depthOne(.linear)
      case .depth2: .depthTwo(.linear, hidden: hidden ?? width)
      }
    let stream = try Architecture.residual(width: width, depth: blocks, block: kind)
    self.block = block
    architecture = try Architecture(
      inputs: inputs, layers: [.dense(outputs: width)] + stream.layers + [.dense(outputs: outputs)])
  }

  /// `L`.
  var blocks: Int { (architecture.layout.entries.count - 2) / (block == .depth1 ? 1 : 2) }

  /// What multiplies half the squared norm of each tensor in the cost: 1 for embedding and
  /// unembedding, `λL` (depth-1) or `λ` (depth-2) for the blocks.
  func costFactors(lambda: Double) -> [(range: Range<Int>, factor: Double)] {
    let entries = architecture.layout.entries
    let residual = block == .depth1 ? lambda * Double(blocks) : lambda
    return entries.enumerated().map { index, entry in
      (entry.range, index == 0 || index == entries.count - 1 ? 1 : residual)
    }
  }

  /// `½ (‖W_in‖² + ‖W_out‖²) + λ[L]/2 Σ (squared norms of the blocks)`, a = b = ½.
  func cost(of parameters: Matrix<Double>, lambda: Double) -> Double {
    parameters.withUnsafeBufferPointer { weights in
      costFactors(lambda: lambda).reduce(0) { sum, tensor in
        sum + tensor.factor / 2 * weights[tensor.range].reduce(0) { $0 + $1 * $1 }
      }
    }
  }

  /// The matrix `A` that the network represents, shape `(outputs, inputs)`.
  func matrix(of parameters: Matrix<Double>) -> Matrix<Double> {
    architecture.effectiveWeight(of: parameters)
  }

  /// Weights of independent normal entries, shape `(1, count)`.
  func weights(deviation: Double, using stream: inout RandomStream) -> Matrix<Double> {
    Matrix(
      rows: 1, columns: architecture.layout.count,
      from: .normal(mean: 0, standardDeviation: deviation), using: &stream)
  }
}

extension Matrix<Double> {
  /// `U diag(s) Vᵀ` with random orthonormal `U` and `V`; singular values that are left out are 0.
  ///
  /// - Throws: `DecompositionError`, which normal draws do not give.
  static func withSingularValues(
    _ values: [Double], rows: Int, columns: Int, using stream: inout RandomStream
  ) throws(DecompositionError) -> Matrix {
    precondition(
      values.count <= Swift.min(rows, columns),
      "\(values.count) singular values of a matrix of \(rows) x \(columns)")
    let left = try randomOrthonormal(rows, values.count, using: &stream)
    let right = try randomOrthonormal(columns, values.count, using: &stream)
    return left.times(.diagonal(values)).times(right, transposing: .right)
  }

  private static func randomOrthonormal(
    _ rows: Int, _ columns: Int, using stream: inout RandomStream
  ) throws(DecompositionError) -> Matrix {
    try QRDecomposition(
      Matrix(rows: rows, columns: columns, from: .standardNormal, using: &stream)
    ).q
  }

  /// The largest distance of two entries, NaN where one is.
  func largestDistance(from other: Matrix) -> Double {
    (self - other).elements.map(\.magnitude).greatest
  }
}
