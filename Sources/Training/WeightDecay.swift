/// How a gradient rule pulls the parameters `w` towards zero.
///
/// Both forms agree for gradient descent alone; with momentum or with a normalised step the coupled
/// one passes through the optimizer's memory and the decoupled one does not.
///
/// In JSON: `"none"`, `{"coupled": λ}` or `{"decoupled": λ}`.
///
/// - Source: I. Loshchilov, F. Hutter, *Decoupled weight decay regularization*, arXiv 1711.05101,
///   algorithms 1 and 2; with the learning rate in the decoupled form, as in PyTorch.
public enum WeightDecay: Hashable, Sendable {
  /// No decay.
  case none
  /// `g ← g + λ w`: the gradient of `loss + ½ λ ‖w‖²`.
  case coupled(Double)
  /// `w ← (1 - η λ) w` with the learning rate `η`, beside the step.
  case decoupled(Double)

  /// The factor of `w` that is added to the gradient.
  var coupledFactor: Double {
    if case .coupled(let strength) = self { strength } else { 0 }
  }

  /// What remains of `w` in one step of learning rate `rate`.
  func kept(rate: Double) -> Double {
    if case .decoupled(let strength) = self { 1 - rate * strength } else { 1 }
  }

  var fault: String? {
    switch self {
    case .none: nil
    case .coupled(let strength), .decoupled(let strength):
      Bound.nonNegative.fault("weight_decay", strength)
    }
  }
}

extension WeightDecay: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case coupled
    case decoupled
  }

  /// Reads `"none"`, `{"coupled": λ}` or `{"decoupled": λ}`.
  public init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self), text == "none" {
      self = .none
      return
    }
    guard let settings = try? Settings(decoder, of: "weight_decay", CodingKeys.self),
      let values = try? (settings[.coupled], settings[.decoupled]) as (Double?, Double?),
      (values.0 == nil) != (values.1 == nil)
    else {
      throw TrainingError(
        .invalidValue,
        "\"weight_decay\" must be \"none\", {\"coupled\": number} or {\"decoupled\": number}; "
          + "write one of them.")
    }
    self = values.0.map(Self.coupled) ?? values.1.map(Self.decoupled) ?? .none
  }

  /// Writes `"none"`, `{"coupled": λ}` or `{"decoupled": λ}`.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .none:
      var container = encoder.singleValueContainer()
      try container.encode("none")
    case .coupled(let strength):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(strength, forKey: .coupled)
    case .decoupled(let strength):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(strength, forKey: .decoupled)
    }
  }
}
