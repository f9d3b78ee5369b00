import Recovery
public import Runs

/// The parameters of ``RecoveryPhaseTransition``.
public struct RecoveryPhaseTransitionSettings: ExperimentSettings {
  var size = 40
  var ranks = Array(1...12)
  var percents = Array(stride(from: 10, through: 90, by: 5))
  var instances = 12
  var points = 10
  var steps = 100
  var success = 0.01

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      (size, ranks, percents) = (10, [1, 2], [40, 60, 80])
      (instances, points, steps) = (2, 5, 40)
    case .quick:
      (size, ranks) = (20, Array(1...6))
      percents = Array(stride(from: 10, through: 80, by: 10))
      instances = 4
    case .paper: break
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<RecoveryPhaseTransitionSettings>] = [
    .integer("size", "rows and columns of a matrix", \.size, in: 4...200),
    .integers("ranks", "ranks, evenly spaced", \.ranks, in: 1...100),
    .integers("percents", "observed entries in percent, evenly spaced", \.percents, in: 1...100),
    .integer("instances", "matrices per cell", \.instances, in: 2...1000),
    .integer("points", "weights of a path", \.points, in: 2...1000),
    .integer("steps", "proximal steps per weight at most", \.steps, in: 1...1_000_000),
    .number("success", "relative error below which a matrix is recovered", \.success, in: 1e-9...1),
  ]
}
