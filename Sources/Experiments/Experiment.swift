public import Charts
public import Randomness
public import Runs

/// A figure or theorem as a value: what is asked, what is tried, and what the answers mean.
///
/// An experiment is a `TrialJob`: a list of independent trials and a pure function from a trial to
/// its outcome. To that it adds two pure functions from all outcomes: to claims, which can fail, and
/// to charts. Everything a result depends on is in its settings and the seed.
public protocol Experiment: TrialJob {
  /// The parameters that `--set key=value` can change.
  associatedtype Settings: ExperimentSettings

  /// Identity, paper, figure, question, prediction, falsifier and cost.
  static var description: ExperimentDescription { get }

  /// Plans the trials.
  ///
  /// - Parameters:
  ///   - settings: The resolved parameters.
  ///   - root: The path that every draw of this run starts from: `seed/experiment`.
  /// - Throws: ``ExperimentError`` if the settings contradict each other or data is missing.
  init(settings: Settings, root: SeedPath) throws(ExperimentError)

  /// The verdicts that all outcomes together allow.
  ///
  /// - Parameter outcomes: The outcome of every trial.
  /// - Returns: Claims with distinct ids; notes carry no verdict.
  func claims(from outcomes: [Trial: Outcome]) -> [Claim]

  /// The pictures of the outcomes, in the form of the paper's figure.
  ///
  /// - Parameter outcomes: The outcome of every trial.
  /// - Returns: Charts with distinct names.
  func charts(from outcomes: [Trial: Outcome]) -> [Chart]
}

/// The parameters of an experiment: defaults per preset and the keys that change them.
public protocol ExperimentSettings: Sendable {
  /// The defaults of a preset.
  init(preset: Preset)

  /// Every parameter, in the order in which help lists them.
  static var keys: [Setting<Self>] { get }
}
