import Auditing
import Checkpoints

/// What conditions say about rows, in sentences.
struct GateReport {
  /// Conditions that hold; with one of them the status is 1.
  let violations: [String]
  /// What they leave open.
  let remarks: [String]

  /// - Parameters:
  ///   - conditions: The conditions.
  ///   - rows: What they are about.
  ///   - skipped: The number of skipped tensors if none may be, else 0.
  init(_ conditions: [GateExpression], on rows: [AuditRow], skipped: Int) {
    let outcomes = conditions.map { ($0, $0.outcome(of: rows)) }
    remarks = outcomes.flatMap { Self.remarks(on: $0, $1) }
    violations =
      outcomes.compactMap { Self.violation(of: $0, $1) }
      + (skipped > 0 ? ["--require-complete: \(skipped) tensors are skipped"] : [])
  }

  /// What a condition found; nil where it holds for no row.
  private static func violation(
    of gate: GateExpression, _ outcome: GateExpression.Outcome
  ) -> String? {
    guard !outcome.violations.isEmpty else { return nil }
    let named = outcome.violations.prefix(mostNamed).map { row, value in
      "\(row.name.shown)\(row.part.isEmpty ? "" : " \(row.part.shown)") "
        + "(\(NumberColumn([value]).text(value)))"
    }
    let rest = outcome.violations.count - named.count
    return "--fail-if '\(gate.description)' holds for \(outcome.violations.count) of "
      + "\(outcome.rows) rows: \(named.joined(separator: ", "))\(rest > 0 ? ", and \(rest) more." : ".")"
  }

  /// Rows without a value, and conditions about no row.
  private static func remarks(
    on gate: GateExpression, _ outcome: GateExpression.Outcome
  ) -> [String] {
    if outcome.rows == 0 { return ["--fail-if '\(gate.description)' is about none of the rows."] }
    guard !outcome.undefined.isEmpty else { return [] }
    return [
      "--fail-if '\(gate.description)': \(gate.metric) is undefined for \(outcome.undefined.count) of "
        + "\(outcome.rows) rows, which do not fail it."
    ]
  }

  private static let mostNamed = 5
}
