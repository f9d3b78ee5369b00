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

  /// The metric; nil for a property.
  var metric: String? { Property(rawValue: key) == nil ? key : nil }

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
  func sorted(_ rows: [AuditRow]) -> [AuditRow] { sorted(rows, of: { $0 }) }

  /// The same for what has a row.
  func sorted<Element>(_ elements: [Element], of row: (Element) -> AuditRow) -> [Element] {
    let rows = elements.map(row)
    let order =
      switch Property(rawValue: key) {
      case .name: order(of: rows, by: { $0.identity.name })
      case .role: order(of: rows, by: { $0.role.rawValue })
      case .shape: order(of: rows, by: { $0.rows * $0.columns })
      case .depth: order(of: rows, by: \.depthIndex)
      case .seconds: order(of: rows, by: { $0.seconds })
      case nil: order(of: rows, by: { $0.metrics[key]?.double })
      }
    return order.map { elements[$0] }
  }

  private func order<Key: Comparable>(of rows: [AuditRow], by key: (AuditRow) -> Key?) -> [Int] {
    let keys = rows.map(key)
    return rows.indices.sorted { left, right in
      switch (keys[left], keys[right]) {
      case (let a?, let b?) where a != b: isAscending ? a < b : a > b
      case (nil, _?): false
      case (_?, nil): true
      default: left < right
      }
    }
  }
}
