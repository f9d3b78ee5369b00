/// Nesterov's momentum: `v ← μ v + g`, `w ← w - η (g + μ v)`.
///
/// The parameters are those at which Nesterov's method takes the gradient, so that one evaluation
/// per step suffices. Not implemented: the sequence of growing momenta of the original.
///
/// - Source: Y. Nesterov, *Soviet Math. Doklady* 27, 372 (1983); I. Sutskever et al., ICML 2013,
///   equations 3 and 4; PyTorch's `SGD` with `nesterov=True`.
public struct Nesterov: GradientRule {
  /// The name in a configuration.
  public static let name = "nesterov"
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
    .nesterov(rate: learningRate * rate, weightDecay, momentum: momentum)
  }

  private var fault: String? {
    Bound.nonNegative.fault("learning_rate", learningRate)
      ?? Bound.belowOne.fault("momentum", momentum) ?? weightDecay.fault
  }
}

extension Nesterov: Codable {
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
