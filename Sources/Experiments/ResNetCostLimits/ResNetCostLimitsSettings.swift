public import Runs

/// The parameters of ``ResNetCostLimits``.
public struct ResNetCostLimitsSettings: ExperimentSettings {
  var rows = 4
  var columns = 5

  /// The defaults of a preset; the work is the same in all of them.
  public init(preset: Preset) {}

  /// The parameters that `--set` changes.
  public static let keys: [Setting<ResNetCostLimitsSettings>] = [
    .integer("rows", "rows of the matrix", \.rows, in: 3...512),
    .integer("columns", "columns of the matrix", \.columns, in: 3...512),
  ]
}
