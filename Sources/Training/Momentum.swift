/// Gradient descent with momentum, the heavy ball: `v ← μ v + g`, `w ← w - η v`.
///
/// A constant gradient is followed with the rate `η/(1 - μ)`. Not implemented: dampening, and the
/// form `v ← μ v - η g`, which differs only where the rate changes from step to step.
///
/// - Source: B. T. Polyak, *USSR Comput. Math. Math. Phys.* 4(5), 1 (1964), equation 9; PyTorch's
///   `SGD` with `momentum`.
public struct Momentum: GradientRule {
  /// The name in a configuration.
  public static let name = "momentum"
  /// The velocity `v`.
  public static let vectorNames = ["velocity"]

  /// `η`, finite and ≥ 0.
  public let learningRate: Double
  /// `μ`, in `0..<1`.
  public let momentum: Double
  /// How the parameters decay.
  public let weightDecay: WeightDecay

  /// Creates the rule.
  ///
  /// - Precondition: The rate and the decay are finite and not negative, the momentum is in `0..<1`.
  public init(learningRate: Double, momentum: Double = 0.9, weightDecay: WeightDecay = .none) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    requireFaultless(fault)
  }

  /// The update with the coefficients of one step.
  public func update(step: Int, rate: Double) -> GradientUpdate {
    .momentum(rate: learningRate * rate, weightDecay, momentum: momentum)
  }

  private var fault: String? {
    Bound.nonNegative.fault("learning_rate", learningRate)
      ?? Bound.belowOne.fault("momentum", momentum) ?? weightDecay.fault
  }
}

extension Momentum: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case learningRate = "learning_rate"
    case momentum
    case weightDecay = "weight_decay"
  }

  /// Reads the settings; the rate has no default.
  public init(from decoder: any Decoder) throws {
    let settings = try Settings(decoder, of: Self.name, CodingKeys.self)
    let defaults = Self(learningRate: 1)
    learningRate = try settings.required(.learningRate)
    momentum = try settings[.momentum] ?? defaults.momentum
    weightDecay = try settings[.weightDecay] ?? defaults.weightDecay
    try settings.require(fault)
  }
}
