import ArgumentParser

/// `lowrank report`: rebuilds or combines reports from stored runs.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Rebuild a report from stored runs, or combine several.",
    discussion: """
      Nothing is computed again: claims and charts come from the run folders.

      Examples:
        lowrank report runs/rank-density-quick-1a2b3c4d
        lowrank report runs/*-paper-* --out paper.html
      """)

  @Argument(
    help: ArgumentHelp("Run folders, as `reproduce` left them.", valueName: "run"),
    completion: .directory)
  var runs: [String]

  @Option(
    help: ArgumentHelp(
      "Where the page goes; report.html in the run folder, or beside several, if not given.",
      valueName: "file"),
    completion: .file(extensions: ["html"]))
  var out: String?

  func run() throws {
  }
}
