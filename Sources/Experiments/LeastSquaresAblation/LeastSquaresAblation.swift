import Networks
public import Randomness
import Runs
import Spectra
import Tensors
import Training

/// Deep linear networks win where the target has low rank and lose where it has not.
///
/// - Source: Huh et al., earlier version, figure 9.
public struct LeastSquaresAblation: Experiment {
  /// The resolved parameters.
  public let settings: LeastSquaresAblationSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  private let rates = Memo<LinearStudy, Double>()

  /// One trained network.
  public struct Trial: Codable, Hashable, Sendable {
    /// The number of training samples.
    public let samples: Int
    /// The rank of the teacher.
    public let rank: Int
    /// The number of weight matrices.
    public let depth: Int
    /// The number of the repeat; repeats of one number share their task and inputs.
    public let repetition: Int
  }

  /// What one training found.
  public struct Outcome: Codable, Sendable {
    let training: LeastSquaresTraining.Result
    /// The threshold ranks of the effective weight at ``LeastSquaresAblation/thresholds``; empty if
    /// it is not finite.
    let thresholdRanks: [Int]
  }

  /// The thresholds of the figure, relative to the sum of the singular values.
  static let thresholds = [0.001, 0.005, 0.01]

  /// The number of training samples that the claims speak of.
  static let judgedSamples = 22

  /// Plans the trials; see ``Experiment``.
  public init(settings: LeastSquaresAblationSettings, root: SeedPath) throws(ExperimentError) {
    if let rank = settings.ranks.last, rank > settings.width {
      throw ExperimentError(
        .invalidValue,
        "A teacher of width \(settings.width) cannot have rank \(rank): lower 'ranks' or raise "
          + "'width'.")
    }
    self.settings = settings
    self.root = root
    trials = settings.sampleCounts.flatMap { samples in
      settings.ranks.flatMap { rank in
        settings.depths.flatMap { depth in
          (0..<settings.repeats).map {
            Trial(samples: samples, rank: rank, depth: depth, repetition: $0)
          }
        }
      }
    }
  }

  /// The root of every draw of a trial: the same for every rank, depth and number of samples.
  public func seedPath(of trial: Trial) -> SeedPath { root / "repeat-\(trial.repetition)" }

  /// The relative cost of a trial: deep networks take more steps, and each costs more.
  public func weight(of trial: Trial) -> Double { Double(trial.depth * trial.depth) }

  /// Trains one network; a pure function of the trial and the seed.
  ///
  /// The learning rate is chosen once per study, on a repeat of its own.
  public func outcome(of trial: Trial) throws -> Outcome {
    let study = LinearStudy(
      width: settings.width, rank: trial.rank, samples: trial.samples, depth: trial.depth,
      maximumSteps: settings.steps)
    let rate = try rates.value(for: study) {
      try study.training(path: root / "tuning").selectedRate { Nesterov(learningRate: $0) }
    }
    let training = try study.training(path: seedPath(of: trial))
    let (result, parameters) = try training.result(rate: rate) { Nesterov(learningRate: $0) }
    let weight = training.network.effectiveWeight(of: parameters).converted(to: Double.self)
    let spectrum = weight.firstNonFinite == nil ? try singularValues(of: weight).values : nil
    return Outcome(
      training: result,
      thresholdRanks: spectrum.map { spectrum in
        Self.thresholds.map { RankMeasures.thresholdRank(spectrum, threshold: $0) }
      } ?? [])
  }
}
