import Foundation
import Networks
import Randomness
import Spectra
import Tensors
import Theory

/// A random setting: sizes 1 to 4, one to five blocks, `λ` from 0.01 to 10.
private struct RandomSetting {
  let network: ResidualNetwork
  let penalty: ResNetPenalty
  let width: Int

  init(using stream: inout RandomStream) throws {
    let block = BlockKind.allCases[Int.random(in: 0...1, using: &stream)]
    let blocks = Int.random(in: 1...5, using: &stream)
    width = Int.random(in: 1...4, using: &stream)
    let lambda = pow(10, Double.random(in: -2...1, using: &stream))
    penalty = try ResNetPenalty(block: block, depth: .blocks(blocks), lambda: lambda)
    network = try ResidualNetwork(
      block, blocks: blocks, inputs: Int.random(in: 1...4, using: &stream),
      outputs: Int.random(in: 1...4, using: &stream), width: width)
  }

  /// A matrix that the network can represent, of random scale.
  func matrix(using stream: inout RandomStream) throws -> Matrix<Double> {
    let (rows, columns) = (network.architecture.outputs, network.architecture.inputs)
    let scale = pow(10, Double.random(in: -1...1, using: &stream))
    let rank = min(rows, columns, width)
    let values = (0..<rank).map { _ in scale * Double.random(in: 0.1...1, using: &stream) }
    return try .withSingularValues(values, rows: rows, columns: columns, using: &stream)
  }

  /// `cost / formula - 1` for the matrix that the weights represent.
  func gap(of weights: Matrix<Double>) throws -> Double {
    let formula = try RepresentationCost(of: network.matrix(of: weights), penalty: penalty).cost
    return network.cost(of: weights, lambda: penalty.lambda) / formula - 1
  }
}

extension ResNetCost.Family {
  /// The relative gap of one network above the formula.
  func gap(using stream: inout RandomStream) throws -> Double {
    let setting = try RandomSetting(using: &stream)
    let network = setting.network
    switch self {
    case .random:
      let deviation = pow(10, Double.random(in: -1...0, using: &stream))
      return try setting.gap(of: network.weights(deviation: deviation, using: &stream))
    case .perturbed:
      let matrix = try setting.matrix(using: &stream)
      let noise = pow(10, Double.random(in: -6 ... -1, using: &stream))
      let weights = try network.weights(
        of: MinimumNormWeights(of: matrix, penalty: setting.penalty, width: setting.width))
      return try setting.gap(
        of: weights + network.weights(deviation: noise, using: &stream))
    case .trained:
      let matrix = try setting.matrix(using: &stream)
      var objective = WeightNormObjective(
        network, target: matrix, lambda: setting.penalty.lambda,
        weight: 0.1 * matrix.frobeniusNorm)
      var weights = network.weights(deviation: 0.4, using: &stream)
      let steps = Int.random(in: 1...100, using: &stream)
      _ = weights.descend(
        &objective, limits: DescentLimits(quasiNewtonSteps: steps, gradientSteps: 0))
      return try setting.gap(of: weights)
    }
  }
}

extension ResidualNetwork {
  /// The arena of explicit weights.
  func weights(of explicit: MinimumNormWeights) -> Matrix<Double> {
    let block =
      switch explicit.block {
      case .depth1(let weight): weight.elements
      case .depth2(let inner, let outer): inner.elements + outer.elements
      }
    let elements =
      explicit.embedding.elements + (0..<explicit.blockCount).flatMap { _ in block }
      + explicit.unembedding.elements
    return Matrix(rows: 1, columns: architecture.layout.count, elements: elements)
  }
}

/// The relative gap of a decomposition `A = Σ xⱼ yⱼᵀ`: `Σ φ(‖xⱼ‖ ‖yⱼ‖)` over `Σ φ(σᵢ(A))`, minus 1.
///
/// Every second one is drawn at random, the others lie near the singular value decomposition. Kinds and
/// depths alternate.
func decompositionGap(number: Int, using stream: inout RandomStream) throws -> Double {
  let depths: [NetworkDepth] = [.blocks(1), .blocks(2), .blocks(5), .infinite]
  let penalty = try ResNetPenalty(
    block: BlockKind.allCases[number / 2 % 2], depth: depths[number / 4 % 4],
    lambda: pow(10, Double.random(in: -2...1, using: &stream)))
  let (rows, columns) = (
    Int.random(in: 1...4, using: &stream), Int.random(in: 1...4, using: &stream)
  )
  let terms = min(rows, columns) + Int.random(in: 0...2, using: &stream)
  func draw(_ rows: Int, _ scale: Double) -> Matrix<Double> {
    Matrix(
      rows: rows, columns: terms, from: .normal(mean: 0, standardDeviation: scale), using: &stream)
  }
  var (left, right) = (draw(rows, 1), draw(columns, 1))
  if number.isMultiple(of: 2) {
    let svd = try SingularValueDecomposition(left.times(right, transposing: .right))
    let noise = pow(10, Double.random(in: -7 ... -1, using: &stream))
    (left, right) = (draw(rows, noise), draw(columns, noise))
    for (term, sigma) in svd.values.enumerated() {
      for i in 0..<rows { left[i, term] += sigma.squareRoot() * svd.left[i, term] }
      for j in 0..<columns { right[j, term] += sigma.squareRoot() * svd.right[j, term] }
    }
  }
  let formula = try RepresentationCost(
    of: left.times(right, transposing: .right), penalty: penalty
  ).cost
  return decompositionCost(left, right, penalty) / formula - 1
}

/// `Σ φ(‖xⱼ‖ ‖yⱼ‖)` of the columns.
func decompositionCost(
  _ left: Matrix<Double>, _ right: Matrix<Double>, _ penalty: ResNetPenalty
) -> Double {
  penalty.total(
    of: zip(left.transposed.rowNorms, right.transposed.rowNorms).map { $0 * $1 })
}
