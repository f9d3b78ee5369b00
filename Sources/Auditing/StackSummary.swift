/// The matrices of one stack at a glance (specification of the audit, section 2.3).
public struct StackSummary: Sendable, Hashable {
  /// The tensor's full name.
  public let name: String
  /// The file that holds the tensor.
  public let file: String
  /// What the tensor is for.
  public let role: AuditRow.Role
  /// The rows of the stack.
  public let slices: Int
  /// Those of them that have singular values.
  public let measured: Int
  /// Each metric over the slices that have it, whose number it tells.
  public let metrics: [String: AuditSummary.Spread]

  /// Summarises the rows of one tensor.
  private init(of rows: [AuditRow]) {
    let first = rows[0]
    (name, file, role) = (first.identity.name, first.file, first.role)
    slices = rows.count
    measured = rows.count { $0.status == .ok || $0.status == .topK }
    var metrics: [String: AuditSummary.Spread] = [:]
    for name in first.metrics.keys {
      let values = rows.compactMap { $0.metrics[name]?.double }
      if !values.isEmpty { metrics[name] = AuditSummary.Spread(values) }
    }
    self.metrics = metrics
  }

  /// The stacks among rows in the order of the files; one for every tensor with several slices.
  static func stacks(among rows: [AuditRow]) -> [StackSummary] {
    var stacks: [Range<Int>] = []
    for (index, row) in rows.enumerated() where row.identity.isSlice {
      if let last = stacks.last, last.upperBound == index,
        rows[last.lowerBound].identity.name == row.identity.name,
        rows[last.lowerBound].file == row.file
      {
        stacks[stacks.count - 1] = last.lowerBound..<index + 1
      } else {
        stacks.append(index..<index + 1)
      }
    }
    return stacks.filter { $0.count > 1 }.map { StackSummary(of: Array(rows[$0])) }
  }
}

extension AuditRow.Identity {
  /// Whether this is one matrix of a stack.
  var isSlice: Bool { view.hasPrefix("stack[") }
}
