import ArgumentParser
import Experiments
import Reporting
import Runs

/// `lowrank report`: rebuilds or combines reports from stored runs.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Rebuild a report from stored runs, or combine several.",
    discussion: """
      No trial is done again: outcomes and verdicts come from the run folders. Without --out the \
      report and the charts of every run folder are written anew.

      Examples:
        lowrank report runs/rank-density-quick-1a2b3c4d
        lowrank report runs/*-paper-* --out paper.html
      """)

  @Argument(
    help: ArgumentHelp("Run folders, as `reproduce` left them.", valueName: "run"),
    completion: .directory)
  var runs: [String]

  @Option(
    help: ArgumentHelp("Write one page for all runs to this file instead.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var out: String?

  @Flag(help: "Print results and failures only.")
  var quiet = false

  func run() throws {
    let console = Console(isQuiet: quiet)
    let finished = try runs.map(Self.finishedRun)
    let publication = Publication(of: finished, console: console)
    let page = try out.map(publication.writePage) ?? publication.writeIntoRunFolders()
    for run in finished {
      console.result(run.table.summary)
    }
    if let page { console.result("Report: \(page)") }
  }

  /// The stored verdicts of a run, and its charts from the stored outcomes.
  private static func finishedRun(in path: String) throws -> FinishedRun {
    let stored = try StoredRun(
      path: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
    let configuration = stored.manifest.configuration
    let experiment = try Catalogue.entry(named: configuration.experiment).resolve(
      preset: configuration.preset,
      overrides: configuration.settings.map { (key: $0.key, value: $0.value) },
      seed: configuration.seed)
    guard experiment.configuration == configuration else {
      throw UnusableInput(
        "\(path) was made by version \(stored.manifest.toolVersion), whose "
          + "\(configuration.experiment) has other parameters; use that version, or reproduce it "
          + "with this one.")
    }
    guard let claims = stored.claims, let result = try experiment.result(storedIn: stored) else {
      throw UnusableInput(
        "\(path) is not finished (\(stored.manifest.trials.finished) of "
          + "\(stored.manifest.trials.total) trials); finish it with `lowrank reproduce "
          + "\(configuration.experiment) --preset \(configuration.preset.rawValue) --resume`.")
    }
    return FinishedRun(
      manifest: stored.manifest, folder: stored.path, wallSeconds: 0, claims: claims,
      charts: result.charts)
  }
}
