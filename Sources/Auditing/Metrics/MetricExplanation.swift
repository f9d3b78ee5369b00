import Runs

extension Metric {
  /// What `--explain` prints: formula, unit, range, source and remark, without a line break at the
  /// end.
  public var explanation: String {
    var lines = [
      "\(name)  (group \(group.rawValue), version \(version))",
      "  formula  \(formula)",
      "  unit     \(unit == "A" ? "that of the entries" : unit)",
      "  range    \(range)",
      "  source   \(source)",
    ]
    if !remark.isEmpty { lines.append("  remark   \(remark)") }
    let zero =
      switch atZero {
      case .count, .number: "0"
      case .undefined, .text: "undefined"
      case nil: need == .shape || need == .entries ? "as the formula says" : "as its parts"
      }
    lines.append("  zero     \(zero) for the zero matrix")
    return lines.joined(separator: "\n")
  }
}

extension MetricSelection {
  /// The document `metrics.json`: what each column means.
  ///
  /// - Throws: Never, in fact: the texts are all finite.
  public func document() throws -> [UInt8] {
    struct Entry: Encodable {
      let name, group, formula, unit, range, source, remark: String
      let version: Int
    }
    let entries = metrics.map {
      Entry(
        name: $0.name, group: $0.group.rawValue, formula: $0.formula, unit: $0.unit,
        range: $0.range, source: $0.source, remark: $0.remark, version: $0.version)
    }
    return try JSONDocument.encode(schema: "lowrank.metrics/1", ["metrics": entries])
  }
}
