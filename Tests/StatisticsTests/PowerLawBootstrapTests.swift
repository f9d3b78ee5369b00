import Foundation
import Randomness
import Statistics
import Testing

@Suite struct PowerLawBootstrapTests {
  static let seed = SeedPath("20230301/power-law/bootstrap")

  @Test("law: a true tail has large probabilities, a log-normal one small ones")
  func power() throws {
    let tails = try (0..<10).map { draw in
      try #require(PowerLawFit(of: Sample.mixture(2.5, count: 600, draw: draw)))
        .pValue(replicates: 100, seed: Self.seed / draw)
    }
    // Uniform on 0...1 for true power laws: three of ten below 0.1 in 7 % of all cases.
    #expect(tails.count { $0 >= 0.1 } >= 7, "\(tails)")
    let bodies = try (0..<5).map { draw in
      try #require(
        PowerLawFit(of: Sample.lognormal(0.5, count: 1000, draw: draw), minimumTail: 400)
      ).pValue(replicates: 100, seed: Self.seed / draw)
    }
    #expect(bodies.allSatisfy { $0 <= 0.1 }, "\(bodies)")
  }

  @Test("law: the seed alone decides, and replicates are shared by longer runs")
  func seeds() throws {
    let fit = try #require(PowerLawFit(of: Sample.lognormal(1, count: 200)))
    let p = fit.pValue(replicates: 40, seed: Self.seed)
    #expect(fit.pValue(replicates: 40, seed: Self.seed) == p)
    #expect(fit.pValue(replicates: 80, seed: Self.seed) * 80 >= p * 40)
    let others = (0..<8).map { fit.pValue(replicates: 40, seed: Self.seed / "other" / $0) }
    #expect(Set(others + [p]).count > 1)
  }

  @Test("law: a tail that is the whole sample, and scales beyond squares")
  func whole() throws {
    let values = Sample.pareto(2, count: 100)
    let fit = try #require(PowerLawFit(of: values, minimumTail: 100))
    let p = fit.pValue(replicates: 50, seed: Self.seed)
    let scaled = try #require(PowerLawFit(of: values.map { $0 * 0x1p-900 }, minimumTail: 100))
    #expect(p > 0.02 && scaled.pValue(replicates: 50, seed: Self.seed) == p)
  }

  @Test("hostile: no replicates")
  func hostile() async {
    await #expect(processExitsWith: .failure) {
      _ = PowerLawFit(of: [1, 2, 3], minimumTail: 2)?.pValue(replicates: 0, seed: SeedPath("1"))
    }
  }
}
