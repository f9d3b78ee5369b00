/// Adam with decoupled weight decay: ``Adam`` with ``WeightDecay/decoupled(_:)``, under the name and
/// with the default decay that it is known by.
///
/// - Source: I. Loshchilov, F. Hutter, arXiv 1711.05101, algorithm 2; as in PyTorch, the decay is
///   multiplied by the learning rate.
public struct AdamW: GradientRule {
  /// The name in a configuration.
  public static let name = "adamw"
  /// The moments of ``Adam``.
  public static let vectorNames = Adam.vectorNames

  /// The rule that does the work.
  public let adam: Adam
  /// `λ` in `w ← (1 - η λ) w`, finite and ≥ 0.
  public let weightDecay: Double

  /// Creates the rule; the defaults are those of PyTorch.
  ///
  /// - Precondition: Rate, `epsilon` and decay are finite and not negative, the betas in `0..<1`.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    self.weightDecay = weightDecay
    adam = Adam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: .decoupled(weightDecay))
  }

  /// The update with the coefficients of one step.
  public func update(step: Int, rate: Double) -> GradientUpdate {
    adam.update(step: step, rate: rate)
  }
}

extension AdamW: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case learningRate = "learning_rate"
    case beta1
    case beta2
    case epsilon
    case weightDecay = "weight_decay"
  }

  /// Reads the settings; each has a default.
  public init(from decoder: any Decoder) throws {
    let settings = try Settings(decoder, of: Self.name, CodingKeys.self)
    let defaults = Self()
    let learningRate = try settings[.learningRate] ?? defaults.adam.learningRate
    let beta1 = try settings[.beta1] ?? defaults.adam.beta1
    let beta2 = try settings[.beta2] ?? defaults.adam.beta2
    let epsilon = try settings[.epsilon] ?? defaults.adam.epsilon
    let weightDecay = try settings[.weightDecay] ?? defaults.weightDecay
    try settings.require(
      Adam.fault(learningRate, beta1, beta2, epsilon)
        ?? Bound.nonNegative.fault("weight_decay", weightDecay))
    self.init(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay)
  }

  /// Writes the settings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(adam.learningRate, forKey: .learningRate)
    try container.encode(adam.beta1, forKey: .beta1)
    try container.encode(adam.beta2, forKey: .beta2)
    try container.encode(adam.epsilon, forKey: .epsilon)
    try container.encode(weightDecay, forKey: .weightDecay)
  }
}
