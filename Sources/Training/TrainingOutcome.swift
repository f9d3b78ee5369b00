/// How a training ended.
///
/// Where a loss decided, the number is that of the steps that led to the parameters of this loss, 0
/// for the start. A gradient rule finds the loss in the next step, so the trainer's state has counted
/// one more then; the other optimizers report the loss to which a step came. See
/// ``Optimizer/reportedLoss``.
///
/// A training that diverges is an outcome, not an error: the others of a fleet go on.
public enum TrainingOutcome: Codable, Hashable, Sendable {
  /// The loss fell below the bound of the ``StoppingRule``.
  case reachedLoss(step: Int)
  /// The loss no longer fell.
  case plateau(step: Int)
  /// All steps were taken.
  case spentBudget(steps: Int)
  /// The loss was not finite, or left all bounds.
  case diverged(step: Int)

  /// The steps after which the loss that decided held; all steps where none decided.
  public var steps: Int {
    switch self {
    case .reachedLoss(let step), .plateau(let step), .diverged(let step): step
    case .spentBudget(let steps): steps
    }
  }

  /// Whether the loss fell below its bound.
  public var hasReachedLoss: Bool { if case .reachedLoss = self { true } else { false } }

  /// Whether the training diverged.
  public var hasDiverged: Bool { if case .diverged = self { true } else { false } }
}

extension TrainingOutcome: CustomStringConvertible {
  /// A sentence that says what happened and what to try.
  public var description: String {
    switch self {
    case .reachedLoss(let step): "reached its loss at step \(step)"
    case .plateau(let step): "no longer improved at step \(step)"
    case .spentBudget(let steps): "took all \(steps) steps"
    case .diverged(let step): "diverged at step \(step): lower the learning rate"
    }
  }
}
