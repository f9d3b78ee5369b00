import Randomness
import Statistics
import Testing

@Suite struct KolmogorovSmirnovTests {
  @Test("oracle: SciPy's distance from the normal law")
  func scipy() throws {
    let fixture = try Fixture.load()
    let distance = kolmogorovSmirnovDistance(
      fixture.sample, cumulative: StandardNormal.cumulative)
    #expect(abs(distance - fixture.kolmogorovSmirnov) < rounding)
    // Shifted by a fifth of a standard deviation it is another distance.
    let shifted = kolmogorovSmirnovDistance(fixture.sample) { StandardNormal.cumulative($0 - 0.2) }
    #expect(abs(shifted - fixture.kolmogorovSmirnov) > 0.01)
  }

  @Test("law: both sides of a step count, and the middles of equal cells are nearest")
  func uniform() {
    func uniform(_ x: Double) -> Double { min(max(x, 0), 1) }
    #expect(kolmogorovSmirnovDistance([0.9], cumulative: uniform) == 0.9)
    #expect(kolmogorovSmirnovDistance([0.25], cumulative: uniform) == 0.75)
    let middles = (0..<10).map { (Double($0) + 0.5) / 10 }
    #expect(abs(kolmogorovSmirnovDistance(middles, cumulative: uniform) - 0.05) < rounding)
    #expect(kolmogorovSmirnovDistance([2, 3], cumulative: uniform) == 1)
  }

  @Test("law: values below the resolution count, but their places do not")
  func censored() {
    func uniform(_ x: Double) -> Double { min(max(x, 0), 1) }
    // Four of ten values are known to lie at or below 0.4 only: wherever they are, the rest decides.
    let resolved = (4..<10).map { (Double($0) + 0.5) / 10 }
    for places in [[0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4]] {
      let distance = kolmogorovSmirnovDistance(places + resolved, above: 0.4, cumulative: uniform)
      #expect(abs(distance - 0.05) < rounding)
    }
    // One value too many below the resolution is seen.
    let crowded = kolmogorovSmirnovDistance(
      [0, 0, 0, 0, 0] + resolved.dropFirst(), above: 0.4, cumulative: uniform)
    #expect(abs(crowded - 0.1) < rounding)
  }

  @Test("rate: the distance of draws from their law falls as T^-1/2")
  func rate() {
    // log(distance) of one sample scatters by 0.3; means over 40 by 0.05. Over two decades the slope
    // then has a standard error of 0.015: the band is six of these.
    let counts = [30.0, 300, 3000]
    var stream = RandomStream(SeedPath("8/ks"))
    let distances = counts.map { count in
      (0..<40).reduce(0.0) { sum, _ in
        let draws = stream.values(Int(count), from: .normal(mean: 0, standardDeviation: 1))
        return sum + kolmogorovSmirnovDistance(draws, cumulative: StandardNormal.cumulative) / 40
      }
    }
    #expect(abs(logLogSlope(x: counts, y: distances).slope + 0.5) < 0.1)
  }

  @Test("hostile: no values, NaN")
  func hostile() async {
    await #expect(processExitsWith: .failure) {
      _ = kolmogorovSmirnovDistance([]) { $0 }
    }
    await #expect(processExitsWith: .failure) {
      _ = kolmogorovSmirnovDistance([.nan]) { $0 }
    }
  }
}
