/// When a training ends.
public struct StoppingRule: Hashable, Sendable, Codable {
  /// The loss no longer falls: over `window` steps its least value improved by less than
  /// `improvement` times what it was.
  ///
  /// The first window is compared with nothing.
  public struct Plateau: Hashable, Sendable, Codable {
    /// Steps, ≥ 1.
    public let window: Int
    /// The relative improvement that keeps the training going, in 0...1.
    public let improvement: Double

    /// A plateau of this length and height.
    public init(window: Int, improvement: Double) {
      precondition(
        window >= 1 && (0...1).contains(improvement),
        "a plateau of \(window) steps, improvement \(improvement)")
      self.window = window
      self.improvement = improvement
    }
  }

  /// The budget, ≥ 0.
  public var maximumSteps: Int
  /// The training has converged when the loss is below this.
  public var lossBelow: Double?
  /// When a loss counts as no longer falling.
  public var plateau: Plateau?
  /// A loss above this multiple of the first one means divergence, as a loss that is not finite does.
  public var divergenceFactor: Double

  /// A rule; what is nil never ends a training.
  public init(
    maximumSteps: Int, lossBelow: Double? = nil, plateau: Plateau? = nil,
    divergenceFactor: Double = 1e6
  ) {
    precondition(maximumSteps >= 0, "a budget of \(maximumSteps) steps")
    self.maximumSteps = maximumSteps
    self.lossBelow = lossBelow
    self.plateau = plateau
    self.divergenceFactor = divergenceFactor
  }
}

/// What a ``StoppingRule`` remembers of the losses so far.
public struct StoppingMemory: Hashable, Sendable, Codable {
  /// The loss at the start.
  public private(set) var first: Double?
  /// The last loss.
  public private(set) var last: Double?
  /// The least loss of the current window, and the least one before it.
  private var least = Double.infinity
  private var leastBefore = Double.infinity
  private var windowStart = 0

  /// Nothing seen yet.
  public init() {}

  /// Takes the loss after so many steps; says how the training ends, if it does.
  ///
  /// The order of precedence is divergence, reached loss, plateau.
  public mutating func judge(_ loss: Double, at step: Int, by rule: StoppingRule)
    -> TrainingOutcome?
  {
    let first = first ?? loss
    self.first = first
    last = loss
    guard loss.isFinite, loss <= rule.divergenceFactor * max(first, .leastNormalMagnitude) else {
      return .diverged(step: step)
    }
    if let bound = rule.lossBelow, loss < bound { return .reachedLoss(step: step) }
    guard let plateau = rule.plateau else { return nil }
    least = min(least, loss)
    guard step - windowStart >= plateau.window else { return nil }
    let hasStalled =
      leastBefore.isFinite && least > leastBefore - plateau.improvement * abs(leastBefore)
    (leastBefore, least, windowStart) = (min(least, leastBefore), .infinity, step)
    return hasStalled ? .plateau(step: step) : nil
  }
}
