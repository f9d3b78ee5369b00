import ArgumentParser
import Experiments
import Foundation
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

  func validate() throws {
    guard out != "" else { throw ValidationError("--out must name a file, but is empty.") }
  }

  func run() throws {
    let console = Console(isQuiet: quiet)
    let finished = try runs.map(Self.finishedRun)
    let publication = Publication(of: finished, console: console)
    let pages =
      try out.map { [try publication.writePage(to: $0)] }
      ?? publication.writeIntoRunFolders()
    for run in finished {
      console.result(run.table.summary)
    }
    for page in pages { console.result("Report: \(page)") }
    if finished.contains(where: \.isRefuted) { throw ExitStatus.refuted }
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
        "\(path) is not finished; finish it with `\(Self.completion(of: stored))`.")
    }
    return FinishedRun(
      manifest: stored.manifest, folder: stored.path, wallSeconds: 0, claims: claims,
      charts: result.charts)
  }

  /// The command that does what a run lacks; every parameter is named, since any may be overridden.
  private static func completion(of run: StoredRun) -> String {
    let configuration = run.manifest.configuration
    let out = URL(filePath: run.path).standardized.deletingLastPathComponent().path
    let settings = configuration.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let words =
      ["lowrank", "reproduce", configuration.experiment, "--preset", configuration.preset.rawValue]
      + ["--seed", "\(configuration.seed)", "--out", out]
      + (settings.isEmpty ? [] : ["--set"] + settings) + ["--resume"]
    return words.map(\.shellQuoted).joined(separator: " ")
  }
}
