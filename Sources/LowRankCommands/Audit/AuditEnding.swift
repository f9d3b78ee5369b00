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
    let report = GateReport(
      conditions, on: result.rows, skipped: requiresComplete ? coverage.skipped : 0)
    (gates, remarks) = (report.violations, report.remarks)
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

  static func failures(_ refused: [CheckpointError], _ coverage: Coverage) -> [String] {
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
    "sparse", "nested", "meta", "not readable in",
  ]
}
