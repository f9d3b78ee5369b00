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

  /// Checks before the work that what is named can be written after it, and takes the place of
  /// nothing that the audit reads or writes.
  ///
  /// - Throws: `UnusableInput` for a file that has no folder to stand in, is a folder or a device
  ///   itself, or is one of the inputs or another output.
  static func check(_ command: AuditCommand, inputs: [String]) throws {
    let named = [("--html", command.output.html), ("--spectra", command.output.spectra)]
      .compactMap { option, path in path.map { (option, $0) } }
    for (option, path) in named { try checkPlace(of: path, for: option) }
    var taken = Dictionary(
      (inputs + command.paths).map { (place(of: $0), "an input of the audit") }
    ) { first, _ in first }
    let ours = command.execution.out.map { folder in
      ["audit.csv", "audit.json", "metrics.json", "report.html", "weightwatcher.csv"]
        .map { ("--out", "\(folder)/\($0)") }
    }
    for (option, path) in (ours ?? []) + named {
      if let use = taken.updateValue("written by \(option)", forKey: place(of: path)) {
        throw UnusableInput(
          "\(option) would write \(path), which is \(use); name another file.")
      }
    }
  }

  private static func checkPlace(of path: String, for option: String) throws {
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
    guard !SystemFile.isSpecial(path) else {
      throw UnusableInput(
        "\(option) cannot write \(path), which is no ordinary file; name one that is, or that is not "
          + "there yet.")
    }
  }

  /// A path without links and dots, so that two names of one file are equal.
  private static func place(of path: String) -> String {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
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
    let page = Array(try AuditPage(result).html.utf8)
    try put(path) { try $0(page) }
  }
}
