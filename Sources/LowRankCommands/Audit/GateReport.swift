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
  ///   - names: The names of all tensors that they could be about, measured or not.
  ///   - skipped: The number of skipped tensors if none may be, else 0.
  init(_ conditions: [GateExpression], on rows: [AuditRow], among names: [String], skipped: Int) {
    let outcomes = conditions.map { ($0, $0.outcome(of: rows)) }
    remarks = outcomes.compactMap { Self.remark(on: $0, $1) }
    violations =
      outcomes.compactMap { Self.violation(of: $0, $1) ?? Self.emptiness(of: $0, $1, names) }
      + (skipped > 0
        ? ["--require-complete: \(skipped.counted("tensor is", "tensors are")) skipped."] : [])
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

  /// A condition that says nothing, and therefore never fails: no name matches, or no value is there.
  private static func emptiness(
    of gate: GateExpression, _ outcome: GateExpression.Outcome, _ names: [String]
  ) -> String? {
    if outcome.rows == 0 {
      // Without a row nothing was measured, which has a sentence of its own.
      guard !names.isEmpty, !gate.isAbout(anyOf: names) else { return nil }
      return
        "--fail-if '\(gate.description)' is about none of the \(names.count) rows; correct the "
        + "pattern, or leave the condition out."
    }
    guard outcome.undefined.count == outcome.rows else { return nil }
    return "--fail-if '\(gate.description)': \(gate.metric) is defined for none of the "
      + "\(outcome.rows) rows that it is about; test another metric, or leave the condition out."
  }

  /// Some rows without a value.
  private static func remark(
    on gate: GateExpression, _ outcome: GateExpression.Outcome
  ) -> String? {
    guard !outcome.undefined.isEmpty, outcome.undefined.count < outcome.rows else { return nil }
    return "--fail-if '\(gate.description)': \(gate.metric) is undefined for "
      + "\(outcome.undefined.count) of \(outcome.rows) rows, which do not fail it."
  }

  private static let mostNamed = 5
}
