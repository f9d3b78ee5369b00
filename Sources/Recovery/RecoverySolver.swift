public import Theory

/// How to solve one problem for one weight; paths and cross-validations take any of them.
public enum RecoverySolver: Hashable, Sendable {
  /// Factors for completions of more than ``denseLimit`` elements, dense matrices for everything
  /// else; both with their default tolerances.
  case automatic
  /// Dense matrices, for any problem.
  case proximalGradient(ProximalGradient)
  /// Factors, for completion; never forms the matrix.
  case factoredGradient(FactoredGradient)

  /// The most elements of a completion for which ``automatic`` forms the matrix.
  ///
  /// Factors of low rank take a fifth of the time at 40 × 40 and a twelfth at 100 × 100.
  public static let denseLimit = 2_500

  /// Minimises `ℓ(X) + μΦ(X)`.
  ///
  /// - Parameters:
  ///   - problem: `ℓ`.
  ///   - penalty: `φ`.
  ///   - weight: `μ > 0`.
  ///   - start: Where to begin; nil is the zero matrix.
  ///   - threads: For factors; nil as their solver says.
  ///   - shouldStop: Asked before every step.
  /// - Returns: What the solver found.
  /// - Throws: ``RecoveryError`` as the solver does; `shapeMismatch` for factors on a problem that
  ///   is no completion.
  public func solve(
    _ problem: some RecoveryProblem, penalty: any SpectralPenalty, weight: Double,
    from start: LowRankMatrix? = nil, threads: Int? = nil, shouldStop: () -> Bool = { false }
  ) throws -> RecoverySolution {
    switch self {
    case .automatic:
      let isLarge =
        problem is CompletionLoss && problem.rows * problem.columns > Self.denseLimit
      let solver =
        isLarge
        ? RecoverySolver.factoredGradient(FactoredGradient())
        : .proximalGradient(ProximalGradient())
      return try solver.solve(
        problem, penalty: penalty, weight: weight, from: start, threads: threads,
        shouldStop: shouldStop)
    case .proximalGradient(let solver):
      return try solver.solve(
        problem, penalty: penalty, weight: weight, from: start, shouldStop: shouldStop)
    case .factoredGradient(let solver):
      guard let completion = problem as? CompletionLoss else {
        throw RecoveryError(
          .shapeMismatch,
          "The factored gradient solves completions only: take the proximal gradient for "
            + "sensing and regression.")
      }
      return try solver.with(threads: threads ?? solver.threads).solve(
        completion.entries, penalty: penalty, weight: weight, from: start, shouldStop: shouldStop)
    }
  }
}
