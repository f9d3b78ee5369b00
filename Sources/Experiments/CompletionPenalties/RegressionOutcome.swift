import Randomness
import Recovery
import Tensors
import Theory

/// Reduced-rank regression at the boundary of convexity, `λ = μ/m`.
public struct RegressionOutcome: Codable, Hashable, Sendable {
  /// What one penalty finds.
  public struct Solved: Codable, Hashable, Sendable {
    /// `‖X - X₀‖_F / ‖X₀‖_F`.
    public let error: Double
    /// The rank.
    public let rank: Int
    /// The largest relative KKT residual over the starts.
    public let residual: Double
    /// The largest `‖X - X'‖_F / ‖X‖_F` between the solution from zero and from another start.
    public let spread: Double
    /// The largest relative difference of objectives between a warm-started path and solves from zero.
    public let warmDifference: Double
  }

  /// The relative error of least squares.
  public let leastSquares: Double
  /// The nuclear norm at the same weight.
  public let nuclear: Solved
  /// Depth-1 blocks.
  public let depth1: Solved
  /// Depth-2 blocks.
  public let depth2: Solved

  /// The penalties by name.
  var solved: [(penalty: ComparedPenalty, Solved)] {
    [(.nuclear, nuclear), (.depth1, depth1), (.depth2, depth2)]
  }
}

extension RegressionOutcome {
  /// The weight over `μ_max`.
  static let weightShare = 0.02
  /// Starts away from zero, and their Frobenius norm.
  static let starts = (count: 4, norm: 110.0)

  /// 60 samples, 12 predictors, 10 responses, rank 3, noise 0.3.
  init(path: SeedPath) throws {
    let matrix = try PlantedMatrix(
      rows: 12, columns: 10, spectrum: .gaussianFactors(rank: 3), noise: 0.3)
    let planted = try matrix.regression(samples: 60, seed: path)
    let starts = try (0..<Self.starts.count).map { number in
      let values = [Double](repeating: Self.starts.norm / 10.0.squareRoot(), count: 10)
      return try PlantedMatrix(
        rows: 12, columns: 10, spectrum: .singularValues(values), noise: 0
      ).truth(seed: path / "start-\(number)")
    }
    let problem = planted.problem
    let unpenalized = try ProximalGradient(stopping: .residual(1e-2)).solve(
      problem, penalty: NuclearPenalty(), weight: 1e-9 * problem.maximumWeight)
    leastSquares = try planted.relativeError(of: unpenalized.matrix)
    nuclear = try Solved(.nuclear, planted, starts: starts)
    depth1 = try Solved(.resnetDepth1, planted, starts: starts)
    depth2 = try Solved(.resnetDepth2, planted, starts: starts)
  }
}

extension RegressionOutcome.Solved {
  fileprivate init(
    _ family: PenaltyFamily, _ planted: PlantedProblem<RegressionLoss>, starts: [LowRankMatrix]
  ) throws {
    let problem = planted.problem
    let solver = ProximalGradient(stopping: .residual(1e-11), iterationLimit: 100_000)
    let weight = RegressionOutcome.weightShare * problem.maximumWeight
    let penalty = try family.penalty(lambda: weight / problem.strongConvexity)
    let solution = try solver.solve(problem, penalty: penalty, weight: weight)
    let others = try starts.map {
      try solver.solve(problem, penalty: penalty, weight: weight, from: $0)
    }
    error = try planted.relativeError(of: solution.matrix)
    rank = solution.rank
    residual = ([solution] + others).map(\.kkt.relative).greatest
    let norm = solution.matrix.frobeniusNorm
    spread = try others.map { try $0.matrix.distance(to: solution.matrix) / norm }.greatest

    let path = RegularizationPath(
      family: family, lambda: .coupled(problem.lipschitz / problem.strongConvexity),
      solver: .proximalGradient(
        ProximalGradient(stopping: .residual(1e-9), iterationLimit: 100_000)))
    let cold = try path.grid.weights(maximum: problem.maximumWeight).map { weight in
      try path.solver.solve(
        problem, penalty: family.penalty(lambda: weight / problem.strongConvexity), weight: weight)
    }
    warmDifference =
      zip(try path.solve(problem), cold).map { abs($0.objective - $1.objective) / $1.objective }
      .greatest
  }
}
