import ArgumentParser
import Auditing

/// In which order rows are shown: by a metric or a property, written `alpha` or `alpha:asc`.
struct SortOrder: ExpressibleByArgument, Sendable {
  /// What every row has besides metrics.
  enum Property: String, CaseIterable {
    case name, shape, role, depth, seconds
  }

  /// A metric or a property.
  let key: String
  /// From the smallest to the largest; texts by default, numbers where asked.
  let isAscending: Bool

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), let key = parts.first, !key.isEmpty else { return nil }
    switch parts.dropFirst().first {
    case nil: isAscending = [Property.name, .role, .depth].map(\.rawValue).contains(key)
    case "asc": isAscending = true
    case "desc": isAscending = false
    default: return nil
    }
    self.key = key
  }

  /// The rows in this order; those without a value last, equal ones as they came.
  func sorted(_ rows: [AuditRow]) -> [AuditRow] {
    switch Property(rawValue: key) {
    case .name: sorted(rows, by: { $0.identity.name })
    case .role: sorted(rows, by: { $0.role.rawValue })
    case .shape: sorted(rows, by: { $0.rows * $0.columns })
    case .depth: sorted(rows, by: \.depthIndex)
    case .seconds: sorted(rows, by: { $0.seconds })
    case nil: sorted(rows, by: { $0.metrics[key]?.double })
    }
  }

  private func sorted<Key: Comparable>(
    _ rows: [AuditRow], by key: (AuditRow) -> Key?
  ) -> [AuditRow] {
    let keyed = rows.enumerated().map { (index: $0, row: $1, key: key($1)) }
    return keyed.sorted { left, right in
      switch (left.key, right.key) {
      case (let a?, let b?) where a != b: isAscending ? a < b : a > b
      case (nil, _?): false
      case (_?, nil): true
      default: left.index < right.index
      }
    }.map(\.row)
  }
}
