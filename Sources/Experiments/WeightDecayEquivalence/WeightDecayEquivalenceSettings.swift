public import Runs

/// The parameters of ``WeightDecayEquivalence``.
public struct WeightDecayEquivalenceSettings: ExperimentSettings {
  var starts: Int
  var decaySteps: Int
  var deviation = 0.4

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke: (starts, decaySteps) = (2, 20_000)
    case .quick: (starts, decaySteps) = (6, 30_000)
    case .paper: (starts, decaySteps) = (20, 30_000)
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<WeightDecayEquivalenceSettings>] = [
    .integer("starts", "random starts of each row", \.starts, in: 1...10_000),
    .integer(
      "decay-steps", "steps of gradient descent with weight decay", \.decaySteps, in: 1...1_000_000),
    .number(
      "deviation", "standard deviation of the weights at the start", \.deviation, in: 1e-3...2),
  ]
}
