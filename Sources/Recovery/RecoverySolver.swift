public import Theory

/// How to solve one problem for one weight; paths and cross-validations take any of them.
public enum RecoverySolver: Sendable {
  /// Dense matrices, for any problem.
  case proximalGradient(ProximalGradient)

  /// Minimises `ℓ(X) + μΦ(X)`.
  ///
  /// - Parameters:
  ///   - problem: `ℓ`.
  ///   - penalty: `φ`.
  ///   - weight: `μ > 0`.
  ///   - start: Where to begin; nil is the zero matrix.
  /// - Returns: What the solver found.
  /// - Throws: ``RecoveryError`` as the solver does.
  public func solve(
    _ problem: some RecoveryProblem, penalty: any SpectralPenalty, weight: Double,
    from start: LowRankMatrix? = nil
  ) throws -> RecoverySolution {
    switch self {
    case .proximalGradient(let solver):
      try solver.solve(problem, penalty: penalty, weight: weight, from: start)
    }
  }
}
