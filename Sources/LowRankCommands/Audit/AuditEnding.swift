import Auditing
import Checkpoints

/// What is left to say once the result is out, on standard error, and the status.
struct AuditEnding {
  /// What became of every tensor.
  let coverage: Coverage
  /// Sentences about what could not be used; with one of them the status is 2.
  private let failures: [String]
  /// Sentences about gates that failed; with one of them the status is 1.
  private let gates: [String]
  /// What a gate leaves open.
  private let remarks: [String]

  /// The end of an audit.
  init(
    _ result: AuditResult, gates conditions: [GateExpression], requiresComplete: Bool,
    unwritten: [String]
  ) {
    coverage = result.coverage
    failures = Self.failures(result.refused, result.coverage) + unwritten
    let outcomes = conditions.map { ($0, $0.outcome(of: result.rows)) }
    remarks = outcomes.flatMap { Self.remarks(on: $0, $1) }
    var gates = outcomes.compactMap { Self.violation(of: $0, $1) }
    if requiresComplete, !coverage.isComplete {
      gates.append("--require-complete: \(coverage.skipped) tensors are skipped")
    }
    self.gates = gates
  }

  /// The end of a dry run.
  init(_ audit: Audit) {
    coverage = audit.plan.coverage
    failures = Self.failures(audit.checkpoint.refused, audit.plan.coverage)
    gates = []
    remarks = []
  }

  /// Says it all but the account of the tensors, which comes last; names every tensor without a row
  /// if verbose.
  func report(_ console: Console, isVerbose: Bool) {
    if isVerbose { for line in coverage.account { console.message(line) } }
    for sentence in remarks { console.message(sentence) }
    for sentence in failures + gates { console.failure(sentence) }
  }

  /// How an audit ends that was not interrupted.
  var status: ExitStatus {
    if !failures.isEmpty { return .unusableInput }
    return gates.isEmpty ? .success : .refuted
  }

  // MARK: What could not be used

  private static func failures(_ refused: [CheckpointError], _ coverage: Coverage) -> [String] {
    refused.map(\.message) + [emptiness(coverage), damage(coverage)].compactMap(\.self)
  }

  /// Files without tensors, or patterns that no name matches.
  private static func emptiness(_ coverage: Coverage) -> String? {
    guard coverage.tensors > 0 else {
      return "There is no tensor in these files; give the file of the weights."
    }
    let isExcluded = coverage.reasons.count { $0.reason == "excluded by option" }
    guard isExcluded == coverage.tensors else { return nil }
    return "None of the \(coverage.tensors) tensors is left by --include and --exclude; --dry-run "
      + "without them shows the names."
  }

  /// Tensors whose bytes are not what the file says, unlike types that are known and not read.
  private static func damage(_ coverage: Coverage) -> String? {
    let damaged = coverage.reasons.filter { reason in
      reason.kind == .skipped && !reason.reason.hasPrefix("missing shard")
        && !unreadTypes.contains { reason.reason.hasPrefix($0) }
    }
    guard let first = damaged.first else { return nil }
    let rest = damaged.count > 1 ? ", and \(damaged.count - 1) more" : ""
    return "Tensor \(first.name.shown) cannot be read (\(first.reason.shown))\(rest); copy or save "
      + "the file again. --verbose names all."
  }

  /// What the reasons begin with that say nothing against a file.
  private static let unreadTypes = [
    "packed dtype", "complex dtype", "unknown dtype", "void dtype", "more than", "quantised",
    "sparse", "nested", "meta",
  ]

  // MARK: Gates

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
