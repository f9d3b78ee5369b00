import Auditing
import Checkpoints
import Foundation

/// What an audit is about, on one line: files, size, matrices.
enum AuditTitle {
  static func text(of result: AuditResult, width: Int) -> String {
    let bytes = NumberColumn.bytes(result.files.reduce(0) { $0 + $1.bytes })
    let formats = Set(result.files.map(\.format)).sorted().joined(separator: ", ")
    let facts = "  \(formats), \(bytes): \(result.rows.count.counted("matrix", "matrices"))"
    let name = subject(of: result)
    let room = max(8, width - facts.count)
    return (name.count <= room ? name : "…" + name.suffix(room - 1)) + facts
  }

  /// The file, or the first one and how many follow.
  static func subject(of result: AuditResult) -> String {
    let names = result.files.map { URL(filePath: $0.path).lastPathComponent.shown }
    guard let first = names.first else { return "audit" }
    return names.count == 1 ? first : "\(first) and \(names.count - 1) more"
  }
}
