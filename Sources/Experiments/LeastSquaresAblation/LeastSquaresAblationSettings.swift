public import Runs

/// The parameters of ``LeastSquaresAblation``.
public struct LeastSquaresAblationSettings: ExperimentSettings {
  var width = 32
  var ranks = [4, 16, 30]
  var sampleCounts = [LeastSquaresAblation.judgedSamples]
  var depths: [Int]
  var repeats = 10
  var steps = 50_000

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke: (ranks, depths, repeats, steps) = ([4, 30], [1, 2, 4], 4, 5000)
    case .quick: (depths, steps) = ([1, 2, 4, 8, 16], 20_000)
    case .paper: (sampleCounts, depths) = ([16, 22, 28], [1, 2, 4, 8, 16, 32])
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<LeastSquaresAblationSettings>] = [
    .integer("width", "inputs, outputs and units of every layer", \.width, in: 2...256),
    .integers("ranks", "ranks of the teachers", \.ranks, in: 1...256),
    .integers(
      "samples", "numbers of training samples; claims are judged at 22", \.sampleCounts,
      in: 1...4096),
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...64),
    .integer("repeats", "tasks and starts per network", \.repeats, in: 2...1000),
    .integer("steps", "steps of a training at most", \.steps, in: 1...1_000_000),
  ]
}
