import Randomness
import Spectra
import Tensors
import Theory

/// How well explicit weights do what they should, at worst over all depths, `λ` and kinds.
public struct WeightErrors: Codable, Sendable {
  /// The largest distance of an entry of the network's matrix, relative to the largest entry.
  package var product = 0.0
  /// The relative distance of the weight norm from the formula.
  package var cost = 0.0
  /// The relative distance of `Σ φ(‖xⱼ‖ ‖yⱼ‖)` at the singular value decomposition from the formula.
  package var decomposition = 0.0

  /// `L` = 1, 3, 10, 50 and `λ` = 0.001, 0.1, 2: a 4 x 5 matrix of rank 3, width 6.
  ///
  /// Product and norm are those of the trainable network, computed by its own forward pass.
  static func measured(using stream: inout RandomStream) throws -> WeightErrors {
    var errors = WeightErrors()
    let matrix = try Matrix.withSingularValues(
      [3, 1, 0.2], rows: 4, columns: 5, using: &stream)
    let largest = matrix.elements.reduce(0) { max($0, $1.magnitude) }
    let svd = try SingularValueDecomposition(matrix)
    let roots = Matrix.diagonal(svd.values.map { $0.squareRoot() })
    for block in BlockKind.allCases {
      for blocks in [1, 3, 10, 50] {
        let network = try ResidualNetwork(block, blocks: blocks, inputs: 5, outputs: 4, width: 6)
        for lambda in [1e-3, 0.1, 2] {
          let penalty = try ResNetPenalty(block: block, depth: .blocks(blocks), lambda: lambda)
          let explicit = try MinimumNormWeights(of: matrix, penalty: penalty, width: 6)
          let weights = network.weights(of: explicit)
          let cost = network.cost(of: weights, lambda: lambda)
          let formula = explicit.cost.cost
          errors.product.raise(
            to: network.matrix(of: weights).largestDistance(from: matrix) / largest)
          errors.cost.raise(to: abs(cost / formula - 1))
          let terms = decompositionCost(svd.left.times(roots), svd.right.times(roots), penalty)
          errors.decomposition.raise(to: abs(terms / formula - 1))
        }
      }
    }
    return errors
  }
}
