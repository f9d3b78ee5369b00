import ArgumentParser
import Experiments
import Runs

/// `lowrank reproduce`: runs experiments, prints verdicts, writes the report.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Run experiments, print verdicts, write report.html.",
    usage: "lowrank reproduce [<experiment> ...] [<options>]",
    discussion: """
      Without a name all experiments are run, and one report is written that holds them all. \
      Equal seeds and parameters give equal numbers, for any number of threads.

      Examples:
        lowrank reproduce                                      all, in some minutes
        lowrank reproduce rank-density --preset paper          the published workload
        lowrank reproduce rank-density --set inputs=fashion-mnist
        lowrank reproduce singular-value-law --set widths=32,64 depths=1,2,4
        lowrank reproduce --preset paper --resume              go on after Ctrl-C
        lowrank reproduce --json | jq '.runs[].claims[] | {id, verdict}'
      """)

  @Argument(
    help: ArgumentHelp("Experiments to run; all if none is named.", valueName: "experiment"),
    completion: .experiments)
  var experiments: [String] = []

  @OptionGroup(title: "Workload") var workload: WorkloadOptions
  @OptionGroup(title: "Execution") var execution: ExecutionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let plans = try Self.plans(for: experiments, workload)
    let session = Session(execution: execution, output: output)
    var finished: [FinishedRun] = []
    for plan in plans {
      finished.append(try session.run(plan))
    }
    try session.conclude(finished)
    if finished.contains(where: \.isRefuted) { throw ExitStatus.refuted }
  }

  /// Resolves everything before anything runs: a mistake in the last name costs no time.
  private static func plans(
    for names: [String], _ workload: WorkloadOptions
  ) throws -> [Plan] {
    var entries: [CatalogueEntry] = []
    for name in names {
      let entry = try Catalogue.entry(named: name)
      guard !entries.contains(where: { $0.description.id == name }) else { continue }
      entries.append(entry)
    }
    if names.isEmpty { entries = Catalogue.entries }
    let overrides = workload.overrides.map { (key: $0.key, value: $0.value) }
    return try entries.map { entry in
      // A key that only some of several experiments know is for those; one that none knows is
      // refused by the first.
      let known = Set(entry.settingKeys.map(\.key))
      let fitting = overrides.filter { override in
        known.contains(override.key)
          || !entries.contains { $0.settingKeys.contains { $0.key == override.key } }
      }
      return Plan(
        entry: entry,
        experiment: try entry.resolve(
          preset: workload.preset, overrides: fitting, seed: workload.seed))
    }
  }
}

/// An experiment with every parameter fixed, and what it is.
struct Plan {
  let entry: CatalogueEntry
  let experiment: ResolvedExperiment
}
