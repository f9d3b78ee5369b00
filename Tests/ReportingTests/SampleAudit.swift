import Auditing
import Foundation
import Reporting

/// Audits put together by hand, and their pages.
enum SampleAudit {
  /// A result of `count` matrices with spectra `σᵢ = exp(−i/scale)`, two of them without; names and
  /// reasons that try to break out of theirs.
  static func result(_ count: Int) throws -> AuditResult {
    let selection = try MetricSelection(AuditOptions())
    let shapes = [(96, 64), (128, 128), (64, 256)]
    // The same few spectra again and again: their computation is not what is tested.
    let measured = (0..<12).map { k in
      let (rows, columns) = shapes[k % shapes.count]
      let values = (0..<min(rows, columns)).map { exp(-Double($0) / (3 + 5 * Double(k))) }
      let null = values.map { 0.3 + 0.5 * $0 * $0.squareRoot() }
      return MeasuredMatrix(
        rows: rows, columns: columns, entries: nil, singularValues: values,
        frobeniusNorm: values.reduce(0) { $0 + $1 * $1 }.squareRoot(), storageFloor: 1e-9,
        nulls: [NullSpectrum(singularValues: null)])
    }
    let values = measured.map { selection.values(of: $0) }
    let sketches = measured.map { SpectrumSketch($0) }
    let roles = AuditRow.Role.allCases
    var rows = (0..<count).map { k in
      AuditRow(
        identity: .init(name: "model.layers.\(k / 4).block.\(k % 4).weight", view: "matrix"),
        file: "model.safetensors", role: roles[k % 3], depthIndex: k / 4, dtype: "F32",
        shape: [measured[k % 12].rows, measured[k % 12].columns], rows: measured[k % 12].rows,
        columns: measured[k % 12].columns, driver: "gram+dsyevd", seconds: 0.01,
        metrics: values[k % 12], sketch: sketches[k % 12])
    }
    rows[1].identity.name = SampleReport.hostile + "\u{2028}\u{202E}"
    rows[1].notes = ["<img src=x onerror=document.title='broken'>"]
    rows[2].status = .nonfinite
    rows[2].metrics = [:]
    rows[2].sketch = nil
    rows[2].notes = ["nonfinite: 2 NaN, 1 infinite, first at row 1, column 4"]
    return AuditResult(
      files: [
        AuditedFile(path: "model.safetensors", format: "safetensors", bytes: 1 << 20, sha256: "ab")
      ], options: AuditOptions(),
      coverage: Coverage(
        tensors: count, analysed: count, reasons: [], parameters: 1, parametersAnalysed: 1),
      rows: rows, findings: [], refused: [], isInterrupted: false)
  }

  /// The page of a result.
  static func page(_ result: AuditResult) throws -> MatrixPage {
    let findings = result.keyFindings
    return MatrixPage(
      subject: "audit", title: SampleReport.hostile, headline: "\(result.rows.count) matrices",
      origin: "safetensors", tiles: [.init("3", SampleReport.hostile)],
      account: "coverage: \(SampleReport.hostile)",
      groups: [
        .init(
          title: SampleReport.hostile, names: (0..<1200).map { "\(SampleReport.hostile) \($0)" })
      ],
      findings: findings.map { finding in
        MatrixPage.Finding(
          title: finding.title, sentence: finding.sentence,
          matrices: finding.matrices.map { matrix in
            let name = result.rows[matrix.row].identity.name
            return .init(row: matrix.row, name: name, shortName: name, value: matrix.value)
          })
      }, remarks: [SampleReport.hostile],
      facts: [.init(title: "Files", rows: [(SampleReport.hostile, SampleReport.hostile)])],
      data: try AuditPageData(result, findings: findings).json)
  }
}
