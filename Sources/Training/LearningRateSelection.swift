/// Chooses the learning rate with which a training converges first.
///
/// The candidates are tried on one tuning seed, best guess first; each later one may take no more
/// steps than the best so far. Where none converges, the one with the least final loss is taken.
///
/// - Source: specification of the least-squares family, conventions.
public enum LearningRateSelection {
  /// The candidates of the least-squares family.
  public static let candidates = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001]

  /// What one candidate came to.
  public struct Attempt: Hashable, Sendable {
    /// How its training ended.
    public let outcome: TrainingOutcome
    /// The last loss.
    public let loss: Double

    /// An attempt that ended so.
    public init(outcome: TrainingOutcome, loss: Double) {
      (self.outcome, self.loss) = (outcome, loss)
    }
  }

  /// The best of the candidates.
  ///
  /// - Parameters:
  ///   - candidates: Learning rates; not empty.
  ///   - maximumSteps: The budget of a training.
  ///   - attempt: Trains with a rate for at most so many steps, always from the same start.
  /// - Returns: The chosen rate and its attempt.
  public static func select(
    from candidates: [Double] = candidates, maximumSteps: Int,
    attempt: (_ rate: Double, _ maximumSteps: Int) throws -> Attempt
  ) rethrows -> (rate: Double, attempt: Attempt) {
    precondition(!candidates.isEmpty, "a choice among no learning rates")
    var best: (rate: Double, attempt: Attempt)?
    for rate in candidates {
      let converged = best.flatMap { $0.attempt.outcome.hasReachedLoss ? $0.attempt : nil }
      let trial = try attempt(rate, converged?.outcome.steps ?? maximumSteps)
      if best.map({ isBetter(trial, than: $0.attempt) }) ?? true { best = (rate, trial) }
    }
    guard let best else { preconditionFailure("one candidate was tried") }
    return best
  }

  /// Sooner at the loss, else lower in it; divergence is worst.
  private static func isBetter(_ a: Attempt, than b: Attempt) -> Bool {
    switch (a.outcome.hasReachedLoss, b.outcome.hasReachedLoss) {
    case (true, true): a.outcome.steps < b.outcome.steps
    case (true, false): true
    case (false, true): false
    case (false, false): a.finalLoss < b.finalLoss
    }
  }
}

extension LearningRateSelection.Attempt {
  fileprivate var finalLoss: Double { outcome.hasDiverged || loss.isNaN ? .infinity : loss }
}
