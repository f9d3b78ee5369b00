/// The rows of a stack of matrices in three rows: mean, smallest and largest value of each metric
/// (specification of the audit, section 2.3).
enum StackSummary {
  /// Three rows for every tensor that has several slices of a stack.
  static func rows(of rows: [AuditRow]) -> [AuditRow] {
    var stacks: [[AuditRow]] = []
    for row in rows where row.identity.view.hasPrefix("stack[") {
      if let last = stacks.last?.last, last.identity.name == row.identity.name,
        last.file == row.file
      {
        stacks[stacks.count - 1].append(row)
      } else {
        stacks.append([row])
      }
    }
    return stacks.filter { $0.count > 1 }.flatMap { stack in
      [
        summary(of: stack, part: "mean") { $0.reduce(0, +) / Double($0.count) },
        summary(of: stack, part: "min") { $0.min() ?? .nan },
        summary(of: stack, part: "max") { $0.max() ?? .nan },
      ]
    }
  }

  private static func summary(
    of stack: [AuditRow], part: String, _ value: ([Double]) -> Double
  ) -> AuditRow {
    var row = stack[0]
    row.identity.view = "stack"
    row.identity.part = part
    row.notes = ["\(stack.count) slices"]
    row.seconds = stack.reduce(0) { $0 + $1.seconds }
    row.driver = ""
    row.sketch = nil
    row.metrics = [:]
    for name in Set(stack.flatMap(\.metrics.keys)) {
      let values = stack.compactMap { $0.metrics[name]?.double }
      let number = values.isEmpty ? .nan : value(values)
      row.metrics[name] = number.isFinite ? .number(number) : .undefined("noValues")
    }
    return row
  }
}
