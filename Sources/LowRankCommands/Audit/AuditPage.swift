import Auditing
import Checkpoints
import Foundation
import Reporting

/// An audit as one page: what stands out, metrics against depth, every spectrum, the table of every
/// matrix, and the account of every tensor.
struct AuditPage {
  private let result: AuditResult

  init(_ result: AuditResult) { self.result = result }

  /// The page's text.
  var html: String { get throws { try page.html } }

  private var page: MatrixPage {
    get throws {
      let findings = result.keyFindings
      return MatrixPage(
        subject: "audit", title: AuditTitle.subject(of: result), headline: headline, origin: origin,
        tiles: tiles,
        account: result.coverage.line, groups: groups, findings: findings.map(card),
        remarks: remarks, facts: facts, data: try AuditPageData(result, findings: findings).json)
    }
  }

  // MARK: Head

  private var headline: String {
    result.isInterrupted
      ? "Interrupted after \(Self.counted(result.rows.count, "matrix", "matrices"))"
      : "\(Self.counted(result.rows.count, "matrix", "matrices")) of "
        + Self.counted(result.coverage.tensors, "tensor", "tensors")
  }

  private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  private var tiles: [MatrixPage.Tile] {
    let coverage = result.coverage
    return [
      .init(NumberColumn.large(coverage.parameters), "parameters"),
      .init("\(coverage.analysed)", "tensors analysed"),
      .init("\(coverage.excluded)", "excluded by rule"), .init("\(coverage.skipped)", "skipped"),
      .init("\(result.rows.count { $0.status == .nonfinite })", "not finite"),
    ]
  }

  /// The file in full where there is one, the sum of several.
  private var origin: String {
    let bytes = NumberColumn.bytes(result.files.reduce(0) { $0 + $1.bytes })
    let formats = Set(result.files.map(\.format)).sorted().joined(separator: ", ")
    let digest =
      result.files.count == 1
      ? "SHA-256 \(result.files[0].sha256)" : Self.counted(result.files.count, "file", "files")
    let day = result.provenance.map { " · \($0.started.prefix(10))" } ?? ""
    return "\(formats) · \(bytes) · \(digest)\(day)"
  }

  /// Skipped tensors first; aliases of many tensors are one group.
  private var groups: [MatrixPage.Group] {
    let kinds: [Coverage.Reason.Kind] = [.skipped, .excluded]
    return kinds.flatMap { kind in
      let members = Dictionary(grouping: result.coverage.reasons.filter { $0.kind == kind }) {
        $0.cause.group
      }
      return members.sorted { $0.key < $1.key }.map { reason, tensors in
        MatrixPage.Group(
          title: "\(kind.rawValue): \(reason)",
          names: tensors.map { $0.isAlias ? "\($0.name), \($0.reason)" : $0.name })
      }
    }
  }

  // MARK: Findings

  private func card(_ finding: AuditFinding) -> MatrixPage.Finding {
    let names = ShortNames(finding.matrices.map { result.rows[$0.row].identity.label })
    let shown = names.fitting(Self.nameWidth)
    return MatrixPage.Finding(
      title: finding.title, sentence: finding.sentence,
      matrices: zip(finding.matrices, shown).map { matrix, name in
        .init(
          row: matrix.row, name: result.rows[matrix.row].identity.label, shortName: name,
          value: matrix.value)
      })
  }

  private static let nameWidth = 26

  /// What is odd about the files, and what could not be used; of many of a kind the first.
  private var remarks: [String] {
    let groups = Dictionary(grouping: result.findings, by: \.code).sorted { $0.key < $1.key }
    return result.refused.map(\.message)
      + groups.map { code, findings in
        findings.count == 1
          ? findings[0].sentence
          : "\(code) (\(findings.count)), such as: \(findings[0].sentence)"
      }
  }

  // MARK: How it was made

  private var facts: [ChartPage.Facts] {
    [
      .init(title: "Files", rows: files), .init(title: "Options", rows: options),
      .init(title: "Run", rows: run),
    ].filter { !$0.rows.isEmpty }
  }

  private var files: [(name: String, value: String)] {
    let shown = result.files.prefix(Self.mostFiles).map { file in
      (
        name: URL(filePath: file.path).lastPathComponent,
        value: "\(file.path), \(file.format), \(file.bytes) bytes, SHA-256 \(file.sha256)"
      )
    }
    let rest = result.files.count - shown.count
    return shown + (rest > 0 ? [("…", "and \(rest) more files")] : [])
  }

  private static let mostFiles = 200

  private var options: [(name: String, value: String)] {
    let options = result.options
    return [
      ("metrics", options.metrics?.joined(separator: ", ") ?? "all"),
      ("null replicates", "\(options.nullReplicates)"), ("seed", "\(options.seed)"),
      ("probability of the spike threshold", "\(options.tracyWidomProbability)"),
      ("fewest values of a tail", "\(options.alphaMinimumTail)"),
      ("singular values", options.route.rawValue),
      ("convolutions", "conv.\(options.convolutionView.rawValue)"),
    ]
  }

  private var run: [(name: String, value: String)] {
    guard let provenance = result.provenance else { return [] }
    return [
      ("lowrank", provenance.toolVersion), ("revision", provenance.gitRevision ?? "unknown"),
      ("started", provenance.started),
      ("wall time", ProgressLine.brief(.seconds(provenance.wallSeconds))),
      ("threads", "\(provenance.threads) of \(provenance.cores) cores"),
      ("peak memory", NumberColumn.bytes(provenance.peakMemoryBytes)),
      ("processor", provenance.cpuModel), ("BLAS kernel", provenance.blasKernel),
      ("host", provenance.host),
    ]
  }
}

extension Coverage.Reason {
  fileprivate var isAlias: Bool { cause.group != reason }
}
