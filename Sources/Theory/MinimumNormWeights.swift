import Foundation
import Spectra
public import Tensors

/// Weights of smallest norm with which a linear ResNet of finite depth represents a matrix.
///
/// With `A = U diag(σ) Vᵀ` of rank `r`, `tᵢ` the growth of one block and `gᵢ = √(σᵢ tᵢ⁻ᴸ)`: the first `r`
/// rows of `W_in` are `gᵢ vᵢᵀ`, the first `r` columns of `W_out` are `gᵢ uᵢ`, and every block multiplies
/// coordinate `i` by `tᵢ`. Any rotation of the hidden coordinates gives other weights of the same norm.
///
/// - Source: derived; they attain the cost of E. Boix-Adsera, arXiv 2501.19149, Theorem 2.1.
public struct MinimumNormWeights: Sendable {
  /// The weights of one residual block; all blocks are equal.
  public enum Block: Sendable {
    /// `W`, shape `(m, m)`: `h ← h + W h`.
    case depth1(weight: Matrix<Double>)
    /// `U`, shape `(m, m)`, and `V`, shape `(m, m)`: `h ← h + V U h`.
    case depth2(inner: Matrix<Double>, outer: Matrix<Double>)
  }

  /// The penalty whose cost they have.
  public let penalty: ResNetPenalty
  /// `L`.
  public let blockCount: Int
  /// `W_in`, shape `(m, d_in)`.
  public let embedding: Matrix<Double>
  /// The weights of each of the ``blockCount`` blocks.
  public let block: Block
  /// `W_out`, shape `(d_out, m)`.
  public let unembedding: Matrix<Double>
  /// The cost by the formula, with its parts.
  public let cost: RepresentationCost
  /// The largest `|product - A|` of an entry, over the largest `|A|`.
  public let productError: Double

  /// The hidden width `m`.
  public var width: Int { embedding.rows }

  /// Weights for a matrix of shape `(d_out, d_in)`.
  ///
  /// - Parameters:
  ///   - matrix: Finite entries, at least one row and one column.
  ///   - penalty: Block kind, a finite depth, `λ` and `(a, b)`.
  ///   - width: `m`, at least the rank; the rank (at least 1) if not given.
  ///   - zeroTolerance: Singular values at or below it count as 0; by default
  ///     `max(d_out, d_in) · 2⁻⁵² · σ₁`.
  /// - Throws: ``CostError``: infinite depth, no entries, or `m` below the rank, which would cost
  ///   infinitely much; `DecompositionError` naming an entry that is not finite.
  public init(
    of matrix: Matrix<Double>, penalty: ResNetPenalty, width: Int? = nil,
    zeroTolerance: Double? = nil
  ) throws {
    guard case .blocks(let blockCount) = penalty.depth else {
      throw CostError(
        .invalidParameter,
        "A network of infinite depth has no weights to write; give a number of blocks.")
    }
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw CostError(
        .invalidValue,
        "The matrix has shape (\(matrix.rows), \(matrix.columns)); weights need at least one entry."
      )
    }
    let decomposition = try SingularValueDecomposition(matrix)
    let tolerance = try matrix.zeroTolerance(zeroTolerance, largest: decomposition.values[0])
    let cost = try RepresentationCost(
      ofSingularValues: decomposition.values, penalty: penalty, zeroTolerance: tolerance)
    let rank = cost.rank
    let m = width ?? max(rank, 1)
    guard m >= max(rank, 1) else {
      throw CostError(
        .infiniteCost,
        "A network of width \(m) cannot represent a matrix of rank \(rank): its cost is infinite. "
          + "Give a width of at least \(max(rank, 1)).")
    }
    let growth = cost.singularValues.prefix(rank).map(penalty.blockGrowth(of:))
    let gains = zip(cost.singularValues, growth).map { sigma, growth in
      (sigma * exp(-Double(blockCount) * growth)).squareRoot()
    }
    func padded(_ values: [Double]) -> Matrix<Double> {
      .diagonal(values + Array(repeating: 0, count: m - values.count))
    }
    self.penalty = penalty
    self.blockCount = blockCount
    self.cost = cost
    var embedding = Matrix<Double>(rows: m, columns: matrix.columns)
    var unembedding = Matrix<Double>(rows: matrix.rows, columns: m)
    for (k, gain) in gains.enumerated() {
      for j in 0..<matrix.columns { embedding[k, j] = gain * decomposition.right[j, k] }
      for i in 0..<matrix.rows { unembedding[i, k] = gain * decomposition.left[i, k] }
    }
    self.embedding = embedding
    self.unembedding = unembedding
    switch penalty.block {
    case .depth1:
      block = .depth1(weight: padded(growth.map { expm1($0) }))
    case .depth2:
      let root = padded(growth.map { expm1($0).squareRoot() })
      block = .depth2(inner: root, outer: root)
    }
    let product = Self.product(unembedding, block, blockCount, embedding)
    productError = Self.largest(product - matrix) / max(Self.largest(matrix), .leastNormalMagnitude)
  }

  /// The matrix that the network computes, `W_out (I + R)ᴸ W_in`.
  public var product: Matrix<Double> { Self.product(unembedding, block, blockCount, embedding) }

  /// The cost of the weights themselves, from their norms.
  public var weightCost: Double {
    let (a, b) = (penalty.constants.embedding, penalty.constants.residual)
    let blocks = Double(blockCount)
    func square(_ matrix: Matrix<Double>) -> Double {
      matrix.frobeniusNorm * matrix.frobeniusNorm
    }
    let residual =
      switch block {
      case .depth1(let weight): blocks * blocks * square(weight)
      case .depth2(let inner, let outer): blocks * (square(inner) + square(outer))
      }
    return a * (square(embedding) + square(unembedding)) + b * penalty.lambda * residual
  }

  /// The relative difference of ``weightCost`` and the formula.
  public var costError: Double {
    cost.cost == 0 ? weightCost : abs(weightCost / cost.cost - 1)
  }

  /// `W_out (I + R)ᴸ W_in`, the power by repeated squaring.
  private static func product(
    _ unembedding: Matrix<Double>, _ block: Block, _ count: Int, _ embedding: Matrix<Double>
  ) -> Matrix<Double> {
    let residual =
      switch block {
      case .depth1(let weight): weight
      case .depth2(let inner, let outer): outer.times(inner)
      }
    var factor = Matrix.identity(residual.rows) + residual
    var power = Matrix<Double>.identity(residual.rows)
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { power = power.times(factor) }
      rest >>= 1
      if rest > 0 { factor = factor.times(factor) }
    }
    return unembedding.times(power).times(embedding)
  }

  private static func largest(_ matrix: Matrix<Double>) -> Double {
    matrix.elements.reduce(0) { max($0, abs($1)) }
  }
}

extension ResNetPenalty {
  /// `log tᵢ`, the growth of one block at the optimum, for a finite depth.
  fileprivate func blockGrowth(of sigma: Double) -> Double {
    guard case .blocks(let count) = depth, sigma > 0 else { return 0 }
    let s = LogarithmicRatio(sigma, over: scaledLambda)
    switch block {
    case .depth1: return logarithmOfT(s, blocks: Double(count))
    case .depth2: return max(0, s.logarithm / (Double(count) + 1))
    }
  }
}
