/// RMSprop: `v ← α v + (1 - α) g²`, `w ← w - η g/(√v + ε)`.
///
/// `v` starts at zero and is not corrected, so the first step is `η/√(1 - α)`, ten times `η` by
/// default. Not implemented: momentum and the centred form.
///
/// - Source: T. Tieleman, G. Hinton, *Neural networks for machine learning*, lecture 6e (2012);
///   `ε` outside the root and the defaults as in PyTorch.
public struct RMSprop: GradientRule {
  /// The name in a configuration.
  public static let name = "rmsprop"
  /// The mean square `v`.
  public static let vectorNames = ["mean_square"]

  /// `η`, finite and ≥ 0.
  public let learningRate: Double
  /// `α`, in `0..<1`.
  public let alpha: Double
  /// `ε`, finite and ≥ 0.
  public let epsilon: Double
  /// How the parameters decay.
  public let weightDecay: WeightDecay

  /// Creates the rule; the defaults are those of PyTorch.
  ///
  /// - Precondition: Rate, `epsilon` and decay are finite and not negative, `alpha` in `0..<1`.
  public init(
    learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8,
    weightDecay: WeightDecay = .none
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    requireFaultless(fault)
  }

  /// The update with the coefficients of one step.
  public func update(step: Int, rate: Double) -> GradientUpdate {
    .rmsprop(rate: learningRate * rate, weightDecay, alpha: alpha, epsilon: epsilon)
  }

  private var fault: String? {
    Bound.nonNegative.fault("learning_rate", learningRate)
      ?? Bound.belowOne.fault("alpha", alpha) ?? Bound.nonNegative.fault("epsilon", epsilon)
      ?? weightDecay.fault
  }
}

extension RMSprop: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case learningRate = "learning_rate"
    case alpha
    case epsilon
    case weightDecay = "weight_decay"
  }

  /// Reads the settings; each has a default.
  public init(from decoder: any Decoder) throws {
    let settings = try Settings(decoder, of: Self.name, CodingKeys.self)
    let defaults = Self()
    learningRate = try settings[.learningRate] ?? defaults.learningRate
    alpha = try settings[.alpha] ?? defaults.alpha
    epsilon = try settings[.epsilon] ?? defaults.epsilon
    weightDecay = try settings[.weightDecay] ?? defaults.weightDecay
    try settings.require(fault)
  }
}
