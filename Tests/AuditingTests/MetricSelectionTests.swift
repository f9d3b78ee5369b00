import Auditing
import Testing

@Suite("Metric selection")
struct MetricSelectionTests {
  private func names(_ list: [String]?, _ change: (inout AuditOptions) -> Void = { _ in }) throws
    -> [String]
  {
    var options = AuditOptions()
    options.metrics = list
    change(&options)
    return try MetricSelection(options).metrics.map(\.name)
  }

  @Test("law: all is the default, every name is unique, every metric is documented")
  func all() throws {
    let metrics = try MetricSelection(AuditOptions()).metrics
    #expect(try names(["all"]) == metrics.map(\.name))
    #expect(Set(metrics.map(\.name)).count == metrics.count)
    for metric in metrics {
      #expect(!metric.formula.isEmpty && !metric.range.isEmpty && !metric.source.isEmpty)
      #expect(metric.explanation.hasPrefix(metric.name + "  (group "))
    }
  }

  @Test("law: columns keep their order, whatever the order of the names")
  func order() throws {
    let forward = try names(["stable_rank", "spectral_norm", "alpha_D"])
    #expect(forward == ["stable_rank", "spectral_norm", "alpha_D"])
    #expect(try names(["alpha_D", "stable_rank", "spectral_norm"]) == forward)
  }

  @Test("law: no mp column without its distance, observed and under the null model")
  func distance() throws {
    #expect(try names(["mp_num_spikes"]) == ["mp_num_spikes", "mp_ks", "null_mp_ks"])
    #expect(try names(["mp"]) { $0.nullReplicates = 0 }.suffix(4).first == "mp_ks")
    #expect(try names(["mp"]).last == "null_mp_ks")
  }

  @Test("hostile: rounding of a matrix of rank 1 is no noise with spikes")
  func rounding() throws {
    // Entries of single precision: their rounding lies at 1e-8 of the largest singular value.
    let (left, right) = (Synthetic.draws(80, "left"), Synthetic.draws(90, "right"))
    let product = left.flatMap { a in right.map { a * $0 } }
    let noisy = zip(product, Synthetic.draws(80 * 90, "noise")).map { $0 + 1e-3 * $1 }
    let checkpoint = Synthetic.checkpoint([
      Synthetic.tensor("product", [80, 90], product), Synthetic.tensor("noisy", [80, 90], noisy),
    ])
    var options = AuditOptions()
    options.metrics = ["mp", "rank@storage"]
    let rows = try Audit(checkpoint, options: options).run(hashesFiles: false).rows
    #expect(rows.map { $0.metrics["rank@storage"] } == [.count(1), .count(80)])
    let spikes: [MetricValue?] = [.undefined("bulkBelowStorage"), .count(1)]
    #expect(rows.map { $0.metrics["mp_num_spikes"] } == spikes)
  }

  @Test(
    "law: one name for one number, however it is typed",
    arguments: [
      ("rank@0.01", "rank@1e-2"), ("rank@1E-2", "rank@1e-2"), ("rank@0.05", "rank@0.05"),
      ("schatten_p@2/3", "schatten_p@2/3"), ("schatten_p@0.6666666666666666", "schatten_p@2/3"),
      ("schatten_p_sum@1.0", "schatten_p_sum@1"), ("rank_share@1e-3", "rank_share@0.001"),
      ("energy_rank_80", "energy_rank_80"), ("rel_error@3", "rel_error@3"),
      ("compress_ratio@1000", "compress_ratio@1000"),
    ])
  func parameters(typed: String, column: String) throws {
    #expect(try names([typed]) == [column])
    #expect(try MetricCatalogue.metric(named: typed).name == column)
  }

  @Test("law: one replicate has means only, two have spread, score and place, none has no columns")
  func replicates() throws {
    #expect(try names(["null"]).count == 7)
    #expect(try names(["null"]) { $0.nullReplicates = 2 }.count == 6 * 4 + 1)
    #expect(try names(["null"]) { $0.nullReplicates = 0 } == [])
    var options = AuditOptions()
    options.metrics = ["spectral_norm"]
    #expect(try MetricSelection(options).nullReplicates == 0)
    options.metrics = ["null_spectral_norm"]
    #expect(try MetricSelection(options).nullReplicates == 1)
  }

  @Test(
    "hostile: names that are no metrics",
    arguments: [
      ("efective_rank", "did you mean \"effective_rank\""), ("aplha", "did you mean \"alpha\""),
      ("rank@", "no usable number"), ("rank@-1", "no usable number"),
      ("energy_rank_100", "no usable number"), ("rel_error@0", "no usable number"),
      ("schatten_p@1/0", "no usable number"), ("qwertyuiop", "groups are rank, norm"),
      ("", "no metric \"\""),
    ])
  func strangers(name: String, part: String) {
    let error = #expect(throws: AuditError.self) { try names([name]) }
    #expect(error?.code == .unknownMetric)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test("hostile: a column that needs more replicates says so; numbers that no metric takes")
  func numbers() {
    let error = #expect(throws: AuditError.self) { try names(["null_stable_rank_z"]) }
    #expect(error?.message.contains("--null 2") == true)
    for change: (inout AuditOptions) -> Void in [
      { $0.rankTolerances = [0] }, { $0.schattenExponents = [-1] }, { $0.compressionRanks = [0] },
      { $0.nullReplicates = -1 }, { $0.alphaMinimumTail = 1 }, { $0.tracyWidomProbability = 2 },
      { $0.schattenExponents = [.nan] },
    ] {
      let fault = #expect(throws: AuditError.self) { try names(nil, change) }
      #expect(fault?.code == .invalidOption)
    }
  }

  // MARK: Fallback

  private func isSensitive(_ metrics: [String], lower: [Double], upper: [Double]) throws -> Bool {
    var options = AuditOptions()
    options.metrics = metrics
    let matrix = MeasuredMatrix(
      rows: 40, columns: lower.count, entries: nil, singularValues: [], frobeniusNorm: 1,
      storageFloor: nil)
    return try MetricSelection(options).isSensitive(matrix, lower: lower, upper: upper)
  }

  @Test("law: better values are asked for exactly where a metric hangs on lost ones")
  func fallback() throws {
    let kept = (0..<10).map { 1 / Double($0 + 1) }
    let lower = kept + Array(repeating: 0, count: 20)
    let upper = kept + Array(repeating: 1e-7, count: 20)
    #expect(try isSensitive(["rank@eps64"], lower: lower, upper: upper))
    #expect(try isSensitive(["schatten_p_sum@0.1"], lower: lower, upper: upper))
    #expect(try isSensitive(["condition_number"], lower: lower, upper: upper))
    #expect(try !isSensitive(["stable_rank", "energy_rank_99"], lower: lower, upper: upper))
    #expect(try !isSensitive(["spectral_norm", "fro_check"], lower: lower, upper: upper))
    // 20 values of 1e-7 change the sum of 2.93 by 7e-7 relative, the entropy by more.
    #expect(try !isSensitive(["nuclear_norm"], lower: lower, upper: upper))
    #expect(try isSensitive(["spectral_entropy"], lower: lower, upper: upper))
    let small = kept + [5e-6]
    #expect(try isSensitive(["sigma_min"], lower: small, upper: small))
    #expect(try !isSensitive(["sigma_min"], lower: kept, upper: kept))
  }
}
