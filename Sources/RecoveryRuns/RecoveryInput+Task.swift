import Recovery

extension RecoveryInput {
  /// What is solved.
  func task(_ options: RecoveryOptions) throws -> any RecoveryTask {
    let dense = ProximalGradient(stopping: .residual(options.tolerance))
    switch self {
    case .completion(let data): return try CompletionTask(data, options)
    case .sensing(let loss, _): return DenseTask(problem: loss, solver: dense)
    case .regression(let loss, _): return DenseTask(problem: loss, solver: dense)
    }
  }
}
