import Auditing
import Reporting
import Statistics

/// Medians by role, for the end of a table.
struct RoleTable {
  /// A column: a metric, as it is or as a share of `q = min(m, n)`.
  struct Measure {
    let heading: [String]
    let metric: String
    let isShare: Bool
  }

  private static let ofSpectra = [
    Measure(heading: ["effective", "rank / q"], metric: "effective_rank", isShare: true),
    Measure(heading: ["stable", "rank"], metric: "stable_rank", isShare: false),
    Measure(heading: ["energy rank", "90 / q"], metric: "energy_rank_90", isShare: true),
    Measure(heading: ["", "spikes"], metric: "mp_num_spikes", isShare: false),
    Measure(heading: ["", "alpha"], metric: "alpha", isShare: false),
  ]

  private let rows: [AuditRow]
  private let candidates: [Measure]

  init(_ rows: [AuditRow]) { self.init(rows, Self.ofSpectra) }

  init(_ rows: [AuditRow], _ measures: [Measure]) {
    self.rows = rows
    candidates = measures
  }

  /// Heading and one line for each role; none where nothing of it was computed.
  func lines(_ ink: Ink) -> [String] {
    let measures = candidates.filter { measure in
      rows.contains { $0.metrics[measure.metric]?.double != nil }
    }
    let groups = Dictionary(grouping: rows, by: \.role)
    guard !measures.isEmpty else { return [] }
    let columns = measures.map { measure in
      let medians = AuditRow.Role.allCases.compactMap { role in
        groups[role].map { Self.median(of: measure, in: $0) }
      }
      let form = NumberColumn(medians)
      return medians.map { value in
        guard measure.isShare, let share = value.double else { return form.text(value) }
        return "\(Int((100 * share).rounded())) %"
      }
    }
    let body = AuditRow.Role.allCases.filter { groups[$0] != nil }.enumerated().map { index, role in
      let members = groups[role] ?? []
      return [
        role.rawValue, "\(members.count)",
        NumberColumn.large(members.reduce(0) { $0 + $1.rows * $1.columns }),
      ]
        + columns.map { $0[index] }
    }
    let heading = [
      ["", "", ""] + measures.map { $0.heading[0] },
      ["median by role", "matrices", "entries"] + measures.map { $0.heading[1] },
    ]
    return TextTable(heading: heading, left: 1, rows: body).lines.enumerated().map {
      $0 < heading.count ? ink.bold($1) : $1
    }
  }

  private static func median(of measure: Measure, in rows: [AuditRow]) -> MetricValue {
    let values = rows.compactMap { row -> Double? in
      guard let value = row.metrics[measure.metric]?.double else { return nil }
      return measure.isShare ? value / Double(max(1, min(row.rows, row.columns))) : value
    }
    return values.isEmpty ? .undefined("none") : .number(quantile(0.5, of: values))
  }
}
