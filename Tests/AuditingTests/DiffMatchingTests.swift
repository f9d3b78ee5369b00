import Auditing
import Checkpoints
import Runs
import Spectra
import Tensors
import Testing

@Suite("What became of each tensor")
struct DiffMatchingTests {
  private func diff(
    _ before: [StoredTensor], _ after: [StoredTensor], renames: [String] = [],
    rules: ViewRules = ViewRules()
  ) throws -> DiffResult {
    try CheckpointDiff(
      Synthetic.checkpoint(before), Synthetic.checkpoint(after),
      options: DiffOptions(renames: renames), rules: rules
    ).run(hashesFiles: false)
  }

  private func statuses(_ result: DiffResult) -> [String: DiffStatus] {
    Dictionary(uniqueKeysWithValues: result.rows.map { ($0.row.identity.name, $0.status) })
  }

  @Test("oracle: every status, and the account of both files adds up")
  func statuses() throws {
    let moved = Synthetic.draws(20, "moved")
    let before = [
      Synthetic.random("same", [4, 5]), Synthetic.random("changed", [4, 5]),
      Synthetic.random("bias", [7]), Synthetic.random("reshaped", [4, 5]),
      Synthetic.random("retyped", [4, 5]), Synthetic.tensor("old.name", [4, 5], moved),
      Synthetic.random("removed", [4, 5]),
      Synthetic.header("lost", [4, 5], .float32, .skipped("missing shard x")),
      Synthetic.header("state", [4, 5], .float32, .excluded("optimizer state")),
    ]
    let after = [
      Synthetic.random("same", [4, 5]), Synthetic.random("changed", [4, 5], seed: 1),
      Synthetic.random("bias", [7], seed: 1), Synthetic.random("reshaped", [5, 4]),
      Synthetic.tensor("retyped", [4, 5], (0..<20).map { UInt8($0) }, .uint8),
      Synthetic.tensor("new.name", [4, 5], moved), Synthetic.random("added", [3, 3]),
      Synthetic.random("lost", [4, 5]),
    ]
    let result = try diff(before, after)
    #expect(
      statuses(result) == [
        "same": .same, "changed": .changed, "bias": .changed, "reshaped": .reshaped,
        "retyped": .retyped, "new.name": .renamed, "added": .added, "removed": .removed,
      ])
    let rows = Dictionary(uniqueKeysWithValues: result.rows.map { ($0.row.identity.name, $0) })
    #expect(rows["new.name"]?.before?.name == "old.name")
    #expect(rows["bias"]?.row.identity.view == "elements")
    #expect((rows["bias"]?.row.metrics["delta_rel_fro"]?.double ?? 0) > 0.1)
    #expect(rows["retyped"]?.row.identity.view == "elements", "integers are no matrices by default")
    #expect(result.rows.last?.status == .removed, "what only A has stands last")
    #expect(rows["added"]?.before == nil && rows["reshaped"]?.isMeasured == false)
    let (a, b) = (result.coverage.before, result.coverage.after)
    #expect(a.tensors == 9 && b.tensors == 8)
    #expect(a.counts.values.reduce(0, +) + a.excluded + a.skipped == 9)
    #expect(b.counts.values.reduce(0, +) + b.excluded + b.skipped == 8)
    #expect(a.reasons.map(\.reason) == ["missing shard x", "optimizer state"])
    #expect(b.reasons.map(\.reason) == ["not readable in A"])
    #expect(!result.coverage.isComplete)
  }

  @Test("oracle: --rename, its groups, and the rule that would help")
  func renames() throws {
    let before = (0..<3).map { Synthetic.random("h.\($0).w", [4, 5]) }
    let after = (0..<3).map { Synthetic.random("model.layers.\($0).w", [4, 5], seed: 7) }
    #expect(Set(try diff(before, after).rows.map(\.status)) == [.added, .removed])
    let result = try diff(before, after, renames: ["^h\\.(\\d+)=model.layers.$1"])
    #expect(result.rows.map(\.status) == [.changed, .changed, .changed])
    #expect(result.rows.first?.before?.name == "h.0.w")
    #expect(throws: AuditError.self) { try diff(before, after, renames: ["\\d+=0"]) }
    #expect(throws: AuditError.self) { try diff(before, after, renames: ["no equals sign"]) }
    let bare = after.map {
      Synthetic.random(String($0.name.dropFirst("model.".count)), [4, 5], seed: 8)
    }
    let gained = try #require(try diff(bare, after).suggestedRename)
    #expect(gained == "^=model.")
    #expect(try diff(bare, after, renames: [gained]).coverage.after.counts == [.changed: 3])
    let lost = try #require(try diff(after, bare).suggestedRename)
    #expect(try diff(after, bare, renames: [lost]).coverage.after.counts == [.changed: 3])
    #expect(try diff(before, after).suggestedRename == nil)
  }

  @Test("oracle: of several tensors with equal bytes each gets the partner whose name ends alike")
  func ambiguousRenames() throws {
    let ones = Array(repeating: 1.0, count: 6)
    let before = ["a.norm1", "a.norm2", "a.norm3"].map { Synthetic.tensor($0, [6], ones) }
    let after = ["b.norm3", "b.norm1"].map { Synthetic.tensor($0, [6], ones) }
    let result = try diff(before, after)
    #expect(result.rows.map { $0.before?.name } == ["a.norm3", "a.norm1", "a.norm2"])
    #expect(result.rows.map(\.status) == [.renamed, .renamed, .removed])
  }

  @Test("rate: 20,000 equal tensors under a new prefix find their partners by the ends of names")
  func manyRenames() throws {
    func biases(_ prefix: String) -> [StoredTensor] {
      (0..<20_000).map { Synthetic.tensor("\(prefix)layers.\($0).bias", [2], [0, 0]) }
    }
    let start = ContinuousClock.now
    let result = try diff(biases(""), biases("model."))
    // Comparing all pairs of names took minutes; sorting takes less than a second.
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(result.coverage.after.counts == [.renamed: 20_000])
    #expect(result.rows.allSatisfy { "model." + ($0.before?.name ?? "") == $0.row.identity.name })
  }

  @Test("hostile: NaN on one side, no elements, bytes that are gone, options that leave out all")
  func oddTensors() throws {
    var odd = Synthetic.draws(20, "w")
    odd[3] = .nan
    let result = try diff(
      [
        Synthetic.random("w", [4, 5]), Synthetic.tensor("empty", [0, 5], []),
        Synthetic.random("gone", [5, 6]),
      ],
      [
        Synthetic.tensor("w", [4, 5], odd), Synthetic.tensor("empty", [0, 5], []),
        Synthetic.tensor("gone", [5, 6], [1, 2, 3], .float32),
      ])
    let row = try #require(result.rows.first)
    #expect(row.status == .changed && row.row.status == .nonfinite)
    #expect(row.row.metrics["delta_rel_fro"] == .undefined("nonfinite"))
    #expect(row.row.metrics["spectrum_w1"] == .undefined("nonfinite"))
    #expect(row.row.notes.contains { $0.hasPrefix("B: nonfinite: 1 NaN") })
    #expect(result.coverage.after.reasons.map(\.reason) == ["unreadable"])
    #expect(result.coverage.after.counts == [.changed: 1, .same: 1])
    let none = try diff(
      [Synthetic.random("w", [4, 5])], [Synthetic.random("w", [4, 5])],
      rules: try ViewRules(exclude: ["."]))
    #expect(none.rows.isEmpty && none.coverage.before.excluded == 1)
  }

  @Test("law: a quantised tensor with equal bytes and other scales changed by their ratio")
  func scales() throws {
    let codes = (0..<24).map { UInt8($0 + 40) }
    func checkpoint(_ scale: Double) -> [StoredTensor] {
      [
        Synthetic.tensor("w.weight", [4, 6], codes, .float8E4M3),
        Synthetic.tensor("w.weight_scale", [], [scale]),
      ]
    }
    let result = try diff(checkpoint(2), checkpoint(3))
    #expect(result.rows.map(\.status) == [.changed, .changed])
    let change = try #require(result.rows.first?.row.metrics["delta_rel_fro"]?.double)
    #expect(abs(change - 0.5) < 1e-14)
    #expect(result.coverage.after.counts == [.changed: 2])
  }

  @Test("law: a quantised tensor under another name with other scales changed as well")
  func renamedScales() throws {
    let codes = (0..<24).map { UInt8($0 + 40) }
    func checkpoint(_ name: String, _ scale: Double) -> [StoredTensor] {
      [
        Synthetic.tensor("\(name).weight", [4, 6], codes, .float8E4M3),
        Synthetic.tensor("\(name).weight_scale", [], [scale]),
      ]
    }
    let result = try diff(checkpoint("old", 2), checkpoint("new", 3))
    let row = try #require(result.rows.first { $0.row.identity.name == "new.weight" })
    #expect(row.status == .changed && row.before?.name == "old.weight")
    #expect(abs((row.row.metrics["delta_rel_fro"]?.double ?? 0) - 0.5) < 1e-14)
    #expect(result.coverage.after.counts == [.changed: 1, .added: 1])
  }

  @Test("oracle: from zero to something, the change is undefined and the notes say why")
  func fromZero() throws {
    let zeros = Array(repeating: 0.0, count: 20)
    let result = try diff(
      [Synthetic.tensor("w", [4, 5], zeros), Synthetic.tensor("v", [20], zeros)],
      [Synthetic.random("w", [4, 5]), Synthetic.random("v", [20])])
    for row in result.measuredRows {
      #expect(row.metrics["delta_rel_fro"] == .undefined("zeroMatrix"))
      #expect(row.notes.contains("delta_rel_fro: zeroMatrix"))
    }
    #expect(result.measuredRows.count == 2)
  }

  @Test("oracle: LoRA pairs are compared as products, of different ranks too, without forming them")
  func lora() throws {
    func pair(_ rank: Int, seed: UInt64) -> [StoredTensor] {
      [
        Synthetic.random("q.lora_A.weight", [rank, 15], seed: seed),
        Synthetic.random("q.lora_B.weight", [20, rank], seed: seed),
      ]
    }
    func product(_ rank: Int, seed: UInt64) -> Matrix<Double> {
      func matrix(_ m: Int, _ n: Int, _ name: String) -> Matrix<Double> {
        Matrix(rows: m, columns: n) {
          _ = $0.initialize(fromContentsOf: Synthetic.draws(m * n, name, seed))
        }
      }
      return matrix(20, rank, "q.lora_B.weight").times(matrix(rank, 15, "q.lora_A.weight"))
    }
    let result = try diff(pair(3, seed: 1), pair(4, seed: 2))
    #expect(result.coverage.after.counts == [.reshaped: 2])
    let row = try #require(result.rows.first { $0.row.identity.view == "lora.product" })
    let (a, b) = (product(3, seed: 1), product(4, seed: 2))
    let spectra = try [a, b, b - a].map { try SingularValueDecomposition($0).values }
    func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    let norm = (squares(spectra[2]) / squares(spectra[0])).squareRoot()
    #expect(abs((row.row.metrics["delta_rel_fro"]?.double ?? 0) - norm) < 1e-12)
    let relative = spectra[2][0] / spectra[0][0]
    #expect(abs((row.row.metrics["delta_rel_spectral"]?.double ?? 0) - relative) < 1e-12)
    let same = try diff(pair(3, seed: 1), pair(3, seed: 1))
    #expect(same.rows.allSatisfy { $0.status == .same } && same.rows.count == 3)
    let scaled = try diff(
      pair(3, seed: 1),
      [
        Synthetic.tensor(
          "q.lora_A.weight", [3, 15], Synthetic.draws(45, "q.lora_A.weight", 1).map { 2 * $0 }),
        Synthetic.random("q.lora_B.weight", [20, 3], seed: 1),
      ])
    let double = try #require(scaled.rows.first { $0.row.identity.view == "lora.product" })
    #expect(abs((double.row.metrics["left_overlap@1"]?.double ?? 0) - 1) < 1e-12)
    #expect(abs((double.row.metrics["delta_rel_spectral"]?.double ?? 0) - 1) < 1e-12)
  }

  @Test("law: a request to stop keeps what is there and says what is not")
  func interruption() throws {
    let stop = StopToken()
    stop.request()
    let result = try CheckpointDiff(
      Synthetic.checkpoint([Synthetic.random("w", [4, 5])]),
      Synthetic.checkpoint([Synthetic.random("w", [4, 5], seed: 1)])
    ).run(hashesFiles: false, stop: stop)
    #expect(result.isInterrupted)
    #expect(result.coverage.before.reasons.map(\.reason) == ["interrupted"])
  }

  @Test("law: documents have every row and column, in CSV, JSON and lines of JSON")
  func documents() throws {
    let result = try diff(
      [Synthetic.random("w", [4, 5]), Synthetic.random("gone", [2, 2])],
      [Synthetic.random("w", [4, 5], seed: 1)])
    let documents = DiffDocuments(result)
    let csv = try text(documents.csv).split(separator: "\r\n")
    #expect(csv.count == 3)
    #expect(csv[0].hasPrefix("name,view,part,status,measured,"))
    #expect(csv[0].split(separator: ",").count == 22 + result.columns.count)
    #expect(csv[1].hasPrefix("w,matrix,,changed,ok,") && csv[2].hasPrefix("gone,,,removed,,"))
    let json = try text(documents.json)
    #expect(json.contains("\"schema\":\"lowrank.diff/1\""))
    #expect(json.contains("\"delta_rel_fro\":") && json.contains("\"left_overlap@1\":"))
    #expect(try text(documents.jsonLines).split(separator: "\n").count == 3)
  }
}
