import Networks
public import Runs

/// The parameters of ``SingularValueLaw``.
public struct SingularValueLawSettings: ExperimentSettings {
  var widths: [Int]
  var depths: [Int]
  var draws: Int
  var inputRatios: [Int]
  var weights = WeightDistribution.normal

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      (widths, depths, draws, inputRatios) = ([16, 32], [1, 2], 200, [2])
    case .quick:
      (widths, depths, draws, inputRatios) = ([32, 64, 128, 256], [1, 2, 4, 8], 2000, [1, 2, 4])
    case .paper:
      (widths, depths) = ([16, 32, 64, 128, 256], [1, 2, 4, 8, 16, 32])
      (draws, inputRatios) = (20_000, [1, 2, 4])
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<SingularValueLawSettings>] = [
    .integers("widths", "sizes n of the square factors", \.widths, in: 8...2048),
    .integers("depths", "numbers of factors", \.depths, in: 1...256),
    .integer(
      "draws", "products per depth at n <= 32; fewer at larger n", \.draws, in: 8...1_000_000),
    .integers(
      "input-ratios", "inputs per unit of width, N/n, for kernels", \.inputRatios, in: 1...16),
    .choice("weights", "distribution of the entries", \.weights),
  ]

  /// The width at which the formula for finitely many inputs is checked.
  static let kernelWidth = 64

  /// Products for the formula for finitely many inputs.
  var kernelDraws: Int { max(8, draws / 10) }

  /// Products at a width: the spread of the mean falls like `1/n` by itself, so that the cost, which
  /// grows like `n^3`, can be held.
  func draws(width: Int) -> Int {
    let scale = 32.0 / Double(max(32, width))
    return max(12, Int((Double(draws) * scale * scale * scale).rounded()))
  }
}
