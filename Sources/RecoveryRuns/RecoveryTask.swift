import Randomness
import Recovery
import Runs

/// A problem whose observations can be set aside.
protocol RecoveryTask: Sendable {
  /// The number of rows of the matrix.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }
  /// How many observations can be set aside one by one.
  var observations: Int { get }

  /// The problem of all observations, or of some.
  func part(_ indices: [Int]?) throws -> any TaskPart
}

/// A problem that is solved, weight by weight.
protocol TaskPart: Sendable {
  /// `M`.
  var lipschitz: Double { get }
  /// `μ_max`.
  var maximumWeight: Double { get }
  /// The weight at which noise of this standard deviation is recovered as zero.
  func noiseWeight(standardDeviation: Double) throws -> Double
  /// Solves for one weight; ends with `stopped` if asked to in between.
  func solve(
    _ penalty: PenaltyFamily, lambda: Double, weight: Double, from start: LowRankMatrix?,
    threads: Int, stop: StopToken
  ) throws -> RecoverySolution
  /// The squared errors at observations of the task.
  func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double]
}

// MARK: - Dense problems

/// Sensing, regression, and completion of small matrices.
struct DenseTask<Problem: RecoveryProblem>: RecoveryTask {
  let problem: Problem
  let solver: ProximalGradient

  var rows: Int { problem.rows }
  var columns: Int { problem.columns }
  var observations: Int { problem.observations }

  func part(_ indices: [Int]?) throws -> any TaskPart {
    Part(task: self, problem: try indices.map { try problem.restricted(to: $0) } ?? problem)
  }

  struct Part: TaskPart {
    let task: DenseTask
    let problem: Problem

    var lipschitz: Double { problem.lipschitz }
    var maximumWeight: Double { problem.maximumWeight }

    func noiseWeight(standardDeviation: Double) throws -> Double {
      try problem.noiseWeight(standardDeviation: standardDeviation)
    }

    func solve(
      _ penalty: PenaltyFamily, lambda: Double, weight: Double, from start: LowRankMatrix?,
      threads: Int, stop: StopToken
    ) throws -> RecoverySolution {
      try task.solver.solve(
        problem, penalty: penalty.penalty(lambda: lambda), weight: weight, from: start,
        shouldStop: { stop.isRequested })
    }

    func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double] {
      task.problem.squaredErrors(of: matrix, at: indices)
    }
  }
}
