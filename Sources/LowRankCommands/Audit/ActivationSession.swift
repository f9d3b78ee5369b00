import Auditing
import Checkpoints

/// One call of `lowrank audit --activations`: opens, checks the samples, measures, prints.
struct ActivationSession {
  private let command: AuditCommand
  private let path: String

  init(_ command: AuditCommand, path: String) {
    self.command = command
    self.path = path
  }

  /// - Throws: ``ExitStatus`` for every ending but success; `CheckpointError` or `AuditError` where
  ///   nothing could be measured.
  func run() throws {
    let console = command.output.console
    let checkpoint = try Checkpoint(opening: path, options: command.input.reading)
    let result = try ActivationAudit(checkpoint, options: command.activations.options)
      .run(memory: command.execution.work.memoryBytes)
    switch command.output.form {
    case .json, .jsonLines:
      console.result(String(decoding: try result.json().dropLast(), as: UTF8.self))
    case .csv: console.result(String(decoding: result.csv().dropLast(2), as: UTF8.self) + "\r")
    case .table:
      let tables = ActivationTable(result, width: TerminalWidth.ofResults)
      console.result(tables.lines.joined(separator: "\n"))
    }
    let ending = AuditEnding(result.coverage, refused: checkpoint.refused)
    ending.report(console, isVerbose: command.output.verbose)
    console.account(result.coverage.line(.done))
    if ending.status != .success { throw ending.status }
  }
}
