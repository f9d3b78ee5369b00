import Foundation
import Randomness
import Spectra
import Tensors
import Theory

/// Where a minimisation of the weight norm ended, subject to the network representing a matrix.
public struct ConstrainedMinimum: Codable, Sendable {
  /// The cost of the weights.
  package var cost: Double
  /// The formula for the matrix that was asked for.
  package var formula: Double
  /// The formula for the matrix that the weights represent, which differs by the violation.
  package var formulaReached: Double
  /// The largest distance of an entry from the matrix that was asked for.
  package var violation: Double

  /// The numeric minimum minus the formula, relative.
  var difference: Double { cost / formula - 1 }

  /// The same for the matrix that the weights represent: at least 0.
  var gap: Double { cost / formulaReached - 1 }
}

extension ResNetCost.Case {
  /// `φ`.
  var penalty: ResNetPenalty {
    get throws(CostError) {
      try ResNetPenalty(block: block, depth: .blocks(blocks), lambda: lambda)
    }
  }

  /// The least cost over the weights from a random start, by augmented Lagrangian and L-BFGS.
  ///
  /// Round by round `cost + ⟨Λ, A(w) - A⟩ + ρ/2 ‖A(w) - A‖²` is minimised and `Λ ← Λ + ρ (A(w) - A)`;
  /// where the violation does not fall to a quarter, `ρ` is doubled.
  func minimum(using stream: inout RandomStream) throws -> ConstrainedMinimum {
    let target = try Matrix.withSingularValues(
      singularValues, rows: rows, columns: columns, using: &stream)
    let network = try ResidualNetwork(
      block, blocks: blocks, inputs: columns, outputs: rows, width: width)
    var weights = network.weights(deviation: 0.4, using: &stream)
    var objective = WeightNormObjective(network, target: target, lambda: lambda, weight: 1)
    var multipliers = Matrix<Double>(rows: rows, columns: columns)
    var (fit, violation) = (10.0, Double.infinity)
    let limits = DescentLimits(gradientNorm: 1e-9, quasiNewtonSteps: 1000, gradientSteps: 0)
    for _ in 0..<60 where violation > 1e-11 {
      objective.aim(at: target - (1 / fit) * multipliers, fit: fit)
      _ = weights.descend(&objective, limits: limits)
      let excess = network.matrix(of: weights) - target
      multipliers = multipliers + fit * excess
      let latest = excess.elements.reduce(0) { max($0, $1.magnitude) }
      if latest > violation / 4 { fit = min(2 * fit, 1e4) }
      violation = latest
    }
    let penalty = try penalty
    return ConstrainedMinimum(
      cost: network.cost(of: weights, lambda: lambda),
      formula: penalty.total(of: singularValues),
      formulaReached: try RepresentationCost(of: network.matrix(of: weights), penalty: penalty)
        .cost, violation: violation)
  }
}
