import Foundation
public import Tensors
public import Theory

/// The weights of a deep residual network made of few different blocks, each repeated many times.
///
/// It maps `x` to `W_out z_L + c` with `z_0 = W_in x` and, block after block,
/// `z ← z + relu(W z + b)` (depth-1) or `z ← z + V relu(U z + p)` (depth-2). Equal blocks are
/// stored once, so `L` may be in the millions.
public struct ResidualNetwork: Sendable {
  /// One block of width `m`.
  public enum Block: Sendable {
    /// `z + relu(W z + b)`; `W` of shape `(m, m)`.
    case depth1(AffineMap)
    /// `z + V relu(U z + p)`; `U`, `p` of shape `(m', m)` and `(m')`, `V` of shape `(m, m')`.
    case depth2(AffineMap, outer: Matrix<Double>)
  }

  /// Equal blocks in a row.
  public struct Run: Sendable {
    /// The block.
    public let block: Block
    /// How often it stands there.
    public let count: Int
    /// What all of them do together.
    let effect: Effect
  }

  /// What equal blocks in a row do together, by their construction.
  enum Effect: Sendable {
    /// They read nothing that they write: as many times the branch of the first.
    case adding
    /// They multiply what is positive in these coordinates by `1 + rate`, each of them.
    case growing(Range<Int>, rate: Double)
  }

  /// `W_in`, shape `(m, d_in)`.
  public let embedding: Matrix<Double>
  /// The blocks in order.
  public let runs: [Run]
  /// `W_out`, shape `(d_out, m)`, and the output bias `c`, which costs nothing.
  public let unembedding: AffineMap
  /// The cost that the network was built for; its depth is the number of blocks.
  public let penalty: ResNetPenalty

  /// The number of blocks, `L`.
  public var depth: Int { runs.reduce(0) { $0 + $1.count } }
  /// The width of the stream, `m`.
  public var width: Int { embedding.rows }

  /// The cost of these weights, summed over their squares; biases cost nothing.
  public var cost: NetworkCost {
    let lambda = penalty.lambda
    let blocks = runs.reduce(0) { $0 + Double($1.count) * $1.block.squaredNorm }
    let factor = penalty.block == .depth1 ? Double(depth) : 1
    return NetworkCost(
      embeddingPart: penalty.constants.embedding
        * (embedding.squaredNorm + unembedding.weight.squaredNorm),
      residualPart: penalty.constants.residual * lambda * (factor * blocks))
  }

  /// `f` of every row; equal blocks in a row take one step.
  ///
  /// For one step per block see ``unrolled()``.
  ///
  /// - Parameter points: Shape `(N, d_in)`.
  /// - Returns: Shape `(N, d_out)`.
  public func outputs(of points: Matrix<Double>) -> Matrix<Double> {
    precondition(
      points.columns == embedding.columns,
      "points of \(points.columns) entries for \(embedding.columns) inputs")
    var stream = points.times(embedding, transposing: .right)
    for run in runs {
      switch run.effect {
      case .adding:
        stream = stream + Double(run.count) * run.block.branch(of: stream)
      case .growing(let coordinates, let rate):
        let factor = exp(Double(run.count) * log1p(rate))
        for row in 0..<stream.rows {
          for column in coordinates where stream[row, column] > 0 { stream[row, column] *= factor }
        }
      }
    }
    return unembedding.outputs(of: stream)
  }
}

/// What the weights of a residual network cost.
public struct NetworkCost: Sendable, Equatable {
  /// The part of embedding and unembedding, `a (‖W_in‖² + ‖W_out‖²)`.
  public let embeddingPart: Double
  /// The part of the blocks, `bλ [L] Σ (squared norms of the block weights)`, `L` for depth-1 only.
  public let residualPart: Double
  /// The sum of both parts.
  public var total: Double { embeddingPart + residualPart }
}

extension ResidualNetwork.Block {
  /// The sum of the squares of the weights, without biases.
  var squaredNorm: Double {
    switch self {
    case .depth1(let map): map.weight.squaredNorm
    case .depth2(let inner, let outer): inner.weight.squaredNorm + outer.squaredNorm
    }
  }

  /// What the block adds to each row.
  fileprivate func branch(of stream: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .depth1(let map): map.outputs(of: stream).map { max($0, 0) }
    case .depth2(let inner, let outer):
      inner.outputs(of: stream).map { max($0, 0) }.times(outer, transposing: .right)
    }
  }
}

extension Matrix<Double> {
  /// `‖A‖_F²`.
  var squaredNorm: Double {
    let norm = frobeniusNorm
    return norm * norm
  }
}
