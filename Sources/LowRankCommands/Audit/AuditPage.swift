import Auditing
import Charts
import Checkpoints
import Foundation
import Reporting

/// An audit as one page: pictures, what to know, the table of every matrix, and the account of every
/// tensor.
struct AuditPage {
  private let result: AuditResult

  init(_ result: AuditResult) { self.result = result }

  /// Draws the pictures and writes the page in one step.
  ///
  /// - Throws: `RenderingError` if the page cannot be written.
  func write(to path: String, console: Console) throws {
    let charts = result.charts
    console.message("drawing \(charts.count) \(charts.count == 1 ? "chart" : "charts")")
    let rendering = Rendering(of: charts)
    for problem in rendering.problems { console.warning(problem.message) }
    try page(charts).write(page: path, rendering: rendering)
  }

  private func page(_ charts: [Chart]) -> ChartPage {
    ChartPage(
      subject: "audit", title: AuditTitle.subject(of: result),
      headline: "\(result.rows.count) matrices of \(result.coverage.tensors) tensors",
      detail: result.coverage.line, charts: charts, listings: [table, reasons].compactMap(\.self),
      facts: [
        .init(title: "What to know", rows: remarks), .init(title: "Files", rows: files),
        .init(title: "Audit", rows: origin),
      ])
  }

  // MARK: Tables

  /// Every matrix with the usual columns and those behind them.
  private var table: ChartPage.Listing {
    let names = (AuditTable.usualColumns + AuditTable.furtherColumns).filter { name in
      result.rows.contains { $0.metrics[name] != nil }
    }
    let columns = names.map { name in
      let values = result.rows.map { $0.metrics[name] }
      let form = NumberColumn(values)
      return values.map(form.text)
    }
    let rows = result.rows.indices.map { index in
      let row = result.rows[index]
      return [
        row.identity.label, "\(row.rows)×\(row.columns)", row.identity.view, row.role.rawValue,
        row.dtype,
      ] + columns.map { $0[index] } + [row.notes.joined(separator: ", ")]
    }
    return ChartPage.Listing(
      title: "Matrices", header: ["tensor", "m×n", "view", "role", "dtype"] + names + ["notes"],
      numbers: 5..<(5 + names.count), rows: rows)
  }

  /// Every tensor without a row.
  private var reasons: ChartPage.Listing? {
    guard !result.coverage.reasons.isEmpty else { return nil }
    return ChartPage.Listing(
      title: "Tensors without a row", header: ["tensor", "", "reason"], numbers: 0..<0,
      rows: result.coverage.reasons.map { [$0.name, $0.kind.rawValue, $0.reason] })
  }

  private var remarks: [(name: String, value: String)] {
    AuditRemarks(result, isVerbose: true).sentences.enumerated().map { ("\($0 + 1)", $1) }
  }

  private var files: [(name: String, value: String)] {
    result.files.map { file in
      (file.path, "\(file.format), \(NumberColumn.bytes(file.bytes)), SHA-256 \(file.sha256)")
    }
  }

  private var origin: [(name: String, value: String)] {
    guard let provenance = result.provenance else { return [] }
    return [
      ("lowrank", provenance.toolVersion), ("revision", provenance.gitRevision ?? "unknown"),
      ("seed", "\(result.options.seed)"), ("started", provenance.started),
      ("wall time", ProgressLine.brief(.seconds(provenance.wallSeconds))),
      ("threads", "\(provenance.threads) of \(provenance.cores) cores"),
      ("peak memory", NumberColumn.bytes(provenance.peakMemoryBytes)),
      ("processor", provenance.cpuModel), ("BLAS kernel", provenance.blasKernel),
      ("host", provenance.host),
    ]
  }
}
