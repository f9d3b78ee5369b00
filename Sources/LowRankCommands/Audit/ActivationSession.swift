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

  /// - Throws: ``ExitStatus`` where something was skipped; `CheckpointError` or `AuditError` where
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
    if command.output.verbose { result.coverage.account.forEach(console.message) }
    for refusal in checkpoint.refused { console.failure(refusal.message) }
    console.account(result.coverage.line)
    if !checkpoint.refused.isEmpty || !result.coverage.isComplete { throw ExitStatus.unusableInput }
  }
}
