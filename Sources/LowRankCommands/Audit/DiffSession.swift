import Auditing
import Checkpoints
import Reporting
import Runs

/// One call of `lowrank diff`: opens both, compares, prints, and says how it ended.
struct DiffSession {
  private let command: DiffCommand
  private let job: DiffJob
  private let console: Console
  private let ink = Ink(Console.coloring)
  private let width = TerminalWidth.ofResults

  init(_ command: DiffCommand) throws {
    self.command = command
    job = try command.job
    console = command.output.console
  }

  /// - Throws: ``ExitStatus`` for every ending but success; `CheckpointError` where one of the two
  ///   could not be read at all.
  func run() throws {
    let reading = command.input.reading
    let diff = try CheckpointDiff(
      Checkpoint(opening: command.before, options: reading),
      Checkpoint(opening: command.after, options: reading), options: job.options, rules: job.rules,
      limit: command.input.limit)
    var result = diff.run(
      threads: command.work.threadCount, memory: command.work.memoryBytes,
      program: .ofThisProgram(threads: command.work.threadCount), stop: Interruption.handled(),
      progress: AuditLine(
        style: command.work.progress, isQuiet: command.output.quiet, label: "diff"))
    if let order = command.output.sort {
      result = result.ordered { order.sorted($0, of: \.row) }
    }
    try print(result)
    try conclude(result)
  }

  private func print(_ result: DiffResult) throws {
    let documents = DiffDocuments(result)
    let sink: DiffDocuments.Sink = { console.result($0) }
    switch command.output.form {
    case .json: try documents.json(into: sink)
    case .csv: try documents.csv(into: sink)
    case .jsonLines: try documents.jsonLines(into: sink)
    case .table:
      let table = DiffTable(
        result, command.output, paths: (command.before, command.after), width: width)
      console.result(table.blocks(ink).map { $0.joined(separator: "\n") }.joined(separator: "\n\n"))
      if !table.omitted.isEmpty {
        console.message(
          "columns without room: \(table.omitted.joined(separator: ", ")); widen the terminal, set "
            + "COLUMNS, or use --csv")
      }
    }
  }

  // MARK: The end

  /// - Throws: ``ExitStatus`` for every ending but success.
  private func conclude(_ result: DiffResult) throws {
    let sides = [result.coverage.before.account, result.coverage.after.account]
    if command.output.verbose {
      for (name, side) in zip(["A", "B"], sides) {
        for line in side.account { console.message("\(name) \(line)") }
      }
    }
    if let rule = result.suggestedRename {
      console.message(
        "Names differ by a prefix: --rename '\(rule.shown)' gives every tensor left over a partner."
      )
    }
    let skipped = sides.reduce(0) { $0 + $1.skipped }
    let report = GateReport(
      job.gates, on: result.measuredRows.filter { $0.status != .nonfinite },
      among: result.rows.map(\.row.identity.name),
      skipped: command.gates.requireComplete ? skipped : 0)
    let failures = result.isInterrupted ? [] : failures(result, sides)
    for sentence in report.remarks { console.message(sentence) }
    let violations =
      command.gates.failOn.compactMap { violation(of: $0, result.coverage) }
      + job.gates.compactMap { nonfinite($0, result.measuredRows) }
    for sentence in failures + violations + report.violations { console.failure(sentence) }
    if result.isInterrupted { console.message("Interrupted; what was finished is shown.") }
    console.account(result.coverage.line)
    if result.isInterrupted { throw ExitStatus.interrupted }
    if !failures.isEmpty { throw ExitStatus.unusableInput }
    if !(violations + report.violations).isEmpty { throw ExitStatus.refuted }
  }

  private func failures(_ result: DiffResult, _ sides: [Coverage]) -> [String] {
    let unread = result.rows.filter { $0.row.status == .unreadable }.map { row in
      "Tensor \(row.row.identity.name.shown) could not be compared: "
        + (row.row.notes.last?.shown ?? "it cannot be read.")
    }
    // The sentences about A and B are equal where both lack the same.
    var sentences: [String] = []
    let listing = "lowrank audit with --dry-run shows the names"
    for sentence in AuditEnding.failures(result.refused, sides[0], listing: listing)
      + AuditEnding.failures([], sides[1], listing: listing) + unread
    where !sentences.contains(sentence) {
      sentences.append(sentence)
    }
    return sentences
  }

  /// A condition fails for rows that are not finite: what has no value must not pass.
  private func nonfinite(_ gate: GateExpression, _ rows: [AuditRow]) -> String? {
    let names = rows.filter { $0.status == .nonfinite }.map(\.identity.name)
      .filter { gate.isAbout(anyOf: [$0]) }
    guard let first = names.first else { return nil }
    let rest = names.count > 1 ? ", and \(names.count - 1) more" : ""
    return "--fail-if '\(gate.description)' fails for "
      + "\(names.count.counted("row that is", "rows that are")) not finite: \(first.shown)\(rest)."
  }

  private func violation(of status: DiffStatus, _ coverage: DiffCoverage) -> String? {
    let count = coverage.after.counts[status] ?? coverage.before.counts[status] ?? 0
    guard count > 0 else { return nil }
    return "--fail-on \(status.rawValue): \(count) \(count == 1 ? "tensor is" : "tensors are") "
      + "\(status.rawValue)."
  }
}

extension DiffCoverage {
  /// What became of every tensor of both, on one line whose sums hold.
  var line: String {
    "coverage: \(isComplete ? "COMPLETE" : "PARTIAL ")  A \(before.sum); B \(after.sum)"
  }
}

extension DiffCoverage.Side {
  fileprivate var sum: String {
    let terms = DiffStatus.allCases.compactMap { status in
      counts[status].map { "\($0) \(status.rawValue)" }
    }
    return "\(tensors) tensors = "
      + (terms + ["\(excluded) excluded", "\(skipped) skipped"]).joined(separator: " + ")
  }

  /// The same account in the form of an audit.
  fileprivate var account: Coverage {
    Coverage(
      tensors: tensors, analysed: tensors - reasons.count, reasons: reasons, parameters: 0,
      parametersAnalysed: 0)
  }
}
