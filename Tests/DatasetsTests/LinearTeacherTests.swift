import Datasets
import Randomness
import Spectra
import Tensors
import Testing

@Suite struct LinearTeacherTests {
  private let seed = SeedPath("20230301/datasets-tests/teacher")

  private func entropies(rank: Int, draws: Int) throws -> [Double] {
    try (0..<draws).map { draw in
      let teacher = try LinearTeacher(
        rank: rank, dimension: 32, scale: .raw, path: seed / "rank-\(rank)" / draw)
      return RankMeasures.spectralEntropy(try singularValues(of: teacher.weight).values)
    }
  }

  /// Mean ρ of a truncated Gaussian at n = 32, and of a product of Gaussian factors instead:
  /// independent simulations, rounded to three digits.
  @Test(
    "oracle: mean spectral entropy by rank",
    arguments: [
      (4, 1.384, 1.349), (8, 2.071, 2.005), (10, 2.291, 2.205), (16, 2.742, 2.611),
      (30, 3.229, 3.028), (32, 3.241, 3.052),
    ])
  func entropy(rank: Int, expected: Double, product: Double) throws {
    let sample = try entropies(rank: rank, draws: 200)
    // Four standard errors (one draw's deviation is 0.001 to 0.013) and the rounding of the table.
    let tolerance = 4 * standardError(of: sample) + 0.0005
    #expect(abs(mean(sample) - expected) < tolerance)
    #expect(tolerance < 0.2 * (expected - product))
  }

  @Test("law: teachers of one path are nested, and their rank is what they say")
  func nested() throws {
    let whole = try LinearTeacher(rank: 12, dimension: 12, scale: .raw, path: seed)
    let values = try SingularValueDecomposition(whole.weight).values
    for rank in 1..<12 {
      let teacher = try LinearTeacher(rank: rank, dimension: 12, scale: .raw, path: seed)
      let kept = try SingularValueDecomposition(teacher.weight).values
      for i in 0..<12 {
        #expect(abs(kept[i] - (i < rank ? values[i] : 0)) < 100 * values[0].ulp)
      }
      // Eckart and Young: what is missing are the other singular values.
      let rest = values[rank...].reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs((whole.weight - teacher.weight).frobeniusNorm - rest) < 100 * values[0].ulp)
    }
    #expect(
      try LinearTeacher(rank: 12, dimension: 12, scale: .raw, path: seed / 1).weight
        != whole.weight)
  }

  @Test("law: unit scale keeps the direction and has ‖W‖²_F = n", arguments: [3, 20])
  func unit(rank: Int) throws {
    let raw = try LinearTeacher(rank: rank, dimension: 20, scale: .raw, path: seed)
    let unit = try LinearTeacher(rank: rank, dimension: 20, scale: .unit, path: seed)
    #expect(abs(unit.weight.frobeniusNorm - 20.0.squareRoot()) < 1e-14)
    let factor = unit.weight[0, 0] / raw.weight[0, 0]
    #expect((factor * raw.weight - unit.weight).frobeniusNorm < 1e-13)
    #expect(unit.rank == rank && unit.scale == .unit && unit.dimension == 20)
  }

  @Test("law: entries of a full-rank teacher have variance 1/n")
  func variance() throws {
    let weight = try LinearTeacher(rank: 200, dimension: 200, scale: .raw, path: seed).weight
    // Five standard errors of the mean of 40,000 squares.
    let square = weight.frobeniusNorm * weight.frobeniusNorm / 200
    #expect(abs(square - 1) < 5 * (2.0 / 40_000).squareRoot())
  }

  @Test("hostile: ranks that do not exist", arguments: [0, 5])
  func ranks(rank: Int) async {
    await #expect(processExitsWith: .failure) { [rank] in
      _ = try LinearTeacher(rank: rank, dimension: 4, scale: .raw, path: SeedPath(root: 1))
    }
  }
}

func mean(_ sample: [Double]) -> Double { sample.reduce(0, +) / Double(sample.count) }

func standardError(of sample: [Double]) -> Double {
  let center = mean(sample)
  let squares = sample.reduce(0) { $0 + ($1 - center) * ($1 - center) }
  return (squares / Double(sample.count * (sample.count - 1))).squareRoot()
}
