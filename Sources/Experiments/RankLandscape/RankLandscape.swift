public import Randomness
public import Runs
import Spectra
import Tensors

/// The landscape of the effective rank: around the same linear map, a two-layer parameterisation has
/// more volume of low rank than a one-layer one.
///
/// - Source: Huh et al., earlier version, figure 14.
/// - Cost: a few seconds on two cores.
public struct RankLandscape: Experiment {
  /// The resolved parameters.
  public let settings: RankLandscapeSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// One draw of weights and directions.
  public struct Trial: Codable, Hashable, Sendable {
    /// The width `n`.
    public let width: Int
    /// The number of the draw.
    public let draw: Int
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: RankLandscapeSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    trials = settings.widths.flatMap { width in
      (0..<settings.draws).map { Trial(width: width, draw: $0) }
    }
  }

  /// The root of every draw of a trial, named by the trial's parameters.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / "n-\(trial.width)" / "draw-\(trial.draw)"
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    Double(trial.width * trial.width * trial.width + 100)
  }

  /// `f(alpha, beta) = rho(W + alpha u + beta v)` for one layer and
  /// `rho((W2 + alpha u2 + beta v2)(W1 + alpha u1 + beta v1))` for two, with `W = W2 W1`.
  public func outcome(of trial: Trial) throws -> LandscapeOutcome {
    var stream = RandomStream(seedPath(of: trial))
    let models = LandscapeModels(width: trial.width, &stream)
    let surfaces = try models.surfaces(
      over: settings.grid, chunk: Self.chunkSize, oneLayer: entropies,
      twoLayer: { first, second in try entropies(second.times(first)) })
    return LandscapeOutcome(surfaces, over: settings.grid, isShown: trial.draw == 0)
  }

  /// Points whose matrices stay in the second-level cache together.
  private static let chunkSize = 64

  private func entropies(_ batch: MatrixBatch<Double>) throws -> [Double] {
    let spectra = try singularValues(ofEach: batch)
    return (0..<spectra.rows).map { row in
      RankMeasures.spectralEntropy(spectra.row(row))
    }
  }
}

/// The parameters of ``RankLandscape``.
public struct RankLandscapeSettings: ExperimentSettings {
  var draws: Int
  /// Odd, so that the origin belongs to the grid; an even number is raised by one.
  var points: Int { didSet { points |= 1 } }
  var widths = [2, 16, 32]

  /// The defaults of a preset.
  public init(preset: Preset) {
    (draws, points) =
      switch preset {
      case .smoke: (6, 11)
      case .quick: (50, 41)
      case .paper: (200, 41)
      }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<RankLandscapeSettings>] = [
    .integer("draws", "draws of weights and directions", \.draws, in: 2...100_000),
    .integer("points", "grid points per axis (odd)", \.points, in: 3...401),
    .integers("widths", "sizes n of the matrices", \.widths, in: 2...96),
  ]

  /// The grid of all landscapes.
  var grid: LandscapeGrid { LandscapeGrid(points: points) }
}
