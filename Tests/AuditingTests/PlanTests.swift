import Auditing
import Checkpoints
import Testing

@Suite("Plan and coverage")
struct PlanTests {
  private func reasons(_ plan: AuditPlan) -> [String: String] {
    Dictionary(
      plan.reasons.map { ($0.name, "\($0.kind.rawValue): \($0.reason)") },
      uniquingKeysWith: { first, _ in first })
  }

  @Test("law: analysed, excluded and skipped add up for every type, rank, name and availability")
  func sums() throws {
    let shapes = [
      [], [1], [5], [1, 5], [3, 4], [0, 4], [2, 3, 40], [6, 6, 3], [2, 2, 3, 3], [0, 2, 40],
      [2, 1, 1, 1, 1], [2, 2, 2, 2, 2, 2],
    ]
    let availabilities: [StoredTensor.Availability] = [
      .readable, .excluded("optimizer state"), .skipped("missing shard b.safetensors"),
    ]
    var tensors: [StoredTensor] = []
    for type in ElementType.allCases.map(Optional.some) + [nil] {
      for shape in shapes {
        for availability in availabilities {
          for stem in ["w", "conv", "m.lora_A.weight", "m.lora_B.weight", "w_scale", "m.alpha"] {
            tensors.append(
              Synthetic.header("\(tensors.count).\(stem)", shape, type, availability))
          }
        }
      }
    }
    for rules in [
      ViewRules(), try ViewRules(views: ["conv=slices,skip"], include: ["conv", "w"]),
      try ViewRules(split: [".=0:2"], exclude: ["lora", "1"]),
    ] {
      for limit in [nil, 1, 100] {
        for integers in [false, true] {
          var options = AuditOptions()
          options.includesIntegers = integers
          let plan = AuditPlan(
            checkpoint: Synthetic.checkpoint(tensors), options: options, rules: rules, limit: limit)
          let coverage = plan.coverage
          #expect(
            coverage.tensors == coverage.analysed + coverage.excluded + coverage.skipped)
          #expect(coverage.tensors == tensors.count)
          #expect(coverage.parametersAnalysed <= coverage.parameters)
          #expect(plan.matrices.count <= limit ?? .max)
        }
      }
    }
  }

  @Test("oracle: each reason by its name, the first that applies")
  func eachReason() throws {
    let plan = AuditPlan(
      checkpoint: Synthetic.checkpoint([
        Synthetic.header("bias", [8]), Synthetic.header("step", []),
        Synthetic.header("ids", [4, 4], .int64), Synthetic.header("mx", [4, 4], .float8E8M0),
        Synthetic.header("fp4", [4, 4], .float4), Synthetic.header("rope", [4, 4], .complex64),
        Synthetic.header("ropes", [4], .complex64), Synthetic.header("odd", [4, 4], nil),
        Synthetic.header("adam", [4, 4], .float32, .excluded("optimizer state")),
        Synthetic.header("lost", [4, 4], .float32, .skipped("missing shard b.safetensors")),
        Synthetic.header(
          "lost.unwanted", [4, 4], .float32, .skipped("missing shard b.safetensors")),
        Synthetic.header("skipped", [4, 4]), Synthetic.header("weight", [4, 4]),
      ]), rules: try ViewRules(views: ["skipped=skip"], exclude: ["unwanted"]))
    #expect(
      reasons(plan) == [
        "bias": "excluded: vector", "step": "excluded: scalar", "ids": "excluded: integer dtype",
        "mx": "excluded: scale dtype", "fp4": "skipped: packed dtype",
        "rope": "skipped: complex dtype", "ropes": "excluded: vector",
        "odd": "skipped: unknown dtype F99", "adam": "excluded: optimizer state",
        "lost": "skipped: missing shard b.safetensors",
        "lost.unwanted": "excluded: excluded by option", "skipped": "excluded: excluded by option",
      ])
    #expect(plan.matrices.map(\.identity.name) == ["weight"])
    #expect(!plan.coverage.isComplete)
  }

  @Test("oracle: tensors that share a storage are planned once, unless they are seen differently")
  func sharedStorage() throws {
    let bytes = MemoryBytes(Array(repeating: 1, count: 64))
    let tensors = ["a", "b", "c"].map {
      Synthetic.tensor($0, [4, 4], [], .float32, source: bytes)
    }
    let plan = AuditPlan(checkpoint: Synthetic.checkpoint(tensors))
    #expect(plan.matrices.map(\.identity.name) == ["a"])
    #expect(reasons(plan)["c"] == "excluded: alias of a")
    let other = AuditPlan(
      checkpoint: Synthetic.checkpoint(tensors), rules: try ViewRules(transpose: ["b"]))
    #expect(other.matrices.map(\.identity.name) == ["a", "b"])
  }

  @Test("oracle: scales belong to their tensors and are no rows of their own")
  func scales() {
    let plan = AuditPlan(
      checkpoint: Synthetic.checkpoint([
        Synthetic.header("a.weight_scale_inv", [2, 3]),
        Synthetic.header("a.weight", [256, 300], .float8E4M3),
        Synthetic.header("b.weight", [6, 5], .float8E5M2),
        Synthetic.header("b.weight_scale", [6, 1], .bfloat16),
        Synthetic.header("c.weight", [6, 5], .float8E5M2), Synthetic.header("c.weight_scale", []),
        Synthetic.header("d.weight", [6, 5], .float8E5M2),
        Synthetic.header("d.weight_scale", [4, 5]),
      ]))
    #expect(
      plan.matrices.map { "\($0.identity.name) \($0.notes)" } == [
        #"a.weight ["scaled: block128"]"#, #"b.weight ["scaled: rows"]"#,
        #"c.weight ["scaled: scalar"]"#, #"d.weight ["unscaledQuantised"]"#, "d.weight_scale []",
      ])
    #expect(reasons(plan)["a.weight_scale_inv"] == "excluded: scale of a.weight")
    #expect(plan.coverage.tensors == 8)
  }

  @Test("oracle: LoRA pairs by their names, with a row for the product")
  func loraPairs() {
    let names = [
      ("m.q.lora_A.weight", "m.q.lora_B.weight"),
      ("m.k.lora_A.default.weight", "m.k.lora_B.default.weight"),
      ("unet_x.lora_down.weight", "unet_x.lora_up.weight"),
      ("p.to_q_lora.down.weight", "p.to_q_lora.up.weight"),
    ]
    for (right, left) in names {
      let plan = AuditPlan(
        checkpoint: Synthetic.checkpoint([
          Synthetic.header(right, [4, 30]), Synthetic.header(left, [20, 4]),
        ]))
      #expect(plan.matrices.count == 3)
      #expect(plan.matrices.last?.identity.view == "lora.product")
      #expect(plan.matrices.last?.rows == 20)
      #expect(plan.matrices.last?.columns == 30)
      #expect(plan.matrices.last?.notes == ["unknownLoraScale"])
      #expect(plan.coverage.analysed == 2)
    }
    let lone = AuditPlan(
      checkpoint: Synthetic.checkpoint([
        Synthetic.header("a.lora_A.weight", [4, 30]), Synthetic.header("b.lora_A.weight", [4, 30]),
        Synthetic.header("b.lora_B.weight", [20, 5]),
      ]))
    #expect(lone.findings.map(\.code) == ["loraShapesDiffer", "loraPartnerMissing"])
  }

  @Test("law: a limit cuts the rows and leaves the sum as it is")
  func limit() {
    let tensors = (0..<5).map { Synthetic.header("t\($0)", [3, 3]) }
    let plan = AuditPlan(checkpoint: Synthetic.checkpoint(tensors), limit: 2)
    #expect(plan.matrices.count == 2)
    #expect(plan.coverage.analysed == 2)
    #expect(reasons(plan)["t4"] == "excluded: beyond limit")
  }

  @Test("law: memory and work grow with the matrix, and a bound holds")
  func estimates() {
    let plan = AuditPlan(
      checkpoint: Synthetic.checkpoint([
        Synthetic.header("small", [30, 20]), Synthetic.header("large", [128256, 4096]),
      ]))
    #expect(plan.matrices[0].memory < 1 << 20)
    // Section 9: a 128256 × 4096 embedding needs about 0.2 GiB, without its null replicate.
    #expect(plan.matrices[1].memory <= 220 << 20)
    #expect(plan.work > 2 * 128256.0 * 4096 * 4096)
    #expect(plan.memory(threads: 2, limit: 1 << 30) == 1 << 30)
  }

  @Test("hostile: shapes that no machine can hold are planned without an overflow")
  func huge() {
    let plan = AuditPlan(
      checkpoint: Synthetic.checkpoint([
        Synthetic.header("square", [1 << 31, 1 << 31]), Synthetic.header("flat", [2, 1 << 60]),
        Synthetic.header("kernel", [1 << 29, 1 << 29, 3, 3]),
      ]))
    #expect(plan.matrices.count == 3)
    #expect(plan.matrices.allSatisfy { $0.memory > 1 << 50 })
    #expect(plan.memory(threads: 16) >= 1 << 60)
  }
}
