public import Runs

/// The parameters of ``BottleneckRank``.
public struct BottleneckRankSettings: ExperimentSettings {
  var exponents = BottleneckReference.exponents
  var blocks = BottleneckReference.blocks
  var bottlenecks: [Int]
  var draws: Int
  var points: Int

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      (exponents, bottlenecks, draws, points) = ([2, 16, 300], [1, 2], 1, 2000)
    case .quick: (bottlenecks, draws, points) = ([1, 2, 3], 2, 20_000)
    case .paper: (bottlenecks, draws, points) = ([1, 2, 3, 4], 10, 100_000)
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<BottleneckRankSettings>] = [
    .integers("exponents", "lambda = 10^-e for these e", \.exponents, in: 1...300),
    .integer("blocks", "residual blocks L of the ratios", \.blocks, in: 10_000...1_000_000_000),
    .integers("bottlenecks", "bottleneck widths k of random maps", \.bottlenecks, in: 1...8),
    .integer("draws", "random maps per bottleneck width", \.draws, in: 1...1000),
    .integer("points", "random points for Jacobians", \.points, in: 100...10_000_000),
  ]
}
