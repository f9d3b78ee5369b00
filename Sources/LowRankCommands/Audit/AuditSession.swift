import Auditing
import Checkpoints
import Foundation
import Reporting
import Runs

/// One call of `lowrank audit`: opens, plans, measures, prints, and says how it ended.
struct AuditSession {
  private let command: AuditCommand
  private let job: AuditJob
  private let console: Console
  private let ink = Ink(Console.coloring)

  init(_ command: AuditCommand) throws {
    self.command = command
    job = try command.job
    console = command.output.console
  }

  /// - Throws: ``ExitStatus`` for every ending but success; `CheckpointError` where nothing could be
  ///   read.
  func run() throws {
    let checkpoint = try Checkpoint(opening: command.paths, options: command.input.reading)
    let plan = AuditPlan(
      checkpoint: checkpoint, options: job.options, rules: job.rules, limit: command.input.limit)
    if command.execution.dryRun {
      let table = DryRunTable(
        checkpoint, plan, threads: command.execution.threadCount,
        memoryLimit: command.execution.memoryBytes)
      console.result(table.lines(width: TerminalWidth.ofResults, ink).joined(separator: "\n"))
      try conclude(AuditEnding(plan: plan, checkpoint: checkpoint))
      return
    }
    let result = try audit(checkpoint)
    try AuditFiles(command, job, result).write()
    try print(result)
    try conclude(AuditEnding(result, job))
  }

  private func audit(_ checkpoint: Checkpoint) throws -> AuditResult {
    let execution = command.execution
    return try Audit(checkpoint, options: job.options, rules: job.rules, limit: command.input.limit)
      .run(
        threads: execution.threadCount, memory: execution.memoryBytes,
        stop: Interruption.handled(),
        progress: AuditLine(style: execution.progress, isQuiet: command.output.quiet))
  }
}
