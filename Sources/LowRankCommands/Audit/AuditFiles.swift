import Auditing
import Checkpoints
import Foundation
import Reporting

/// The files of a finished audit; each appears in one step.
struct AuditFiles {
  private let command: AuditCommand
  private let result: AuditResult
  private let console: Console
  private let documents: AuditDocuments

  init(_ command: AuditCommand, _ result: AuditResult) throws {
    self.command = command
    self.result = result
    console = command.output.console
    documents = try AuditDocuments(result)
  }

  /// Checks before the work that what is named can be written after it.
  ///
  /// - Throws: `UnusableInput` for a file that has no folder to stand in, or is a folder itself.
  static func check(_ output: AuditOutputOptions) throws {
    for (option, path) in [("--html", output.html), ("--spectra", output.spectra)] {
      guard let path else { continue }
      let folder = SystemFile.folder(of: path)
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard !(exists && isFolder.boolValue) else {
        throw UnusableInput("\(option) cannot write \(path), which is a folder; name a file in it.")
      }
      guard FileManager.default.isWritableFile(atPath: folder) else {
        throw UnusableInput(
          "\(option) cannot write \(path): there is no folder \(folder) to write to; make it, or name "
            + "another file.")
      }
    }
  }

  /// Writes what was asked for, and goes on where something cannot be written.
  ///
  /// - Returns: What could not be written.
  func write() -> [String] {
    var failures: [String] = []
    var written: [String] = []
    func attempt(_ path: String, _ body: (_ path: String) throws -> Void) {
      do {
        try body(path)
        written.append(path)
      } catch { failures.append("\(error)") }
    }
    if let folder = command.execution.out {
      attempt("\(folder)/audit.csv") { try put($0, documents.csv) }
      attempt("\(folder)/audit.json") { try put($0, documents.json) }
      attempt("\(folder)/metrics.json") { try put($0) { try $0(documents.metricsDocument()) } }
      if command.output.compat == .weightWatcher {
        attempt("\(folder)/weightwatcher.csv") { try put($0, documents.weightWatcher) }
      }
      if !command.output.withoutReport { attempt("\(folder)/report.html", writePage) }
    }
    if let page = command.output.html { attempt(page, writePage) }
    if !written.isEmpty { console.message("written: \(written.joined(separator: ", "))") }
    return failures
  }

  /// Prints the result to standard output in a form other than a table.
  func print(_ form: AuditOutputOptions.Form) throws {
    let sink: AuditDocuments.Sink = { console.result($0) }
    switch form {
    case .table: break
    case .json: try documents.json(into: sink)
    case .csv: try documents.csv(into: sink)
    case .jsonLines: try documents.jsonLines(into: sink)
    }
  }

  private func put(
    _ path: String, _ document: (@escaping AuditDocuments.Sink) throws -> Void
  ) throws {
    do throws(SystemFailure) {
      try SystemFile.replace(path) { write throws(SystemFailure) in
        try withoutActuallyEscaping(write) { write throws(SystemFailure) in
          do { try document { try write($0) } } catch {
            throw error as? SystemFailure ?? SystemFailure(EIO)
          }
        }
      }
    } catch {
      throw UnusableInput(
        "Cannot write \(path): \(error.reason); make room, or choose another place with --out.")
    }
  }

  private func writePage(to path: String) throws {
    try AuditPage(result).write(to: path)
  }
}
