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
      conditions, on: result.rows, among: result.rows.map(\.identity.name),
      skipped: requiresComplete ? coverage.skipped : 0)
    (gates, remarks) = (report.violations, report.remarks)
  }

  /// The end of what has no gates: a dry run, or an audit of activations.
  init(_ coverage: Coverage, refused: [CheckpointError]) {
    self.coverage = coverage
    failures = Self.failures(refused, coverage)
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

  /// How what was not interrupted ends.
  ///
  /// 2 where an input could not be used, wholly or in part, or an output not be written; else 1 where
  /// a gate failed; else 0. What a rule leaves out, and elements of a kind that nobody can analyse, is
  /// accounted for and changes nothing, unless complete coverage is required.
  var status: ExitStatus {
    if !failures.isEmpty { return .unusableInput }
    return gates.isEmpty ? .success : .refuted
  }

  // MARK: What could not be used

  /// Files that were refused, tensors that are not what their file says, or nothing to analyse;
  /// `listing` says how to see the names of all tensors.
  static func failures(
    _ refused: [CheckpointError], _ coverage: Coverage,
    listing: String = "--dry-run without them shows the names"
  ) -> [String] {
    let failures = refused.map(\.message) + faults(coverage)
    return failures.isEmpty ? [emptiness(coverage, listing)].compactMap(\.self) : failures
  }

  /// Files without tensors, or none that is analysed.
  private static func emptiness(_ coverage: Coverage, _ listing: String) -> String? {
    guard coverage.tensors > 0 else {
      return "There is no tensor in these files; give the file of the weights."
    }
    let isInterrupted = coverage.reasons.contains {
      if case .unmeasured(.interrupted, _, _) = $0.cause { true } else { false }
    }
    guard coverage.analysed == 0, !isInterrupted else { return nil }
    let reasons = [Coverage.Reason.Kind.skipped, .excluded].flatMap(coverage.groups)
      .sorted { $0.count > $1.count }
    let named = reasons.prefix(mostReasons).map { "\($0.count) \($0.reason.shown)" }
    let rest = reasons.count > mostReasons ? ", …" : ""
    let remedy =
      coverage.reasons.allSatisfy { $0.cause == .byOption }
      ? "correct --include and --exclude; \(listing)"
      : "choose others by --include, --include-integers, --max-elements or --view, or give the file "
        + "of the weights"
    return "None of \(coverage.tensors.counted("tensor", "tensors")) is analysed "
      + "(\(named.joined(separator: ", "))\(rest)); \(remedy)."
  }

  private static let mostReasons = 3

  /// Tensors that are not what their file says, one sentence for each remedy.
  private static func faults(_ coverage: Coverage) -> [String] {
    var groups: [(remedy: String, reasons: [Coverage.Reason])] = []
    for reason in coverage.reasons {
      guard case .fault(let remedy?) = reason.cause.consequence else { continue }
      if let index = groups.firstIndex(where: { $0.remedy == remedy }) {
        groups[index].reasons.append(reason)
      } else {
        groups.append((remedy, [reason]))
      }
    }
    return groups.map { remedy, reasons in
      let rest = reasons.count > 1 ? ", and \(reasons.count - 1) more" : ""
      return "Tensor \(reasons[0].name.shown) cannot be used (\(reasons[0].reason.shown))\(rest); "
        + "\(remedy). --verbose names all."
    }
  }
}
