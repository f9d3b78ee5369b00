import Checkpoints
import Statistics

/// Something that stands out in an audit: numbers and the matrices behind them, no verdict.
public struct AuditFinding: Sendable, Hashable {
  /// A matrix that shows it.
  public struct Matrix: Sendable, Hashable {
    /// Its place among the rows of the result.
    public let row: Int
    /// What it is there.
    public let value: String
  }

  /// What it is about, in a few words.
  public let title: String
  /// How often, of how many.
  public let sentence: String
  /// The matrices that show it most, the foremost first.
  public let matrices: [Matrix]
}

extension AuditResult {
  /// What stands out: matrices without a spectrum, missing ranks, spikes, bulks far from noise,
  /// tails, and what two factors would save.
  public var keyFindings: [AuditFinding] {
    KeyFindings(rows).all
  }
}

/// The findings about rows.
private struct KeyFindings {
  private let rows: [AuditRow]
  /// The rows with all singular values.
  private let measured: [Int]
  /// Those of them that laws for large matrices can be held against.
  private let large: [Int]

  init(_ rows: [AuditRow]) {
    self.rows = rows
    measured = rows.indices.filter { rows[$0].status == .ok }
    large = measured.filter { min(rows[$0].rows, rows[$0].columns) >= Self.leastSide }
  }

  /// Below it the noise threshold has more false alarms than stated, which rows note as
  /// `smallMatrix`.
  private static let leastSide = 64

  var all: [AuditFinding] {
    withoutSpectrum
      + [deficient, compressible, concentrated, spiked, noiseless, tails].compactMap(\.self)
  }

  /// How many matrices a finding names.
  private static let mostNamed = 5

  // MARK: Without spectrum

  private var withoutSpectrum: [AuditFinding] {
    AuditRow.Status.allCases.filter { $0 != .ok }.compactMap { status in
      let found = rows.indices.filter { rows[$0].status == status }
      guard !found.isEmpty else { return nil }
      let (title, sentence) = Self.words(for: status)
      return AuditFinding(
        title: title, sentence: "\(found.count) of \(rows.count) matrices \(sentence)",
        matrices: found.prefix(Self.mostWithoutSpectrum).map { row in
          AuditFinding.Matrix(row: row, value: value(of: rows[row]))
        })
    }
  }

  private static let mostWithoutSpectrum = 50

  private static func words(for status: AuditRow.Status) -> (title: String, sentence: String) {
    switch status {
    case .ok: ("Measured", "have all their singular values.")
    case .topK: ("Largest singular values only", "would have needed more memory than was allowed.")
    case .nonfinite: ("Not finite", "hold NaN or infinities, hence have no spectrum.")
    case .empty: ("Empty", "have no entries.")
    case .svdFailed: ("Not decomposed", "have a decomposition that did not converge.")
    case .unreadable: ("Unreadable", "could not be read.")
    }
  }

  /// What there is to say about a row without spectrum.
  private func value(of row: AuditRow) -> String {
    row.notes.first.map { note in
      note.hasPrefix("nonfinite: ") ? String(note.dropFirst("nonfinite: ".count)) : note
    } ?? "\(row.rows) × \(row.columns)"
  }

  // MARK: With spectrum

  private func values(
    _ name: String, among candidates: [Int]? = nil
  ) -> [(row: Int, value: Double)] {
    (candidates ?? measured).compactMap { row in rows[row].metrics[name]?.double.map { (row, $0) } }
  }

  private func side(_ row: Int) -> Double { Double(max(1, min(rows[row].rows, rows[row].columns))) }

  /// The rows with the largest values, the earlier one of equals.
  private func largest(
    _ values: [(row: Int, value: Double)], _ text: (Int, Double) -> String
  ) -> [AuditFinding.Matrix] {
    values.sorted { ($1.value, $0.row) < ($0.value, $1.row) }.prefix(Self.mostNamed)
      .map { AuditFinding.Matrix(row: $0.row, value: text($0.row, $0.value)) }
  }

  private var deficient: AuditFinding? {
    let ranks = values("rank@storage")
    let missing = ranks.filter { $0.value < side($0.row) }
    guard !ranks.isEmpty else { return nil }
    return AuditFinding(
      title: "Rank-deficient",
      sentence: "\(missing.count) of \(ranks.count) matrices have singular values that rounding to "
        + "the stored type alone could have made (rank@storage < min(m, n)).",
      matrices: largest(missing.map { ($0.row, 1 - $0.value / side($0.row)) }) { row, share in
        "\(Int((side(row) * (1 - share)).rounded())) of \(Int(side(row)))"
      })
  }

