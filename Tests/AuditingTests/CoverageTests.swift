import Auditing
import Checkpoints
import Runs
import Testing

@Suite("Coverage")
struct CoverageTests {
  /// A stack with a slice that nobody can read, two equal matrices, a vector, a type nobody knows, a
  /// kernel of several views, a tensor whose bytes are gone.
  private var mixed: Checkpoint {
    let values = Synthetic.draws(20, "same")
    return Synthetic.checkpoint([
      Self.stack, Synthetic.tensor("one", [4, 5], values), Synthetic.tensor("two", [4, 5], values),
      Synthetic.random("bias", [9]),
      Synthetic.header("odd", [4, 4], nil, .skipped("unknown type")),
      Synthetic.random("conv.weight", [6, 4, 3, 3]),
      Synthetic.tensor("gone", [5, 6], [1, 2, 3], .float32),
    ])
  }

  /// Four 4 × 5 matrices in float32, of which the bytes of the last two are gone.
  private static var stack: StoredTensor {
    let bytes = Synthetic.draws(50, "stack").flatMap {
      withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init)
    }
    return Synthetic.tensor("experts.w", [4, 4, 5], bytes, .float32)
  }

  /// Every name is in exactly one place: it has reasons, or all rows that were planned, all measured.
  private func isLawful(_ result: AuditResult, _ audit: Audit) -> Bool {
    let coverage = result.coverage
    let reasons = Dictionary(grouping: coverage.reasons, by: \.name)
    let planned = Dictionary(grouping: audit.plan.matrices, by: \.identity.name)
    let rows = Dictionary(grouping: result.rows, by: \.identity.name)
    var analysed = 0
    for tensor in audit.checkpoint.tensors {
      let found = rows[tensor.name] ?? []
      let isWhole =
        !found.isEmpty && found.count == (planned[tensor.name] ?? []).count
        && found.allSatisfy { $0.status != .unreadable && $0.status != .svdFailed }
      analysed += isWhole ? 1 : 0
      if (reasons[tensor.name] ?? []).count != (isWhole ? 0 : 1) { return false }
    }
    return coverage.analysed == analysed && coverage.tensors == audit.checkpoint.tensors.count
      && coverage.analysed + coverage.excluded + coverage.skipped == coverage.tensors
  }

  @Test(
    "law: every tensor is analysed, excluded or skipped, whatever its views",
    arguments: [false, true])
  func sum(repeatsAliases: Bool) throws {
    var options = AuditOptions()
    options.metrics = ["stable_rank"]
    options.repeatsAliases = repeatsAliases
    let audit = try Audit(
      mixed, options: options, rules: ViewRules(views: ["conv=reshape,slices"]))
    let result = try audit.run(hashesFiles: false)
    #expect(isLawful(result, audit))
    #expect(result.rows.count { $0.identity.name == "conv.weight" } == 2)
    let reasons = Dictionary(
      uniqueKeysWithValues: result.coverage.reasons.map { ($0.name, $0.reason) })
    #expect(reasons["experts.w"] == "2 of 4 parts unreadable")
    #expect(reasons["gone"] == "unreadable")
    #expect(reasons["two"] == (repeatsAliases ? nil : "alias of one"))
    #expect(result.coverage.skipped == 3 && !result.coverage.isComplete)
  }

  @Test("law: a stack that was interrupted is skipped, and tells how far it came")
  func interrupted() throws {
    let stop = StopToken()
    let audit = try Audit(Synthetic.checkpoint([Synthetic.random("experts.w", [5, 4, 5])]))
    let result = try audit.run(hashesFiles: false, stop: stop) { _ in stop.request() }
    #expect(result.rows.count == 1)
    #expect(result.coverage.reasons.map(\.reason) == ["interrupted after 1 of 5 parts"])
    #expect(result.coverage.analysed == 0 && result.coverage.parametersAnalysed == 0)
    #expect(isLawful(result, audit))
  }

  @Test("hostile: a tensor that nothing accounts for is a bug that shows")
  func gap() async {
    await #expect(processExitsWith: .failure) {
      _ = Coverage(tensors: 2, analysed: 1, reasons: [], parameters: 0, parametersAnalysed: 0)
    }
  }
}
