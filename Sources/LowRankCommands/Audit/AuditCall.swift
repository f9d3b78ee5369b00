import Auditing
import Checkpoints
import Foundation
import Reporting
import Runs

/// One call of `lowrank audit`: opens, plans, measures, prints, and says how it ended.
struct AuditCall {
  private let command: AuditCommand
  private let job: AuditJob
  private let console: Console
  private let ink = Ink(Console.coloring)
  private let width = TerminalWidth.ofResults

  init(_ command: AuditCommand) throws {
    self.command = command
    job = try command.job
    console = command.output.console
  }

  /// - Throws: ``ExitStatus`` for every ending but success; `CheckpointError` where nothing could be
  ///   read.
  func run() throws {
    let checkpoint = try Checkpoint(opening: command.paths, options: command.input.reading)
    let audit = try Audit(
      checkpoint, options: job.options, rules: job.rules, limit: command.input.limit)
    guard !command.execution.dryRun else {
      let table = DryRunTable(audit, command.execution)
      console.result(table.lines(width: width, ink).joined(separator: "\n"))
      return try conclude(
        AuditEnding(audit.plan.coverage, refused: checkpoint.refused), as: .planned)
    }
    try AuditFiles.check(command, inputs: checkpoint.files.map(\.path))
    let result = try measured(audit)
    let files = try AuditFiles(command, result)
    if command.output.form == .table { printTable(of: result) }
    try files.print(command.output.form)
    let unwritten = result.isInterrupted ? [] : files.write()
    let ending = AuditEnding(
      result, gates: job.gates, requiresComplete: command.gates.requireComplete,
      unwritten: unwritten)
    try conclude(ending, isInterrupted: result.isInterrupted)
  }

  /// Measures, and puts the rows in the order that was asked for.
  private func measured(_ audit: Audit) throws -> AuditResult {
    let execution = command.execution
    let folder = try execution.out.map { try AuditFolder($0, resume: execution.resume) }
    let result = try audit.run(
      threads: execution.work.threadCount, memory: execution.work.memoryBytes,
      program: .ofThisProgram(threads: execution.work.threadCount),
      folder: folder, spectra: command.output.spectra, stop: Interruption.handled(),
      progress: AuditLine(style: execution.work.progress, isQuiet: command.output.quiet))
    guard let order = command.output.sort else { return result }
    return AuditResult(
      files: result.files, options: result.options, coverage: result.coverage,
      rows: order.sorted(result.rows), findings: result.findings, refused: result.refused,
      isInterrupted: result.isInterrupted, provenance: result.provenance, stacks: result.stacks)
  }

  // MARK: The table

  private func printTable(of result: AuditResult) {
    guard !result.rows.isEmpty else { return }
    let table = AuditTable(result.rows, columns: columns, width: width)
    let blocks = [
      [ink.bold(AuditTitle.text(of: result, width: width))], table.lines(ink),
      RoleTable(result.rows).lines(ink),
      AuditRemarks(result, isVerbose: command.output.verbose).lines(width: width),
    ]
    let text = blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    console.result(text.joined(separator: "\n\n"))
    if !table.omitted.isEmpty {
      console.message(
        "columns without room: \(table.omitted.joined(separator: ", ")); widen the terminal, set "
          + "COLUMNS, or use --csv")
    }
  }

  /// The columns that were asked for, by `--columns` or by a short list of `--metrics`.
  private var columns: [String]? {
    guard command.output.columns != nil || command.metrics.options.metrics != nil else {
      return nil
    }
    guard let named = command.output.columns?.values else {
      return job.selection.metrics.map(\.name)
    }
    return named.map { (try? MetricCatalogue.metric(named: $0, job.options).name) ?? $0 }
  }

  // MARK: The end

  private func conclude(
    _ ending: AuditEnding, isInterrupted: Bool = false, as tense: Coverage.Tense = .done
  ) throws {
    ending.report(console, isVerbose: command.output.verbose)
    let status = isInterrupted ? interruption() : ending.status
    console.account(ending.coverage.line(tense))
    if status != .success { throw status }
  }

  private func interruption() -> ExitStatus {
    guard let folder = command.execution.out else {
      console.message(
        "Interrupted; with --out a later call goes on from the rows that are finished.")
      return .interrupted
    }
    return .interruption(
      keeping: "what was finished", in: folder, isResumed: command.execution.resume, console)
  }
}