  private var compressible: AuditFinding? {
    let ranks = values("energy_rank_99")
    guard !ranks.isEmpty else { return nil }
    func size(_ row: Int, _ rank: Double) -> Double {
      let (m, n) = (Double(rows[row].rows), Double(rows[row].columns))
      return rank * (m + n) / (m * n)
    }
    let smaller = ranks.map { ($0.row, size($0.row, $0.value)) }.filter { $0.1 < 1 }
    func entries(_ row: Int) -> Double { Double(rows[row].rows) * Double(rows[row].columns) }
    let whole = ranks.reduce(0) { $0 + entries($1.row) }
    let saved = smaller.reduce(0) { $0 + (1 - $1.1) * entries($1.0) }
    return AuditFinding(
      title: "Compressible",
      sentence:
        "\(smaller.count) of \(ranks.count) matrices take fewer numbers as two factors that "
        + "keep 99 % of the energy Σσ²; all matrices together would take "
        + "\(((whole - saved) / whole).percent) of theirs.",
      matrices: largest(smaller.map { ($0.0, -$0.1) }) { row, size in
        "rank \(Int(rows[row].metrics["energy_rank_99"]?.double ?? 0)), \((-size).percent)"
      })
  }

  private var concentrated: AuditFinding? {
    let shares = values("effective_rank").map { ($0.row, $0.value / side($0.row)) }
    guard let extent = Self.extent(shares.map(\.1)) else { return nil }
    let null = Self.extent(values("null_effective_rank").map { $0.value / side($0.row) })
    return AuditFinding(
      title: "Effective rank",
      sentence: "From \(extent.low.percent) to \(extent.high.percent) of min(m, n), median "
        + "\(extent.median.percent)"
        + (null.map { "; \($0.median.percent) with the same entries shuffled." } ?? "."),
      matrices: largest(shares.map { ($0.0, -$0.1) }) { _, share in (-share).percent })
  }

  private var spiked: AuditFinding? {
    let counts = values("mp_num_spikes", among: large)
    let some = counts.filter { $0.value > 0 }
    guard let extent = Self.extent(counts.map(\.value)) else { return nil }
    return AuditFinding(
      title: "Spikes",
      sentence:
        "\(some.count) of \(counts.count) matrices of side \(Self.leastSide) or more have singular "
        + "values above what noise of their bulk's size reaches, up to \(extent.high.brief), median \(extent.median.brief).",
      matrices: largest(some.map { ($0.row, $0.value / side($0.row)) }) { row, share in
        "\(Int((share * side(row)).rounded())) of \(Int(side(row)))"
      })
  }

  private var noiseless: AuditFinding? {
    let distances = values("mp_ks", among: large)
    guard let extent = Self.extent(distances.map(\.value)) else { return nil }
    let null = Dictionary(
      uniqueKeysWithValues: values("null_mp_ks", among: large).map { ($0.row, $0.value) })
    let farther = distances.filter { $0.value > 10 * (null[$0.row] ?? .infinity) }.count
    return AuditFinding(
      title: "Bulk and the Marchenko-Pastur law",
      sentence: "The distance mp_ks is from \(extent.low.brief) to \(extent.high.brief), median "
        + extent.median.brief
        + (null.isEmpty
          ? "."
          : "; in \(farther) of \(distances.count) matrices it is more than ten times that of the same "
            + "entries shuffled."),
      matrices: largest(distances) { row, value in
        value.brief + (null[row].map { " (shuffled \($0.rounded(digits: 2).brief))" } ?? "")
      })
  }

  private var tails: AuditFinding? {
    let exponents = values("alpha", among: large)
    guard let extent = Self.extent(exponents.map(\.value)) else { return nil }
    let without = large.count - exponents.count
    return AuditFinding(
      title: "Power-law tail",
      sentence: "alpha is from \(extent.low.brief) to \(extent.high.brief), median "
        + "\(extent.median.brief), in \(exponents.count) matrices"
        + (without > 0 ? "; \(without) have too few values for a fit." : "."),
      matrices: largest(exponents.map { ($0.row, -$0.value) }) { row, value in
        (-value).brief
          + (rows[row].metrics["alpha_sigma"]?.double.map { " ± \($0.brief)" } ?? "")
      })
  }

  private static func extent(
    _ values: [Double]
  ) -> (low: Double, high: Double, median: Double)? {
    guard let low = values.min(), let high = values.max() else { return nil }
    return (low, high, quantile(0.5, of: values))
  }
}

extension AuditRow.Identity {
  /// Name and part for people.
  package var label: String { part.isEmpty ? name : "\(name) \(part)" }
}
