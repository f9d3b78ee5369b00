import Auditing
import Checkpoints
import Foundation
import Spectra
import Tensors
import Testing

@Suite("Scales and low-rank factors")
struct FactorTests {
  private func values(
    _ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double
  ) throws -> [Double] {
    let matrix = Matrix<Double>(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        for column in 0..<columns { target[row * columns + column] = element(row, column) }
      }
    }
    return try SingularValueDecomposition(matrix).values
  }

  // As in ViewTests: normal draws keep far from the floor of the Gram route.
  private func agree(_ left: [Double]?, _ right: [Double]) -> Bool {
    guard let left, left.count == right.count, let largest = right.first else { return false }
    return zip(left, right).allSatisfy { abs($0 - $1) <= 1e-11 * largest }
  }

  /// An element of `B A`.
  private static func product(
    _ b: [Double], _ a: [Double], rank: Int, columns: Int, _ row: Int, _ column: Int
  ) -> Double {
    var sum = 0.0
    for k in 0..<rank { sum += b[row * rank + k] * a[k * columns + column] }
    return sum
  }

  private let integers: [Int8] = Synthetic.draws(60, "integers").map { Int8(20 * $0) }

  /// The spectrum of a 6 × 10 tensor of integers with these scales.
  private func scaled(_ shape: [Int], _ scales: [Double], rules: ViewRules = ViewRules()) throws
    -> [String: [Double]]
  {
    var options = AuditOptions()
    options.includesIntegers = true
    return try Synthetic.spectra(
      of: Synthetic.checkpoint([
        Synthetic.tensor("w", [6, 10], integers.map { UInt8(bitPattern: $0) }, .int8),
        Synthetic.tensor("w_scale", shape, scales),
      ]), options: options, rules: rules)
  }

  @Test("oracle: one scale, one per row, one per block, in every view")
  func scales() throws {
    func w(_ r: Int, _ c: Int) -> Double { Double(integers[r * 10 + c]) }
    #expect(agree(try scaled([], [3])["w:matrix"], try values(6, 10) { 3 * w($0, $1) }))
    let rows = (0..<6).map { Double(1 << $0) }
    let expected = try values(6, 10) { rows[$0] * w($0, $1) }
    #expect(agree(try scaled([6, 1], rows)["w:matrix"], expected))
    #expect(!agree(try scaled([6, 1], rows.reversed())["w:matrix"], expected))
    // Blocks of 4: 2 × 3 of them, the last ones narrower.
    let grid = [1.0, 2, 4, 8, 16, 32]
    func block(_ r: Int, _ c: Int) -> Double { grid[r / 4 * 3 + c / 4] }
    let blocks = try values(6, 10) { block($0, $1) * w($0, $1) }
    #expect(agree(try scaled([2, 3], grid)["w:matrix"], blocks))
    let rules = try ViewRules(transpose: ["w"])
    #expect(agree(try scaled([2, 3], grid, rules: rules)["w:matrix"], blocks))
    let split = try scaled(
      [2, 3], grid, rules: try ViewRules(split: ["w=1:3,7"], heads: ["w=0:2"]))
    #expect(
      agree(
        split["w:matrix:split 1 head 1"],
        try values(3, 7) { block(3 + $0, 3 + $1) * w(3 + $0, 3 + $1) }))
  }

  @Test("oracle: the product of two factors, scaled by the tensor alpha beside them")
  func product() throws {
    let (b, a) = (Synthetic.draws(20 * 3, "B"), Synthetic.draws(3 * 15, "A"))
    let tensors = [
      Synthetic.tensor("m.lora_down.weight", [3, 15], a),
      Synthetic.tensor("m.lora_up.weight", [20, 3], b), Synthetic.tensor("m.alpha", [], [12]),
    ]
    let expected = try values(20, 15) { 4 * Self.product(b, a, rank: 3, columns: 15, $0, $1) }
    let found = try Synthetic.spectra(of: Synthetic.checkpoint(tensors))
    #expect(found.count == 3)
    #expect(agree(found["m:lora.product"], Array(expected.prefix(3))))
    let result = try Audit(Synthetic.checkpoint(tensors)).run(hashesFiles: false)
    #expect(result.rows.map(\.status) == [.ok, .ok, .ok])
    #expect(result.rows[2].shape == [20, 15])
    #expect(result.rows[2].driver == "lora+dgesdd")
    #expect(result.coverage.analysed == 2)
    #expect(result.coverage.reasons.map(\.reason) == ["scalar"])
  }

  @Test("hostile: a scale that is no finite number is unknown, and the row says so")
  func unknownScale() throws {
    let (b, a) = (Synthetic.draws(20 * 3, "B"), Synthetic.draws(3 * 15, "A"))
    for alpha in [Double.nan, .infinity] {
      let result = try Audit(
        Synthetic.checkpoint([
          Synthetic.tensor("m.lora_down.weight", [3, 15], a),
          Synthetic.tensor("m.lora_up.weight", [20, 3], b),
          Synthetic.tensor("m.alpha", [], [alpha]),
        ])
      ).run(hashesFiles: false)
      let expected = try values(20, 15) { Self.product(b, a, rank: 3, columns: 15, $0, $1) }
      let norm = result.rows[2].metrics["spectral_norm"]?.double ?? 0
      #expect(abs(norm - expected[0]) < 1e-12 * expected[0])
      #expect(result.rows[2].notes.contains("unknownLoraScale"))
    }
  }

  @Test("oracle: the scale of an adapter comes from its configuration")
  func adapter() throws {
    try Synthetic.withFolder { folder in
      let (b, a) = (Synthetic.draws(6 * 4, "B"), Synthetic.draws(4 * 5, "A"))
      func array(_ shape: [Int], _ values: [Double]) -> NPYArray {
        NPYArray(shape: shape, storage: .float32(values.map { Float($0) }))
      }
      try SafetensorsFile(tensors: [
        "x.q.lora_A.weight": array([4, 5], a), "x.q.lora_B.weight": array([6, 4], b),
      ]).write(to: "\(folder)/adapter_model.safetensors")
      let product = try values(6, 5) { Self.product(b, a, rank: 4, columns: 5, $0, $1) }
      for (configuration, scale) in [
        (#"{"lora_alpha": 16, "r": 4}"#, 4.0),
        (#"{"lora_alpha": 16, "r": 4, "use_rslora": true}"#, 8.0),
        (#"{"lora_alpha": 16, "r": 4, "alpha_pattern": {"q": 2}}"#, 0.5), ("{}", 1.0),
      ] {
        try configuration.write(
          toFile: "\(folder)/adapter_config.json", atomically: true, encoding: .utf8)
        let checkpoint = try Checkpoint(opening: "\(folder)/adapter_model.safetensors")
        let found = try Synthetic.spectra(of: checkpoint)
        #expect(agree(found["x.q:lora.product"], product.prefix(4).map { scale * $0 }))
        let notes = AuditPlan(checkpoint: checkpoint).matrices.last?.notes
        #expect(notes == (configuration == "{}" ? ["unknownLoraScale"] : []))
      }
    }
  }

  @Test("hostile: a factor with NaN, a factor of zeros")
  func oddFactors() throws {
    var b = Synthetic.draws(12, "B")
    b[5] = .nan
    let result = try Audit(
      Synthetic.checkpoint([
        Synthetic.random("m.lora_A.weight", [2, 7]),
        Synthetic.tensor("m.lora_B.weight", [6, 2], b),
        Synthetic.random("n.lora_A.weight", [2, 7]),
        Synthetic.tensor("n.lora_B.weight", [6, 2], Array(repeating: 0, count: 12)),
      ])
    ).run(hashesFiles: false)
    let products = result.rows.filter { $0.identity.view == "lora.product" }
    #expect(products.map(\.status) == [.nonfinite, .ok])
    #expect(products[0].notes.contains { $0.hasPrefix("factor B nonfinite: 1 NaN") })
    #expect(products[1].metrics["spectral_norm"]?.double == 0)
  }
}
