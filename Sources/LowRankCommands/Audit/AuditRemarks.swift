import Auditing
import Checkpoints
import Foundation
import Statistics

/// What a person should know besides the numbers: entries that are not finite, what could be
/// compressed, how well the models fit, and notes.
struct AuditRemarks {
  private let result: AuditResult
  private let isVerbose: Bool

  init(_ result: AuditResult, isVerbose: Bool) {
    self.result = result
    self.isVerbose = isVerbose
  }

  /// Sentences in lines of at most `width` characters.
  func lines(width: Int) -> [String] {
    sentences.flatMap { Self.hanging($0, width: width) }
  }

  /// The sentences.
  var sentences: [String] {
    troubles + [compression, bulk].compactMap(\.self) + notes + findings
  }

  /// Further lines of a sentence are set in.
  private static func hanging(_ text: String, width: Int) -> [String] {
    text.wrapped(to: width - 2).enumerated().map { ($0 == 0 ? "" : "  ") + $1 }
  }

  // MARK: Rows without a spectrum

  private var troubles: [String] {
    AuditRow.Status.allCases.flatMap { status -> [String] in
      let rows = result.rows.filter { $0.status == status }
      guard status != .ok, !rows.isEmpty else { return [] }
      let shown = isVerbose ? rows[...] : rows.prefix(5)
      let rest = rows.count - shown.count
      return shown.map { "\(Self.title(of: status)): \(place($0))" }
        + (rest > 0 ? ["\(Self.title(of: status)): \(rest) more; --verbose names them"] : [])
    }
  }

  private static func title(of status: AuditRow.Status) -> String {
    switch status {
    case .ok: "finite"
    case .topK: "largest 64 singular values only, for want of memory"
    case .nonfinite: "not finite, hence without spectrum"
    case .empty: "without entries"
    case .svdFailed: "the decomposition did not converge"
    case .unreadable: "cannot be read"
    }
  }

  /// A row by name, and what its notes tell.
  private func place(_ row: AuditRow) -> String {
    let part = row.identity.part.isEmpty ? "" : " \(row.identity.part)"
    // The status says why a row without spectrum has no metrics.
    let notes = row.notes.filter { row.status == .ok || !NoteText(note: $0).isOnSpectrum }
    let title = row.status.rawValue + ": "
    let facts = notes.map { ($0.hasPrefix(title) ? String($0.dropFirst(title.count)) : $0).shown }
    let name = row.identity.name.shown + part.shown
    return facts.isEmpty ? name : "\(name) (\(facts.joined(separator: ", ")))"
  }

  // MARK: What the numbers come to

  /// What two factors of the rank of 99 % energy would save.
  private var compression: String? {
    let measured = result.rows.compactMap { row -> (row: AuditRow, rank: Int)? in
      guard row.status == .ok, let rank = row.metrics["energy_rank_99"]?.double, rank > 0
      else { return nil }
      return (row, Int(rank))
    }
    guard !measured.isEmpty else { return nil }
    var whole = 0
    var factored = 0
    var count = 0
    for (row, rank) in measured {
      let entries = row.rows * row.columns
      let factors = rank * (row.rows + row.columns)
      whole += entries
      factored += min(entries, factors)
      if factors < entries { count += 1 }
    }
    let sizes =
      count == 0
      ? ""
      : ", \(NumberColumn.large(whole)) entries become \(NumberColumn.large(factored)) "
        + "(\(Int((100 * Double(factored) / Double(whole)).rounded())) %)"
    return
      "Compressible: at 99 % of the energy \(count) of \(measured.count.counted("matrix", "matrices")) "
      + "\(count == 1 ? "is" : "are") smaller as two factors\(sizes)."
  }

  /// Whether bulks look like noise.
  private var bulk: String? {
    func median(_ name: String) -> String? {
      let values = result.rows.compactMap { $0.metrics[name]?.double }
      return values.isEmpty ? nil : NumberColumn.brief(quantile(0.5, of: values))
    }
    guard let observed = median("mp_ks") else { return nil }
    let null = median("null_mp_ks").map { ", \($0) for shuffled entries" } ?? ""
    return "Noise: the distance mp_ks of bulks from the Marchenko-Pastur law is \(observed) in the "
      + "median\(null)."
  }

  // MARK: Notes and findings

  private var notes: [String] {
    let rows = result.rows.filter { $0.status == .ok && !$0.notes.isEmpty }
    guard !isVerbose else { return rows.map { "Note: \(place($0))" } }
    var counts: [String: Int] = [:]
    for row in rows {
      for code in Set(row.notes.map { NoteText(note: $0).code }) { counts[code, default: 0] += 1 }
    }
    guard !counts.isEmpty else { return [] }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { code, count in
      "Note on \(count.counted("matrix", "matrices")): \(NoteText.words(for: code))."
    } + (rows.isEmpty ? [] : ["--verbose names the matrices."])
  }

  private var findings: [String] {
    guard !isVerbose else { return result.findings.map { "Finding: \($0.sentence.shown)" } }
    let groups = Dictionary(grouping: result.findings, by: \.code).sorted { $0.key < $1.key }
    return groups.map { code, findings in
      findings.count == 1
        ? "Finding: \(findings[0].sentence.shown)"
        : "Findings: \(code) (\(findings.count)), such as: \(findings[0].sentence.shown)"
    }
  }
}
