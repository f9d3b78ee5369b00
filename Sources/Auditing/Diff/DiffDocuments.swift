import Checkpoints
import Foundation
import Runs

/// The streams that a comparison is written as; see ``AuditDocuments``.
public struct DiffDocuments: Sendable {
  /// Takes the next piece of a document.
  public typealias Sink = AuditDocuments.Sink

  /// The version of the JSON documents.
  public static let schema = "lowrank.diff/1"

  private let result: DiffResult

  /// The documents of a result.
  public init(_ result: DiffResult) { self.result = result }

  /// A column that identifies a row.
  private enum Column: Sendable {
    case status, isMeasured
    case before(String, @Sendable (DiffRow.Origin) -> RowColumn.Value)
    case row(RowColumn, named: String)

    var name: String {
      switch self {
      case .status: "status"
      case .isMeasured: "measured"
      case .before(let name, _): name
      case .row(_, let name): name
      }
    }

    func value(in row: DiffRow) -> RowColumn.Value {
      switch self {
      case .status: .text(row.status.rawValue)
      case .isMeasured: row.isMeasured ? .text(row.row.status.rawValue) : .none
      case .before(_, let value): row.before.map(value) ?? .none
      case .row(let column, _): column.value(in: row.row)
      }
    }

    static func same(_ column: RowColumn) -> Column { .row(column, named: column.rawValue) }
  }

  private static let columns: [Column] = [
    .same(.name), .same(.view), .same(.part), .status, .isMeasured, .same(.role),
    .same(.depthIndex), .before("name_before") { .text($0.name) },
    .before("dtype_before") { .text($0.dtype) }, .same(.dtype),
    .before("shape_before") { .shape($0.shape) }, .same(.shape), .same(.rows), .same(.columns),
    .same(.parameters), .before("file_before") { .text($0.file) }, .same(.file),
    .before("sha256_before") { .text($0.sha256) }, .same(.sha256), .same(.notes), .same(.driver),
    .same(.seconds),
  ]

  /// The rows as CSV of RFC 4180, as ``AuditDocuments/csv(into:)`` writes them.
  ///
  /// - Throws: What the sink throws.
  public func csv(into sink: @escaping Sink) throws {
    var text = TextBuffer(into: sink)
    text.list(Self.columns.map(\.name) + result.columns.map(\.name)) { $0.cell($1) }
    text.write("\r\n")
    for row in result.rows {
      text.list(Self.columns) { $0.cell($1.value(in: row)) }
      for column in result.columns {
        text.write(byte: UInt8(ascii: ","))
        text.cell(row.row.metrics[column.name])
      }
      text.write("\r\n")
      try text.rest()
    }
    try text.flush()
  }

  /// One JSON document: schema, both checkpoints and their files, provenance, options, coverage,
  /// columns with their formulas, findings, rows and summary.
  ///
  /// - Throws: What the sink throws.
  public func json(into sink: @escaping Sink) throws {
    var text = TextBuffer(into: sink)
    text.write("{\n\"schema\":\"\(Self.schema)\",\n")
    try writeHead(into: &text)
    text.write(",\n\"tensors\":[\n")
    try write(result.rows, separator: ",\n", into: &text)
    text.write("\n],\n\"summary\":")
    text.json(AuditSummary(of: result.measuredRows, metrics: result.columns.map(\.name)))
    text.write("\n}\n")
    try text.flush()
  }

  /// One row of JSON per line behind the header, which is everything of ``json(into:)`` but the rows
  /// and their summary.
  ///
  /// - Throws: What the sink throws.
  public func jsonLines(into sink: @escaping Sink) throws {
    var text = TextBuffer(into: sink)
    text.write("{\"schema\":\"\(Self.schema)\",")
    var head = TextBuffer { _ in }
    try writeHead(into: &head)
    for byte in head.bytes where byte != UInt8(ascii: "\n") { text.write(byte: byte) }
    text.write("}\n")
    try write(result.rows, separator: "\n", into: &text)
    if !result.rows.isEmpty { text.write("\n") }
    try text.flush()
  }

  private func write(
    _ rows: [DiffRow], separator: String, into text: inout TextBuffer
  ) throws {
    try text.list(rows, separator: separator) { text, row in
      text.write("{")
      text.list(Self.columns) { text, column in
        text.write("\"\(column.name)\":")
        text.json(column.value(in: row))
      }
      for column in result.columns {
        text.write(",\"\(column.name)\":")
        text.json(row.row.metrics[column.name])
      }
      text.write("}")
      try text.rest()
    }
  }

  private func writeHead(into text: inout TextBuffer) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    func write(_ name: String, _ value: some Encodable) throws {
      text.write("\"\(name)\":")
      text.write(String(decoding: try encoder.encode(value), as: UTF8.self))
      text.write(",\n")
    }
    try write("before", CheckpointSummary(result.filesBefore))
    try write("after", CheckpointSummary(result.filesAfter))
    try write("files_before", result.filesBefore)
    try write("files_after", result.filesAfter)
    try write("provenance", result.provenance)
    try write("options", result.options)
    try write("columns", result.columns.map { ["name": $0.name, "formula": $0.formula] })
    try write("interrupted", result.isInterrupted)
    try write("coverage", DiffCoverageDocument(result.coverage))
    try write("suggested_rename", result.suggestedRename)
    try write("findings", result.findings)
    try write("refused", result.refused.map(RefusedFile.init))
    text.write("\"rows\":\(result.rows.count)")
  }
}

/// What became of every tensor of both checkpoints.
private struct DiffCoverageDocument: Encodable {
  struct Side: Encodable {
    let tensors, same, changed, added, removed, reshaped, retyped, renamed, excluded, skipped: Int
    let reasons: [Coverage.Reason]

    init(_ side: DiffCoverage.Side) {
      func count(_ status: DiffStatus) -> Int { side.counts[status] ?? 0 }
      tensors = side.tensors
      (same, changed) = (count(.same), count(.changed))
      (added, removed) = (count(.added), count(.removed))
      (reshaped, retyped, renamed) = (count(.reshaped), count(.retyped), count(.renamed))
      (excluded, skipped) = (side.excluded, side.skipped)
      reasons = side.reasons
    }
  }

  let status: String
  let before, after: Side

  init(_ coverage: DiffCoverage) {
    status = coverage.isComplete ? "COMPLETE" : "PARTIAL"
    (before, after) = (Side(coverage.before), Side(coverage.after))
  }
}
