import Auditing
import Checkpoints
import Foundation
import Reporting

/// A comparison in lines of limited width: what changed most, medians by role, and the tensors that
/// are not in both.
struct DiffTable {
  private let result: DiffResult
  /// Matrices in the order of the table; with them, if verbose, tensors that are none.
  private let rows: [AuditRow]
  private let vectors: [AuditRow]
  private let table: AuditTable
  private let width: Int
  private let isVerbose: Bool
  /// Columns that were asked for and have no room.
  let omitted: [String]

  private static let mostNamed = 5

  init(_ result: DiffResult, _ output: DiffOutputOptions, width: Int) {
    self.result = result
    self.width = width
    self.isVerbose = output.verbose
    let standard = SortOrder(argument: "delta_rel_fro")
    let measured = result.measuredRows
    let isVerbose = output.verbose
    let shown = measured.filter { isVerbose || !$0.isVector }
    vectors = measured.filter { !isVerbose && $0.isVector }
    rows = output.sort == nil ? standard?.sorted(shown) ?? shown : shown
    let asked = output.columns?.values
    let k = Self.subspace(result.options.overlapRanks, rows)
    table = AuditTable(
      rows.map { Self.addingOverlaps($0, k) }, columns: asked ?? Self.usualColumns(k), width: width)
    omitted = asked == nil ? [] : table.omitted
  }

  // MARK: Columns

  private static func usualColumns(_ k: Int) -> [String] {
    ["delta_rel_fro", "delta_rel_spectral", "delta_effective_rank"]
      + ["left", "right"].map { overlap($0, k) } + ["spectrum_w1", "delta_max_abs"]
  }

  /// An overlap and, in parentheses, that of random subspaces.
  private static func overlap(_ side: String, _ k: Int) -> String {
    "\(side)_overlap@\(k)_(random)"
  }

  /// The dimension whose subspaces are defined most often, the larger one of equals.
  private static func subspace(_ ranks: [Int], _ rows: [AuditRow]) -> Int {
    let counts = Set(ranks).map { k in
      (k: k, count: rows.count { $0.metrics["left_overlap@\(k)"]?.double != nil })
    }
    return counts.max { ($0.count, $0.k) < ($1.count, $1.k) }?.k ?? 1
  }

  private static func addingOverlaps(_ row: AuditRow, _ k: Int) -> AuditRow {
    var row = row
    for side in ["left", "right"] {
      guard let value = row.metrics["\(side)_overlap@\(k)"]?.double,
        let random = row.metrics["\(side)_overlap_random@\(k)"]?.double
      else { continue }
      row.metrics[overlap(side, k)] = .text(String(format: "%.2f (%.2f)", value, random))
    }
    return row
  }

  // MARK: Text

  /// Paragraphs; those without a line are left out.
  func blocks(_ ink: Ink) -> [[String]] {
    [
      [ink.bold(title)], rows.isEmpty ? [] : table.lines(ink),
      rows.isEmpty ? [] : RoleTable(rows, Self.measures).lines(ink),
      sentences.flatMap { text in
        text.wrapped(to: width - 2).enumerated().map { ($0 == 0 ? "" : "  ") + $1 }
      },
    ].filter { !$0.isEmpty }
  }

  private static let measures = [
    RoleTable.Measure(heading: ["rel", "fro"], metric: "delta_rel_fro", isShare: false),
    RoleTable.Measure(heading: ["rel", "spectral"], metric: "delta_rel_spectral", isShare: false),
    RoleTable.Measure(
      heading: ["effective", "rank of Δ / q"], metric: "delta_effective_rank", isShare: true),
    RoleTable.Measure(
      heading: ["stable", "rank of Δ"], metric: "delta_stable_rank", isShare: false),
  ]

  private var title: String {
    let names = [result.filesBefore, result.filesAfter].map { files in
      files.first.map { URL(filePath: $0.path).lastPathComponent.shown } ?? "nothing"
    }
    let room = (width - 4) / 2
    let short = names.map { $0.count <= room ? $0 : "…" + $0.suffix(room - 1) }
    return short.joined(separator: " → ")
  }

