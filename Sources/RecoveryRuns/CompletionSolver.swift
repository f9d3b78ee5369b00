import Recovery
import Theory

/// How the points of a completion are solved: on the whole matrix while it is small, on factors and
/// observed entries otherwise.
struct CompletionSolver: Sendable {
  private let dense: ProximalGradient

  init(
    _ form: RecoveryOptions.Solver, rows: Int, columns: Int, tolerance: Double, threads: Int
  ) {
    dense = ProximalGradient(stopping: .residual(tolerance))
  }

  /// What is solved.
  enum Problem: Sendable {
    case dense(CompletionLoss)

    var maximumWeight: Double {
      switch self {
      case .dense(let loss): loss.maximumWeight
      }
    }

    func noiseWeight(standardDeviation: Double) throws -> Double {
      switch self {
      case .dense(let loss): try loss.noiseWeight(standardDeviation: standardDeviation)
      }
    }
  }

  func problem(_ entries: ObservedEntries) throws -> Problem {
    .dense(try CompletionLoss(entries))
  }

  func solve(
    _ problem: Problem, penalty: any SpectralPenalty, weight: Double, from start: LowRankMatrix?
  ) throws -> RecoverySolution {
    switch problem {
    case .dense(let loss):
      try dense.solve(loss, penalty: penalty, weight: weight, from: start)
    }
  }
}
