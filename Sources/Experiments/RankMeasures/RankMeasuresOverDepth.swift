import Networks
public import Randomness
public import Runs
import Spectra
import Statistics
import Tensors

/// Every measure of rank falls with depth, not only the effective rank.
///
/// - Source: Huh et al., earlier version, figure 8.
/// - Cost: about a second on two cores.
public struct RankMeasuresOverDepth: Experiment {
  /// The resolved parameters.
  public let settings: RankMeasuresSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// A block of products of one depth.
  public struct Trial: Codable, Hashable, Sendable {
    /// The number of factors.
    public let depth: Int
    /// The number of the block.
    public let block: Int
    /// How many products the block holds.
    public let products: Int
  }

  /// The values of each measure.
  public struct Outcome: Codable, Sendable {
    /// One list per measure, one value per product.
    public let values: [[Double]]
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: RankMeasuresSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    trials = settings.depths.flatMap { depth in
      stride(from: 0, to: settings.draws, by: Self.blockSize).enumerated().map { block, first in
        Trial(depth: depth, block: block, products: min(Self.blockSize, settings.draws - first))
      }
    }
  }

  private static let blockSize = 250

  /// The root of every draw of a trial, named by the trial's parameters.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / "depth-\(trial.depth)" / "block-\(trial.block)"
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double { Double(trial.products * (trial.depth + 4)) }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    var stream = RandomStream(seedPath(of: trial))
    let products = effectiveWeights(
      ofNetworks: trial.products, depth: trial.depth, width: settings.width,
      distribution: settings.weights, stream: &stream)
    let spectra = try singularValues(ofEach: products)
    return Outcome(
      values: RankMeasure.allCases.map { measure in
        (0..<spectra.rows).map { row in
          measure.value(of: spectra.row(row))
        }
      })
  }
}

/// The parameters of ``RankMeasuresOverDepth``.
public struct RankMeasuresSettings: ExperimentSettings {
  var draws: Int
  var width = 32
  var depths = [1, 2, 4, 8, 16, 32]
  var weights = WeightDistribution.normal

  /// The defaults of a preset.
  public init(preset: Preset) {
    draws =
      switch preset {
      case .smoke: 250
      case .quick: 4000
      case .paper: 20_000
      }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<RankMeasuresSettings>] = [
    .integer("draws", "products per depth", \.draws, in: 2...1_000_000),
    .integer("width", "size n of the square factors", \.width, in: 2...128),
    .integers("depths", "numbers of factors", \.depths, in: 1...256),
    .choice("weights", "distribution of the entries", \.weights),
  ]
}

/// The measures of rank that the figure compares, with the variants that the text names.
enum RankMeasure: String, CaseIterable, Sendable {
  case spectralEntropy = "spectral-entropy"
  case thresholdRank = "threshold-rank-0.01"
  case thresholdRankHalf = "threshold-rank-0.005"
  case thresholdRankTenth = "threshold-rank-0.001"
  case thresholdRankOfLargest = "threshold-rank-0.01-of-largest"
  case stableRank = "stable-rank"
  case nuclearNorm = "nuclear-norm"
  case nuclearOverLargest = "nuclear-norm-over-largest"
  case nuclearOverFrobenius = "nuclear-norm-over-frobenius"

  /// The measure of a spectrum, descending.
  func value(of spectrum: [Double]) -> Double {
    switch self {
    case .spectralEntropy: RankMeasures.spectralEntropy(spectrum)
    case .thresholdRank: Double(RankMeasures.thresholdRank(spectrum, threshold: 0.01))
    case .thresholdRankHalf: Double(RankMeasures.thresholdRank(spectrum, threshold: 0.005))
    case .thresholdRankTenth: Double(RankMeasures.thresholdRank(spectrum, threshold: 0.001))
    case .thresholdRankOfLargest:
      Double(RankMeasures.thresholdRank(spectrum, threshold: 0.01, relativeTo: .largest))
    case .stableRank: RankMeasures.stableRank(spectrum)
    case .nuclearNorm: RankMeasures.nuclearNorm(spectrum)
    case .nuclearOverLargest: RankMeasures.nuclearNormOverLargest(spectrum)
    case .nuclearOverFrobenius: RankMeasures.nuclearNormOverFrobenius(spectrum)
    }
  }

  /// How it is written in titles.
  var title: String {
    switch self {
    case .spectralEntropy: "effective rank \u{03C1}"
    case .thresholdRank: "threshold rank, \u{03C4} = 0.01"
    case .thresholdRankHalf: "threshold rank, \u{03C4} = 0.005"
    case .thresholdRankTenth: "threshold rank, \u{03C4} = 0.001"
    case .thresholdRankOfLargest: "threshold rank, 0.01 \u{03C3}\u{2081}"
    case .stableRank: "stable rank"
    case .nuclearNorm: "nuclear norm"
    case .nuclearOverLargest: "nuclear norm / \u{03C3}\u{2081}"
    case .nuclearOverFrobenius: "nuclear norm / Frobenius norm"
    }
  }

  /// The reference means of Gaussian products of width 32 at depths 1, 2, 4, 8, 16 and 32.
  ///
  /// - Source: specification of the experiments, section 4.11 (1000 draws).
  private var reference: [Double] {
    switch self {
    case .spectralEntropy: [3.240, 3.050, 2.749, 2.325, 1.795, 1.230]
    case .thresholdRank: [26.3, 22.2, 17.5, 12.8, 8.74, 5.67]
    case .thresholdRankHalf: [29.0, 25.6, 20.6, 15.2, 10.3, 6.62]
    case .thresholdRankTenth: [31.2, 29.6, 25.6, 19.8, 13.7, 8.75]
    case .thresholdRankOfLargest: [31.4, 29.5, 24.6, 17.5, 11.0, 6.48]
    case .stableRank: [8.82, 5.66, 3.60, 2.37, 1.65, 1.31]
    case .nuclearNorm: [27.0, 23.8, 19.7, 15.4, 11.4, 8.02]
    case .nuclearOverLargest: [14.2, 10.0, 6.63, 4.24, 2.69, 1.85]
    case .nuclearOverFrobenius: [4.78, 4.21, 3.50, 2.75, 2.09, 1.61]
    }
  }

  /// The draws behind ``reference(depth:)``.
  static let referenceDraws = 1000.0

  /// The reference mean at a depth, or nil where there is none.
  func reference(depth: Int) -> Double? {
    [1, 2, 4, 8, 16, 32].firstIndex(of: depth).map { reference[$0] }
  }
}