  private var sentences: [String] {
    let statuses = DiffStatus.allCases.flatMap(tensors)
    return [counts, mostChanged, vectorChange].compactMap(\.self) + statuses + notes + findings
  }

  private var counts: String {
    var counts = result.coverage.after.counts
    counts[.removed] = result.coverage.before.counts[.removed]
    let terms = DiffStatus.allCases.compactMap { status in
      counts[status].map { "\($0) \(status.rawValue)" }
    }
    return "Tensors: \(terms.isEmpty ? "none to compare" : terms.joined(separator: ", "))."
  }

  private var mostChanged: String? {
    guard rows.count > 1 else { return nil }
    let names = result.mostChanged(3).map { row in
      "\(row.identity.name.shown) (\(NumberColumn.brief(row.metrics["delta_rel_fro"]?.double ?? 0)))"
    }
    return "Most changed, by ‖Δ‖_F / ‖A‖_F: \(names.joined(separator: ", "))."
  }

  /// Tensors that are no matrices, at a glance.
  private var vectorChange: String? {
    let changes = vectors.compactMap { $0.metrics["delta_rel_fro"]?.double }.sorted()
    guard !changes.isEmpty else { return nil }
    return "Vectors and others that are no matrices: \(vectors.count) changed, ‖Δ‖_F / ‖A‖_F "
      + "\(NumberColumn.brief(changes[changes.count / 2])) in the median and at most "
      + "\(NumberColumn.brief(changes[changes.count - 1])); --verbose shows them."
  }

  /// Tensors of a status that the table does not show.
  private func tensors(_ status: DiffStatus) -> [String] {
    let rows = result.rows.filter { $0.status == status && !$0.isMeasured }
    guard !rows.isEmpty, status != .same || isVerbose else { return [] }
    let shown = isVerbose ? rows[...] : rows.prefix(Self.mostNamed)
    let rest = rows.count - shown.count
    return shown.map { "\(status.rawValue): \(Self.description(of: $0))" }
      + (rest > 0 ? ["\(status.rawValue): \(rest) more; --verbose names them"] : [])
  }

  private static func description(of row: DiffRow) -> String {
    let name = row.row.identity.name.shown
    let after = "\(row.row.dtype.shown) \(row.row.shape)"
    guard let before = row.before else { return "\(name) \(after)" }
    let former = "\(before.dtype.shown) \(before.shape)"
    switch row.status {
    case .renamed: return "\(before.name.shown) → \(name)"
    case .reshaped, .retyped: return "\(name) \(former) → \(after)"
    case .same, .added, .removed: return "\(name) \(after)"
    case .changed: return "\(name) \(after) (\(row.row.notes.map(\.shown).joined(separator: ", ")))"
    }
  }

  private var notes: [String] {
    let noted = rows.filter { !$0.notes.isEmpty }
    guard !isVerbose else {
      return noted.map { row in
        "Note: \(row.identity.name.shown) (\(row.notes.map(\.shown).joined(separator: ", ")))"
      }
    }
    var counts: [String: Int] = [:]
    for note in noted.flatMap(\.notes) { counts[note.shown, default: 0] += 1 }
    guard !counts.isEmpty else { return [] }
    let texts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) (\($0.value))" }
    return ["Notes: \(texts.joined(separator: ", ")); --verbose names the rows."]
  }

  private var findings: [String] {
    let shown = isVerbose ? result.findings[...] : result.findings.prefix(Self.mostNamed)
    let rest = result.findings.count - shown.count
    return shown.map { "Finding: \($0.sentence.shown)" }
      + (rest > 0 ? ["\(rest) more findings; --verbose has them."] : [])
  }
}

extension AuditRow {
  /// Whether this is no matrix, but all elements of a tensor.
  fileprivate var isVector: Bool { identity.view == DiffRow.elementsView }
}
