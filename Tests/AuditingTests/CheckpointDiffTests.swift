import Auditing
import Checkpoints
import Runs
import Spectra
import Tensors
import Testing

@Suite("Two checkpoints compared")
struct CheckpointDiffTests {
  private func diff(
    _ before: [StoredTensor], _ after: [StoredTensor], options: DiffOptions = DiffOptions(),
    rules: ViewRules = ViewRules()
  ) throws -> DiffResult {
    try CheckpointDiff(
      Synthetic.checkpoint(before), Synthetic.checkpoint(after), options: options, rules: rules
    ).run(hashesFiles: false)
  }

  /// `values + size · draws`, rounded to single precision.
  private func moved(_ values: [Double], by size: Double, _ name: String = "step") -> [Double] {
    zip(values, Synthetic.draws(values.count, name)).map { Double(Float($0 + size * $1)) }
  }

  private func singularValues(_ m: Int, _ n: Int, _ values: [Double]) throws -> [Double] {
    try SingularValueDecomposition(
      Matrix(rows: m, columns: n) { _ = $0.initialize(fromContentsOf: values) }
    ).values
  }

  private func number(_ row: DiffRow, _ column: String) -> Double? {
    row.row.metrics[column]?.double
  }

  // MARK: Laws

  @Test("law: a checkpoint does not differ from itself, and nothing is decomposed")
  func same() throws {
    let tensors = [
      Synthetic.random("w", [8, 6]), Synthetic.random("bias", [6]),
      Synthetic.tensor("odd", [2, 2], [.nan, 1, -.infinity, 0]),
    ]
    let result = try diff(tensors, tensors)
    #expect(result.rows.map(\.status) == [.same, .same, .same])
    #expect(result.measuredRows.isEmpty)
    #expect(result.coverage.before.counts == [.same: 3])
  }

  @Test("law: equal values in another type differ by exactly nothing")
  func retyped() throws {
    let values = Synthetic.draws(80, "w").map {
      Double(Float(bitPattern: Float($0).bitPattern & 0xFFFF_0000))
    }
    let halves = values.flatMap { value -> [UInt8] in
      let bits = UInt16(Float(value).bitPattern >> 16)
      return [UInt8(bits & 0xFF), UInt8(bits >> 8)]
    }
    let result = try diff(
      [Synthetic.tensor("w", [8, 10], values)],
      [Synthetic.tensor("w", [8, 10], halves, .bfloat16)])
    let row = try #require(result.rows.first)
    #expect(row.status == .retyped)
    #expect(row.before?.dtype == "F32" && row.row.dtype == "BF16")
    for column in ["delta_rel_fro", "delta_rel_spectral", "delta_max_abs", "spectrum_w1"] {
      #expect(number(row, column) == 0, "\(column)")
    }
    #expect(number(row, "change_effective_rank") == 0)
  }

