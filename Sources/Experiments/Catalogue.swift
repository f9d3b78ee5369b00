public import Charts
import Randomness
public import Runs

/// Every experiment there is, known by its id.
public enum Catalogue {
  /// All experiments, in the order in which they run and are listed.
  public static let entries: [CatalogueEntry] = [
    CatalogueEntry(RankDensity.self),
    CatalogueEntry(SingularValueLaw.self),
    CatalogueEntry(RankMeasuresOverDepth.self),
    CatalogueEntry(RankLandscape.self),
    CatalogueEntry(KernelRankLandscape.self),
    CatalogueEntry(HighRankStruggle.self),
    CatalogueEntry(RankAtConvergence.self),
    CatalogueEntry(GramActivations.self),
    CatalogueEntry(Optimizers.self),
    CatalogueEntry(ParameterizationBias.self),
    CatalogueEntry(LeastSquaresAblation.self),
    CatalogueEntry(KernelAblation.self),
    CatalogueEntry(ResidualConnections.self),
    CatalogueEntry(ResNetCost.self),
    CatalogueEntry(ResNetCostLimits.self),
    CatalogueEntry(WeightDecayEquivalence.self),
    CatalogueEntry(BottleneckRank.self),
    CatalogueEntry(ResNetProx.self),
    CatalogueEntry(CompletionPenalties.self),
    CatalogueEntry(RecoveryPhaseTransition.self),
  ]

  /// The experiment with an id.
  ///
  /// - Parameter id: For example `rank-density`.
  /// - Returns: The entry.
  /// - Throws: ``ExperimentError`` with code `unknownExperiment`, which lists the known ids.
  public static func entry(named id: String) throws(ExperimentError) -> CatalogueEntry {
    if let entry = entries.first(where: { $0.description.id == id }) { return entry }
    let known = entries.map(\.description.id)
    let hint = suggestion(for: id, among: known).map { "Did you mean \($0)? " } ?? ""
    throw ExperimentError(
      .unknownExperiment,
      "There is no experiment '\(id)'. \(hint)"
        + "Known are \(known.joined(separator: ", ")); `lowrank experiments` describes them.")
  }
}

/// A parameter of an experiment as help shows it.
public struct SettingDescription: Codable, Sendable, Equatable {
  /// The name used in `--set key=value`.
  public let key: String
  /// One line.
  public let summary: String
  /// The default of each preset, by the preset's name.
  public let defaults: [String: String]
}

/// An experiment of the catalogue, its type forgotten.
public struct CatalogueEntry: Sendable {
  /// Identity, paper, figure, question, prediction, falsifier and cost.
  public let description: ExperimentDescription

  /// The parameters that can be set.
  public let settingKeys: [SettingDescription]

  private let plan:
    @Sendable (Preset, [(key: String, value: String)], UInt64) throws(ExperimentError) ->
      ResolvedExperiment

  init<E: Experiment>(_ experiment: E.Type) {
    description = E.description
    settingKeys = E.Settings.keys.map { setting in
      SettingDescription(
        key: setting.key, summary: setting.summary,
        defaults: Dictionary(
          uniqueKeysWithValues: Preset.allCases.map {
            ($0.rawValue, setting.text(E.Settings(preset: $0)))
          }))
    }
    plan = { preset, overrides, seed throws(ExperimentError) in
      let id = E.description.id
      let settings = try E.Settings(preset: preset, overrides: overrides, of: id)
      let root = SeedPath(root: seed).appending(id)
      return ResolvedExperiment(
        try E(settings: settings, root: root),
        configuration: RunConfiguration(
          experiment: id, preset: preset, settings: settings.resolved, seed: seed))
    }
  }

  /// Fixes every parameter and plans the trials.
  ///
  /// - Parameters:
  ///   - preset: The defaults to start from.
  ///   - overrides: Applied in order; a later value of a key replaces an earlier one.
  ///   - seed: The root of all draws.
  /// - Returns: The experiment, ready to run.
  /// - Throws: ``ExperimentError``: unknown key, value out of range, missing data.
  public func resolve(
    preset: Preset, overrides: [(key: String, value: String)] = [], seed: UInt64
  ) throws(ExperimentError) -> ResolvedExperiment {
    try plan(preset, overrides, seed)
  }
}

/// An experiment with every parameter fixed, ready to run.
public struct ResolvedExperiment: Sendable {
  /// What the run folder is named after: experiment, preset, settings, seed.
  public let configuration: RunConfiguration

  /// How many trials there are.
  public let trialCount: Int

  private let execute:
    @Sendable (RunFolder, Int, StopToken, any ProgressObserver) throws -> ExperimentResult?

  private let recall: @Sendable (StoredRun) throws(RunError) -> ExperimentResult?

  init<E: Experiment>(_ experiment: E, configuration: RunConfiguration) {
    self.configuration = configuration
    trialCount = experiment.trials.count
    @Sendable func judged(_ result: RunResult<E>) -> ExperimentResult? {
      guard result.ending == .finished else { return nil }
      return ExperimentResult(
        description: E.description, claims: experiment.claims(from: result.outcomes),
        charts: experiment.charts(from: result.outcomes))
    }
    execute = { folder, threads, stop, progress in
      judged(
        try Runner.run(experiment, in: folder, threads: threads, stop: stop, progress: progress))
    }
    recall = { stored throws(RunError) in judged(try stored.result(of: experiment)) }
  }

  /// Runs the trials that the folder does not hold yet, and judges all of them.
  ///
  /// - Parameters:
  ///   - folder: Where finished trials are and new ones go.
  ///   - threads: Trials side by side; the result does not depend on it.
  ///   - stop: When set, no new trial begins.
  ///   - progress: Told of every step.
  /// - Returns: Claims and charts, or nil when stopped before the last trial.
  /// - Throws: `RunError` when the folder cannot be used, or the error of a trial.
  public func run(
    in folder: RunFolder, threads: Int, stop: StopToken, progress: any ProgressObserver
  ) throws -> ExperimentResult? {
    try execute(folder, threads, stop, progress)
  }

  /// Judges the outcomes of a stored run; nothing is computed anew and the run is not touched.
  ///
  /// - Parameter run: A run of this configuration.
  /// - Returns: Claims and charts, or nil when trials are missing.
  /// - Throws: `RunError` when the run's logs cannot be read.
  public func result(storedIn run: StoredRun) throws(RunError) -> ExperimentResult? {
    try recall(run)
  }
}

/// What a finished experiment says.
public struct ExperimentResult: Sendable {
  /// Identity, paper, figure, question, prediction, falsifier and cost.
  public let description: ExperimentDescription
  /// The verdicts, and notes without one.
  public let claims: [Claim]
  /// The pictures.
  public let charts: [Chart]
}
