import Statistics
import Testing

@Suite struct StandardNormalTests {
  @Test("oracle: SciPy's distribution function, in relative error")
  func cumulative() throws {
    for point in try Fixture.load().normalCumulative {
      // erfc multiplies the rounding of its argument by up to 2z² = 1369 at z = 37.
      let error = abs(StandardNormal.cumulative(point.x) / point.value - 1)
      #expect(error < 4 * rounding, "Φ(\(point.x))")
    }
  }

  @Test("oracle: SciPy's quantiles")
  func quantile() throws {
    for point in try Fixture.load().normalQuantile {
      let value = StandardNormal.quantile(point.x)
      #expect(abs(value - point.value) < rounding * max(1, abs(point.value)), "p = \(point.x)")
      #expect(abs(value - 1.001 * point.value) > rounding || point.value == 0)
    }
    #expect(StandardNormal.quantile(0) == -.infinity && StandardNormal.quantile(1) == .infinity)
  }

  @Test("law: the density is the slope of the distribution function")
  func slope() {
    for x in [-2.0, 0, 1.3] {
      // Central difference: h²/6 · |φ''| < 2e-11, and rounding 1e-16/h.
      let h = 1e-5
      let slope = (StandardNormal.cumulative(x + h) - StandardNormal.cumulative(x - h)) / (2 * h)
      #expect(abs(slope - StandardNormal.density(x)) < 1e-10)
    }
  }

  @Test("hostile: a probability outside 0...1")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = StandardNormal.quantile(-0.1) }
  }
}