  @Test("law: Weyl bounds the shift of every singular value by the norm of the difference")
  func weyl() throws {
    let (m, n) = (40, 24)
    let a = Synthetic.draws(m * n, "a")
    let b = moved(a, by: 0.05)
    let row = try #require(
      diff([Synthetic.tensor("w", [m, n], a)], [Synthetic.tensor("w", [m, n], b)]).rows.first)
    let (first, second) = (try singularValues(m, n, a), try singularValues(m, n, b))
    let change = try singularValues(m, n, zip(b, a).map { $0 - $1 })
    let shifts = zip(first, second).map { abs($0 - $1) }
    // Values of normal matrices lie far above the Gram route's floor: 1e-11 relative is generous.
    let relative = try #require(number(row, "delta_rel_spectral"))
    #expect(abs(relative - change[0] / first[0]) < 1e-11)
    #expect(shifts.allSatisfy { $0 <= relative * first[0] * (1 + 1e-11) })
    let distance = try #require(number(row, "spectrum_w1"))
    #expect(abs(distance - shifts.reduce(0, +) / Double(n) / first[0]) < 1e-11)
    #expect(distance <= relative)
    let norm = zip(b, a).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    let whole = a.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs((number(row, "delta_rel_fro") ?? 0) - norm / whole) < 1e-13)
    #expect(number(row, "delta_max_abs") == zip(b, a).map { abs($0 - $1) }.max())
    #expect(abs((number(row, "delta_spectral_norm") ?? 0) - change[0]) < 1e-11 * change[0])
  }

  @Test("law: the distance of spectra and the overlaps are the same from both sides")
  func symmetry() throws {
    let a = planted(30, 20)
    let b = moved(a, by: 0.1)
    let sides = [("there", a, b), ("back", b, a)]
    let rows = try sides.map { _, x, y in
      try #require(
        diff([Synthetic.tensor("w", [30, 20], x)], [Synthetic.tensor("w", [30, 20], y)]).rows.first)
    }
    let largest = [try singularValues(30, 20, a)[0], try singularValues(30, 20, b)[0]]
    let numerators = zip(rows, largest).map { (number($0, "spectrum_w1") ?? 0) * $1 }
    #expect(abs(numerators[0] - numerators[1]) < 1e-11 * numerators[0])
    for column in ["left_overlap@4", "right_overlap@4", "max_angle@4", "delta_frobenius_norm"] {
      let pair = rows.compactMap { number($0, column) }
      #expect(pair.count == 2 && abs(pair[0] - pair[1]) < 1e-9, "\(column)")
    }
    #expect(
      number(rows[0], "change_stable_rank") == number(rows[1], "change_stable_rank").map { -$0 })
  }

  /// Four directions far above unit noise, at distinct strengths.
  private func planted(_ m: Int, _ n: Int) -> [Double] {
    var values = Synthetic.draws(m * n, "noise").map { 0.05 * $0 }
    for k in 0..<4 {
      let (u, v) = (Synthetic.draws(m, "u\(k)"), Synthetic.draws(n, "v\(k)"))
      for i in 0..<m { for j in 0..<n { values[i * n + j] += Double(4 - k) * u[i] * v[j] } }
    }
    return values.map { Double(Float($0)) }
  }

  @Test(
    "law: overlaps of A with 2 A and with -A are 1 and the angle 0; of A turned by 90° the converse"
  )
  func overlaps() throws {
    let a = planted(30, 20)
    for factor in [2.0, -1] {
      let row = try #require(
        diff(
          [Synthetic.tensor("w", [30, 20], a)],
          [Synthetic.tensor("w", [30, 20], a.map { factor * $0 })]
        ).rows.first)
      for k in [1, 4] {
        #expect(abs((number(row, "left_overlap@\(k)") ?? 0) - 1) < 1e-12)
        #expect(abs((number(row, "right_overlap@\(k)") ?? 0) - 1) < 1e-12)
        // From its sine: the cosine alone would give 1e-8.
        #expect((number(row, "max_angle@\(k)") ?? 1) < 1e-12)
        #expect(number(row, "left_overlap_random@\(k)") == Double(k) / 30)
        #expect(number(row, "right_overlap_random@\(k)") == Double(k) / 20)
      }
    }
    var options = DiffOptions()
    options.overlapRanks = [1]
    func unit(_ place: Int) -> [Double] { (0..<12).map { $0 == place ? 1 : 0 } }
    let turned = try #require(
      diff(
        [Synthetic.tensor("w", [3, 4], unit(0))], [Synthetic.tensor("w", [3, 4], unit(5))],
        options: options
      ).rows.first)
    #expect(number(turned, "left_overlap@1") == 0)
    #expect(abs((number(turned, "max_angle@1") ?? 0) - Double.pi / 2) < 1e-15)
    #expect(abs((number(turned, "delta_rel_fro") ?? 0) - 2.0.squareRoot()) < 1e-15)
  }

  @Test("law: equal singular values leave their subspace undefined, with the reason")
  func closeValues() throws {
    let unit = (0..<36).map { $0 % 7 == 0 ? 1.0 : 0 }
    let row = try #require(
      diff(
        [Synthetic.tensor("w", [6, 6], unit)],
        [Synthetic.tensor("w", [6, 6], moved(unit, by: 0.1))]
      ).rows.first)
    #expect(row.row.metrics["left_overlap@1"] == .undefined("closeSingularValues"))
    #expect(row.row.metrics["max_angle@16"] == .undefined("beyondRank"))
    #expect(row.row.notes.contains("subspace@1: closeSingularValues"))
  }

  @Test("law: rows have the same bits for any number of threads")
  func threads() throws {
    let before = (0..<6).map { Synthetic.random("layers.\($0).w", [20 + $0, 30]) }
    let after = (0..<6).map { Synthetic.random("layers.\($0).w", [20 + $0, 30], seed: 1) }
    let rows = try [1, 3].map { threads in
      try CheckpointDiff(Synthetic.checkpoint(before), Synthetic.checkpoint(after))
        .run(threads: threads, hashesFiles: false).rows.map(\.row.timeless)
    }
    #expect(rows[0] == rows[1])
  }

  @Test(
    "law: wide slices of convolutions, kernels on a grid and stacks are compared as they are seen")
  func views() throws {
    let (kernel, stack) = (Synthetic.draws(8 * 6 * 9, "k"), Synthetic.draws(3 * 8 * 40, "s"))
    var change = stack
    change[1 * 320] += 1
    let before = [
      Synthetic.tensor("conv.weight", [8, 6, 3, 3], kernel),
      Synthetic.tensor("experts", [3, 8, 40], stack),
    ]
    let after = [
      Synthetic.tensor("conv.weight", [8, 6, 3, 3], kernel.map { 1.5 * $0 }),
      Synthetic.tensor("experts", [3, 8, 40], change),
    ]
    let rules = try ViewRules(views: ["conv=reshape,slices,operator"])
    let result = try diff(before, after, rules: rules)
    #expect(
      result.rows.map(\.row.identity.view).prefix(3) == [
        "conv.reshape", "conv.slices", "conv.operator",
      ])
    for row in result.rows.prefix(3) {
      #expect(abs((number(row, "delta_rel_spectral") ?? 0) - 0.5) < 1e-7)
      #expect(abs((number(row, "delta_rel_fro") ?? 0) - 0.5) < 1e-7)
    }
    let slices = result.rows.dropFirst(3).map { number($0, "delta_max_abs") ?? -1 }
    #expect(slices.count == 3 && slices[0] == 0 && slices[1] > 0.9 && slices[2] == 0)
    #expect(result.coverage.after.counts == [.changed: 2])
  }
}
