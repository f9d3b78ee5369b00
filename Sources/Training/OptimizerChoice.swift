import Randomness

/// Any of the optimizers, as a configuration names it.
///
/// In JSON one object: `{"name": "adam", "learning_rate": 0.001}`. Keys are snake_case; a key that
/// the optimizer does not have is refused with the names of those that it has.
public enum OptimizerChoice: Hashable, Sendable {
  /// `gradient_descent`.
  case gradientDescent(GradientDescent)
  /// `momentum`.
  case momentum(Momentum)
  /// `nesterov`.
  case nesterov(Nesterov)
  /// `adam`.
  case adam(Adam)
  /// `adamw`.
  case adamW(AdamW)
  /// `rmsprop`.
  case rmsprop(RMSprop)
  /// `lbfgs`.
  case lbfgs(LBFGS)
  /// `cma_es`.
  case cmaES(CMAES)
  /// `random_search`.
  case randomSearch(RandomSearch)

  /// One of each, with the defaults where there are some: what there is, and what every test of all
  /// optimizers runs over.
  public static let all: [OptimizerChoice] = [
    .gradientDescent(GradientDescent(learningRate: 0.01)),
    .momentum(Momentum(learningRate: 0.01)),
    .nesterov(Nesterov(learningRate: 0.01)),
    .adam(Adam()),
    .adamW(AdamW()),
    .rmsprop(RMSprop()),
    .lbfgs(LBFGS()),
    .cmaES(CMAES(initialDeviation: 0.5, seed: SeedPath(root: 0) / CMAES.name)),
    .randomSearch(
      RandomSearch(
        prior: [.init(distribution: .standardNormal)], seed: SeedPath(root: 0) / RandomSearch.name)),
  ]

  /// The name in a configuration.
  public var name: String {
    switch self {
    case .gradientDescent: GradientDescent.name
    case .momentum: Momentum.name
    case .nesterov: Nesterov.name
    case .adam: Adam.name
    case .adamW: AdamW.name
    case .rmsprop: RMSprop.name
    case .lbfgs: LBFGS.name
    case .cmaES: CMAES.name
    case .randomSearch: RandomSearch.name
    }
  }

  /// The optimizer itself.
  public var optimizer: any Optimizer {
    switch self {
    case .gradientDescent(let value): value
    case .momentum(let value): value
    case .nesterov(let value): value
    case .adam(let value): value
    case .adamW(let value): value
    case .rmsprop(let value): value
    case .lbfgs(let value): value
    case .cmaES(let value): value
    case .randomSearch(let value): value
    }
  }

  /// Another choice of the same kind.
  private func read(from decoder: any Decoder) throws -> OptimizerChoice {
    switch self {
    case .gradientDescent: .gradientDescent(try GradientDescent(from: decoder))
    case .momentum: .momentum(try Momentum(from: decoder))
    case .nesterov: .nesterov(try Nesterov(from: decoder))
    case .adam: .adam(try Adam(from: decoder))
    case .adamW: .adamW(try AdamW(from: decoder))
    case .rmsprop: .rmsprop(try RMSprop(from: decoder))
    case .lbfgs: .lbfgs(try LBFGS(from: decoder))
    case .cmaES: .cmaES(try CMAES(from: decoder))
    case .randomSearch: .randomSearch(try RandomSearch(from: decoder))
    }
  }
}

extension OptimizerChoice: Codable {
  /// Reads the object.
  ///
  /// - Throws: ``TrainingError`` with code `unknownName`, `unknownKey`, `missingKey` or
  ///   `invalidValue`.
  public init(from decoder: any Decoder) throws {
    self = try chosenKind(decoder, of: "optimizer", among: Self.all, name: \.name)
      .read(from: decoder)
  }

  /// Writes the object with its name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AnyKey.self)
    try container.encode(name, forKey: AnyKey(stringValue: nameKey))
    try optimizer.encode(to: encoder)
  }
}
