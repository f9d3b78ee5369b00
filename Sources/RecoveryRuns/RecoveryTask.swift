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
  /// Solves one point; ends with `stopped` if asked to in between.
  func solve(
    _ point: PenaltyPoint, from start: LowRankMatrix?, threads: Int, stop: StopToken
  ) throws -> RecoverySolution
  /// The squared errors at observations of the task.
  func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double]
}

/// What is minimised at one point of a path, beside the loss.
struct PenaltyPoint: Sendable {
  let family: PenaltyFamily
  let weight: Double
  let lambda: Double
  /// From the nuclear norm down to `λ`; nil goes there at once.
  let continuation: Continuation?

  init(_ options: RecoveryOptions, weight: Double, lipschitz: Double) throws {
    family = options.penalty
    self.weight = weight
    lambda = try options.lambda.lambda(weight: weight, lipschitz: lipschitz)
    // A scale that follows the weight falls along the path by itself.
    if case .fixed = options.lambda { continuation = Continuation() } else { continuation = nil }
  }

  /// Solves it for one loss.
  func solution(
    of problem: some RecoveryProblem, by solver: RecoverySolver, from start: LowRankMatrix?,
    threads: Int, stop: StopToken
  ) throws -> RecoverySolution {
    if let continuation {
      return try continuation.solve(
        problem, family: family, lambda: lambda, weight: weight, solver: solver, from: start,
        threads: threads, shouldStop: { stop.isRequested })
    }
    return try solver.solve(
      problem, penalty: family.penalty(lambda: lambda), weight: weight, from: start,
      threads: threads, shouldStop: { stop.isRequested })
  }
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
      _ point: PenaltyPoint, from start: LowRankMatrix?, threads: Int, stop: StopToken
    ) throws -> RecoverySolution {
      try point.solution(
        of: problem, by: .proximalGradient(task.solver), from: start, threads: threads, stop: stop)
    }

    func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double] {
      task.problem.squaredErrors(of: matrix, at: indices)
    }
  }
}
