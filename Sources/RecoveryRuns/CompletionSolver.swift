import Recovery
import Runs
import Theory

/// How the points of a completion are solved.
enum CompletionSolver: Sendable {
  /// On the whole matrix, while it is small.
  case dense(ProximalGradient)
  /// On factors and observed entries.
  case factored(FactoredGradient)

  init(_ options: RecoveryOptions, rows: Int, columns: Int) {
    self =
      options.solver.isFactored(rows: rows, columns: columns)
      ? .factored(FactoredGradient(tolerance: options.tolerance))
      : .dense(ProximalGradient(stopping: .residual(options.tolerance)))
  }

  func solve(
    _ loss: CompletionLoss, penalty: any SpectralPenalty, weight: Double,
    from start: LowRankMatrix?,
    threads: Int, stop: StopToken
  ) throws -> RecoverySolution {
    switch self {
    case .dense(let solver):
      return try solver.solve(
        loss, penalty: penalty, weight: weight, from: start, shouldStop: { stop.isRequested })
    case .factored(var solver):
      solver.threads = threads
      return try solver.solve(
        loss.entries, penalty: penalty, weight: weight, from: start,
        shouldStop: { stop.isRequested })
    }
  }
}
