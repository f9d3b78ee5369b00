import Auditing
import Checkpoints
import Foundation
import Reporting

/// A comparison in lines of limited width: what changed most, medians by role, and the tensors that
/// are not in both.
struct DiffTable {
  private let result: DiffResult
  private let paths: (before: String, after: String)
  /// Matrices in the order of the table; with them, if verbose, tensors that are none.
  private let rows: [AuditRow]
  private let vectors: [AuditRow]
  private let table: AuditTable
  private let width: Int
  private let isVerbose: Bool
  /// Columns that were asked for and have no room.
  let omitted: [String]

  private static let mostNamed = 5

  init(
    _ result: DiffResult, _ output: DiffOutputOptions, paths: (before: String, after: String),
    width: Int
  ) {
    self.result = result
    self.paths = paths
    self.width = width
    self.isVerbose = output.verbose
    let standard = SortOrder(argument: "delta_rel_fro")
    let measured = result.measuredRows
    let isVerbose = output.verbose
    let shown = measured.filter { isVerbose || !$0.isVector }
    vectors = measured.filter { !isVerbose && $0.isVector }
    rows = output.sort == nil ? Self.urgentFirst(standard?.sorted(shown) ?? shown) : shown
    let asked = output.columns?.values
    let k = Self.subspace(result.options.overlapRanks, rows)
    table = AuditTable(
      rows.map { Self.addingOverlaps($0, k) }, columns: asked ?? Self.usualColumns(k), width: width)
    omitted = asked == nil ? [] : table.omitted
  }

  /// What is not finite, what grew from zero, and the rest, each in its order.
  private static func urgentFirst(_ rows: [AuditRow]) -> [AuditRow] {
    rows.filter { $0.status == .nonfinite }
      + rows.filter { $0.status != .nonfinite && $0.isFromZero }
      + rows.filter { $0.status != .nonfinite && !$0.isFromZero }
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
    let parts = [paths.before, paths.after].map {
      $0.split(separator: "/").filter { $0 != "." }.map(String.init)
    }
    let most = max(1, parts.map(\.count).max() ?? 1)
    let depth = (1...most).first { parts[0].suffix($0) != parts[1].suffix($0) } ?? 1
    let names = parts.map { $0.suffix(depth).joined(separator: "/").shown }
    let room = (width - 4) / 2
    let ends = names.map { $0.count <= room ? $0 : "…" + $0.suffix(room - 1) }
    guard ends[0] == ends[1] else { return ends.joined(separator: " → ") }
    return names.map { $0.count <= room ? $0 : $0.prefix(room - 1) + "…" }.joined(separator: " → ")
  }

  private var sentences: [String] {
    let statuses = DiffStatus.allCases.flatMap(tensors)
    return [counts] + nonfinite + fromZero + [mostChanged, vectorChange].compactMap(\.self)
      + statuses + notes + findings
  }

  private var counts: String {
    var counts = result.coverage.after.counts
    counts[.removed] = result.coverage.before.counts[.removed]
    let terms = DiffStatus.allCases.compactMap { status in
      counts[status].map { "\($0) \(status.rawValue)" }
    }
    return "Tensors: \(terms.isEmpty ? "none to compare" : terms.joined(separator: ", "))."
  }

  /// Tensors with entries that are no numbers, matrices or not, and on which side.
  private var nonfinite: [String] {
    named(result.measuredRows.filter { $0.status == .nonfinite }, as: "not finite") { row in
      let name = row.identity.name.shown
      let mark = ": nonfinite: "
      for side in ["B", "A", "Δ"] {
        guard let note = row.notes.first(where: { $0.hasPrefix(side + mark) }) else { continue }
        return "not finite in \(side): \(name) (\(note.dropFirst((side + mark).count)))"
      }
      return "not finite: \(name)"
    }
  }

  /// Tensors of zeros that became something: no relative change is large enough for them.
  private var fromZero: [String] {
    named(result.measuredRows.filter(\.isFromZero), as: "from zero") { row in
      let largest = row.metrics["delta_max_abs"]?.double.map {
        " (max |Δ_ij| \(NumberColumn.brief($0)))"
      }
      return "from zero: \(row.identity.name.shown)\(largest ?? "")"
    }
  }

  private func named(
    _ rows: [AuditRow], as what: String, _ sentence: (AuditRow) -> String
  ) -> [String] {
    let shown = isVerbose ? rows[...] : rows.prefix(Self.mostNamed)
    let rest = rows.count - shown.count
    return shown.map(sentence) + (rest > 0 ? ["\(what): \(rest) more; --verbose names them"] : [])
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
        "Note: \(row.identity.name.shown) (\(row.notes.map(Self.words(for:)).joined(separator: ", ")))"
      }
    }
    var counts: [String: Int] = [:]
    // What is not finite or grew from zero is named above.
    for row in noted where row.status != .nonfinite {
      let codes = Set(row.notes.map { NoteText(note: $0).code })
      for code in codes where !(row.isFromZero && code == "zeroMatrix") {
        counts[code, default: 0] += 1
      }
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { code, count in
      "Note on \(count.counted("matrix", "matrices")): \(NoteText.words(for: code))."
    }
  }

  /// A note whose code is put into words.
  private static func words(for note: String) -> String {
    let code = NoteText(note: note).code
    guard note.hasSuffix(code) else { return note.shown }
    return note.dropLast(code.count).description.shown + NoteText.words(for: code)
  }

  private var findings: [String] {
    let shown = isVerbose ? result.findings[...] : result.findings.prefix(Self.mostNamed)
    let rest = result.findings.count - shown.count
    return shown.map { "Finding: \($0.sentence.shown)" }
      + (rest > 0 ? ["\(rest) more findings; --verbose has them."] : [])
  }
}

extension AuditRow {
  /// Whether all of A is 0 and B is not, so that no change is relative to anything.
  fileprivate var isFromZero: Bool {
    metrics["delta_rel_fro"] == .undefined("zeroMatrix")
  }

  /// Whether this is no matrix, but all elements of a tensor.
  fileprivate var isVector: Bool { identity.view == DiffRow.elementsView }
}
