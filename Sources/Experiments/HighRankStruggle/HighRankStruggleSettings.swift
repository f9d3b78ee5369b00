public import Runs

/// The parameters of ``HighRankStruggle``.
public struct HighRankStruggleSettings: ExperimentSettings {
  var ranks = [1, 4, 16, 32, 64]
  var depths = [1, 2, 4, 8, 16, 32]
  var dimension = 64
  var samples = 128
  var steps = 24_000
  var tuningSteps = 6000
  var tasks = 5
  var starts = 5

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      (ranks, depths) = ([1, 16], [2, 4, 8])
      (dimension, samples) = (16, 32)
      (steps, tuningSteps) = (200, 50)
      (tasks, starts) = (2, 1)
    case .quick:
      (ranks, depths) = ([1, 16, 64], [2, 8, 32])
      (steps, tuningSteps) = (3000, 750)
      (tasks, starts) = (10, 1)
    case .paper: break
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<HighRankStruggleSettings>] = [
    .integers("ranks", "ranks of the linear maps to learn", \.ranks, in: 1...512),
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...256),
    .integer("dimension", "inputs, outputs and units per layer", \.dimension, in: 2...512),
    .integer("samples", "training samples", \.samples, in: 2...65_536),
    .integer("steps", "steps of a training", \.steps, in: 1...10_000_000),
    .integer("tuning-steps", "steps per learning rate tried", \.tuningSteps, in: 1...10_000_000),
    .integer("tasks", "maps with their inputs", \.tasks, in: 1...1000),
    .integer("starts", "initialisations per map", \.starts, in: 1...1000),
  ]
}
