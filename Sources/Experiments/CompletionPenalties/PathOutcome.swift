import Randomness
import Recovery

/// A path of one penalty, compared with the truth.
public struct PathOutcome: Codable, Hashable, Sendable {
  /// `‖X - X₀‖_F / ‖X₀‖_F` of each weight, descending weights.
  public let errors: [Double]
  /// The rank of each.
  public let ranks: [Int]
  /// Steps taken for each.
  public let iterations: [Int]
  /// The relative KKT residual of each.
  public let residuals: [Double]
  /// The largest `(F_{k+1} - F_k) / |F_k|` over all steps of all weights.
  public let largestIncrease: Double
  /// The place of the weight that a held-out set chooses; nil where none is chosen.
  public let chosen: Int?

  /// The place of the smallest error.
  var best: Int { errors.indices.min { errors[$0] < errors[$1] } ?? 0 }
}

extension PathOutcome {
  /// Solves a path.
  ///
  /// - Parameters:
  ///   - penalty: With `λ = cμ/M`.
  ///   - planted: What is observed, and the truth.
  ///   - grid: The weights.
  ///   - steps: Plain proximal steps per weight at most.
  ///   - folds: Where a held-out fifth chooses a weight too, the seed of the split.
  /// - Throws: `RecoveryError` as the solver does.
  init<Problem: RecoveryProblem>(
    of penalty: ComparedPenalty, on planted: PlantedProblem<Problem>, grid: WeightGrid, steps: Int,
    folds: SeedPath? = nil
  ) throws {
    let solver = ProximalGradient(
      stopping: .relativeChange(1e-6), iterationLimit: steps, acceleration: .none)
    let path = RegularizationPath(
      family: penalty.family, lambda: .coupled(penalty.factor), grid: grid,
      solver: .proximalGradient(solver))
    let solutions = try path.solve(planted.problem)
    errors = try solutions.map { try planted.relativeError(of: $0.matrix) }
    ranks = solutions.map(\.rank)
    iterations = solutions.map(\.iterations)
    residuals = solutions.map(\.kkt.relative)
    let increases = solutions.flatMap { solution in
      zip(solution.objectives, solution.objectives.dropFirst()).map { ($1 - $0) / abs($0) }
    }
    largestIncrease = increases.isEmpty ? 0 : increases.greatest
    chosen = try folds.map { seed in
      let validation = CrossValidation(splitting: .heldOut(0.2))
      let results = try validation.jobs(observations: planted.problem.observations, seed: seed)
        .map { try validation.run($0, on: planted.problem, path: path) }
      return try validation.choice(among: results).index
    }
  }
}
