import Foundation

/// Adam, with both moments corrected for their start at zero.
///
/// With `t = 1, 2, …`:
/// `m ← β₁ m + (1 - β₁) g`, `v ← β₂ v + (1 - β₂) g²`,
/// `w ← w - η m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)`.
///
/// A step changes no parameter by much more than `η`. `ε` stands beside the corrected root, as in
/// the paper's algorithm 1 and in PyTorch; the paper's faster form with `ε` beside the raw root and
/// AMSGrad are not implemented. With ``WeightDecay/decoupled(_:)`` this is ``AdamW``.
///
/// - Source: D. P. Kingma, J. Ba, arXiv 1412.6980, algorithm 1.
public struct Adam: GradientRule {
  /// The name in a configuration.
  public static let name = "adam"
  /// The moments `m` and `v`.
  public static let vectorNames = ["first_moment", "second_moment"]

  /// `η`, finite and ≥ 0.
  public let learningRate: Double
  /// `β₁`, in `0..<1`.
  public let beta1: Double
  /// `β₂`, in `0..<1`.
  public let beta2: Double
  /// `ε`, finite and ≥ 0.
  public let epsilon: Double
  /// How the parameters decay.
  public let weightDecay: WeightDecay

  /// Creates the rule; the defaults are those of the paper.
  ///
  /// - Precondition: Rate, `epsilon` and decay are finite and not negative, the betas in `0..<1`.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: WeightDecay = .none
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    requireFaultless(fault)
  }

  /// The update with the coefficients of one step.
  public func update(step: Int, rate: Double) -> GradientUpdate {
    let t = Double(step + 1)
    return .adam(
      rate: learningRate * rate, weightDecay, betas: (beta1, beta2),
      corrections: (1 - pow(beta1, t), 1 - pow(beta2, t)), epsilon: epsilon)
  }

  private var fault: String? {
    Self.fault(learningRate, beta1, beta2, epsilon) ?? weightDecay.fault
  }

  static func fault(
    _ learningRate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double
  ) -> String? {
    Bound.nonNegative.fault("learning_rate", learningRate)
      ?? Bound.belowOne.fault("beta1", beta1) ?? Bound.belowOne.fault("beta2", beta2)
      ?? Bound.nonNegative.fault("epsilon", epsilon)
  }
}

extension Adam: Codable {
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
    learningRate = try settings[.learningRate] ?? defaults.learningRate
    beta1 = try settings[.beta1] ?? defaults.beta1
    beta2 = try settings[.beta2] ?? defaults.beta2
    epsilon = try settings[.epsilon] ?? defaults.epsilon
    weightDecay = try settings[.weightDecay] ?? defaults.weightDecay
    try settings.require(fault)
  }
}
