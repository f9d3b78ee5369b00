/// Gradient descent: `w ← w - η g`.
///
/// Stochastic where the objective's gradient is. On a quadratic of curvature `c` the distance from
/// the minimum shrinks by `1 - η c` per step.
///
/// - Source: A. Cauchy, *Comptes rendus* 25, 536 (1847); PyTorch's `SGD` without momentum.
public struct GradientDescent: GradientRule {
  /// The name in a configuration.
  public static let name = "gradient_descent"

  /// `η`, finite and ≥ 0.
  public let learningRate: Double
  /// How the parameters decay.
  public let weightDecay: WeightDecay

  /// Creates the rule.
  ///
  /// - Precondition: The rate and the decay are finite and not negative.
  public init(learningRate: Double, weightDecay: WeightDecay = .none) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    requireFaultless(fault)
  }

  /// The update with the coefficients of one step.
  public func update(step: Int, rate: Double) -> GradientUpdate {
    .descent(rate: learningRate * rate, weightDecay)
  }

  private var fault: String? {
    Bound.nonNegative.fault("learning_rate", learningRate) ?? weightDecay.fault
  }
}

extension GradientDescent: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case learningRate = "learning_rate"
    case weightDecay = "weight_decay"
  }

  /// Reads the settings; the rate has no default.
  public init(from decoder: any Decoder) throws {
    let settings = try Settings(decoder, of: Self.name, CodingKeys.self)
    let defaults = Self(learningRate: 1)
    learningRate = try settings.required(.learningRate)
    weightDecay = try settings[.weightDecay] ?? defaults.weightDecay
    try settings.require(fault)
  }
}
