import Checkpoints
import Foundation

/// The files and streams that an audit is written as.
///
/// Every document goes to a sink in pieces of about a megabyte, in the order of its bytes, so that
/// nothing holds the whole of it.
public struct AuditDocuments: Sendable {
  /// Takes the next piece of a document.
  public typealias Sink = (_ piece: [UInt8]) throws -> Void

  /// The version of the JSON documents.
  public static let schema = "lowrank.audit/1"

  let result: AuditResult
  let selection: MetricSelection

  /// The documents of a result.
  ///
  /// - Throws: ``AuditError`` for options of the result that name no metric.
  public init(_ result: AuditResult) throws(AuditError) {
    self.result = result
    selection = try MetricSelection(result.options)
  }

  /// What the columns mean, `metrics.json`.
  public func metricsDocument() throws -> [UInt8] { try selection.document() }

  // MARK: Tables

  /// The table as CSV of RFC 4180.
  ///
  /// A line of names, one line per row, each ended by CR LF; shortest decimals that read back exactly,
  /// nothing where a value is undefined.
  public func csv(into sink: @escaping Sink) throws {
    var text = TextBuffer(into: sink)
    let names = selection.metrics.map(\.name)
    text.list(RowColumn.allCases.map(\.rawValue) + names) { $0.cell($1) }
    text.write("\r\n")
    for row in result.rows {
      text.list(RowColumn.allCases) { $0.cell($1.value(in: row)) }
      for name in names {
        text.write(byte: UInt8(ascii: ","))
        text.cell(row.metrics[name])
      }
      text.write("\r\n")
      try text.rest()
    }
    try text.flush()
  }

  /// One JSON document.
  ///
  /// Schema, checkpoint, files, provenance, options, coverage, findings, refused files, rows, stacks
  /// and summary, in this order. Rows have the names of the columns as keys.
  public func json(into sink: @escaping Sink) throws {
    var text = TextBuffer(into: sink)
    let names = selection.metrics.map(\.name)
    text.write("{\n\"schema\":\"\(Self.schema)\",\n")
    try writeHead(into: &text)
    text.write(",\n\"tensors\":[\n")
    try write(result.rows, into: &text)
    text.write("\n],\n\"stacks\":[\n")
    try text.list(result.stacks, separator: ",\n") { text, stack in
      text.json(stack, metrics: names)
      try text.rest()
    }
    text.write("\n],\n\"summary\":")
    text.json(AuditSummary(of: result.rows, metrics: names))
    text.write("\n}\n")
    try text.flush()
  }

  /// One row of JSON per line.
  ///
  /// The first line is the header: everything of ``json(into:)`` but the rows and their summary.
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

  // MARK: Parts

  private func write(
    _ rows: [AuditRow], separator: String = ",\n", into text: inout TextBuffer
  ) throws {
    let keys = RowColumn.allCases.map { (column: $0, text: "\"\($0.rawValue)\":") }
    // The names of metrics are ours: none needs an escape.
    let names = selection.metrics.map { (name: $0.name, text: ",\"\($0.name)\":") }
    try text.list(rows, separator: separator) { text, row in
      text.write("{")
      text.list(keys) { text, key in
        text.write(key.text)
        text.json(key.column.value(in: row))
      }
      text.write(",\"route\":")
      text.json(row.route)
      for (name, key) in names {
        text.write(key)
        text.json(row.metrics[name])
      }
      text.write("}")
      try text.rest()
    }
  }

  private func writeHead(into text: inout TextBuffer) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    func encoded(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    try text.write("\"checkpoint\":" + encoded(CheckpointSummary(result.files)))
    try text.write(",\n\"files\":" + encoded(result.files))
    if let provenance = result.provenance {
      try text.write(",\n\"provenance\":" + encoded(provenance))
    }
    try text.write(",\n\"options\":" + encoded(result.options))
    text.write(",\n\"interrupted\":\(result.isInterrupted)")
    try text.write(",\n\"coverage\":" + encoded(CoverageDocument(result.coverage)))
    try text.write(",\n\"findings\":" + encoded(result.findings))
    try text.write(",\n\"refused\":" + encoded(result.refused.map(RefusedFile.init)))
  }
}

/// A file that could not be used.
struct RefusedFile: Encodable {
  let code: String
  let message: String

  init(_ error: CheckpointError) {
    code = error.code.description
    message = error.message
  }
}
