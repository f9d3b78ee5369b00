import Statistics

/// The rows of an audit at a glance: each metric over the rows of one role, and the rows that stand
/// out.
public struct AuditSummary: Sendable, Hashable {
  /// One metric over several rows.
  public struct Spread: Codable, Hashable, Sendable {
    /// How many rows have a value.
    public let count: Int
    /// Their mean.
    public let mean: Double
    /// Their median.
    public let median: Double
    /// The smallest.
    public let min: Double
    /// The largest.
    public let max: Double
  }

  /// A row that stands out.
  public struct Extreme: Hashable, Sendable {
    /// Which matrix it is.
    public let row: AuditRow.Identity
    /// Its value.
    public let value: MetricValue
  }

  /// The metrics, in the order of the columns; those with a number in some row.
  public let metrics: [String]
  /// By role and metric.
  public let roles: [AuditRow.Role: [String: Spread]]
  /// By metric the five rows farthest from the median of all rows, the farthest first.
  public let extremes: [String: [Extreme]]

  /// Summarises rows.
  ///
  /// - Complexity: O(R log R) for each metric.
  public init(of rows: [AuditRow], metrics names: [String]) {
    var roles: [AuditRow.Role: [String: Spread]] = [:]
    var extremes: [String: [Extreme]] = [:]
    var metrics: [String] = []
    for name in names {
      let values = rows.enumerated().compactMap { i, row in
        row.metrics[name]?.double.map { (row: i, value: $0) }
      }
      guard !values.isEmpty else { continue }
      metrics.append(name)
      let byRole = Dictionary(grouping: values) { rows[$0.row].role }
      for (role, members) in byRole {
        roles[role, default: [:]][name] = Spread(members.map(\.value))
      }
      extremes[name] = Self.farthest(values).map {
        Extreme(row: rows[$0].identity, value: rows[$0].metrics[name] ?? .undefined("none"))
      }
    }
    self.metrics = metrics
    self.roles = roles
    self.extremes = extremes
  }

  private static let extremesOfMetric = 5

  /// The rows farthest from the median; the earlier one of equals.
  private static func farthest(_ values: [(row: Int, value: Double)]) -> [Int] {
    let center = quantile(0.5, of: values.map(\.value))
    var found: [(row: Int, distance: Double)] = []
    for (row, value) in values {
      let distance = abs(value - center)
      if found.count == extremesOfMetric, let last = found.last, distance <= last.distance {
        continue
      }
      let place = found.firstIndex { distance > $0.distance } ?? found.count
      found.insert((row, distance), at: place)
      if found.count > extremesOfMetric { found.removeLast() }
    }
    return found.map(\.row)
  }
}

extension AuditSummary.Spread {
  init(_ values: [Double]) {
    let summary = Summary(values)
    count = summary.count
    mean = summary.mean
    median = quantile(0.5, of: values)
    min = summary.minimum
    max = summary.maximum
  }
}
