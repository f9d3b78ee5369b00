import Foundation
import Randomness
import Statistics
import Testing

@Suite struct DensityEstimateTests {
  @Test("oracle: the estimator in NumPy and SciPy")
  func numpy() throws {
    let expected = try Fixture.load().density
    let estimate = DensityEstimate(expected.values)
    #expect(estimate.points.count == 399)
    // Cells are 1e-3 wide: a rounded edge of 1e-16 shifts a height by 1e-13, the filter's ends more.
    #expect(distance(estimate.density, expected.density) < 1e-11)
    #expect(abs(estimate.mode - expected.mode) < rounding)
    #expect(abs(estimate.peak - expected.peak) < 1e-11)
    // A window of half the width is another estimate.
    let narrow = DensityEstimate(expected.values, window: 75)
    #expect(abs(narrow.peak - expected.peak) > 0.05)
  }

  @Test("law: the area is the share inside the grid, the mode that of the law")
  func normal() {
    // 4096 draws as in the paper's figures. The mode of a normal sample is uncertain by about 0.08
    // standard deviations with this window (0.004 at a deviation of 0.05); 4 of these are allowed.
    var stream = RandomStream(SeedPath("1/density"))
    let draws = stream.values(4096, from: .normal(mean: 2, standardDeviation: 0.05))
    let estimate = DensityEstimate(draws)
    let width = estimate.points[1] - estimate.points[0]
    // P(|z| < 4) is 1 - 6e-5: one draw or two are missing. The weights of the filter sum to 1 over
    // its outputs but in the end windows, which hold a few per cent of the draws.
    #expect(abs(estimate.density.reduce(0, +) * width - 1) < 0.01)
    #expect(abs(estimate.mode - 2) < 0.016)
    // The filter is flat to fourth order: a normal peak of 7.98 loses about 6 %.
    #expect(estimate.peak > 7 && estimate.peak < 8.3)
  }

  @Test("law: shift and scale carry over")
  func scaling() {
    var stream = RandomStream(SeedPath("2/density"))
    let draws = stream.values(500, from: .normal(mean: 0, standardDeviation: 1))
    let plain = DensityEstimate(draws)
    // Powers of two: no rounding, so the cells are the same.
    let scaled = DensityEstimate(draws.map { $0 * 8 })
    #expect(scaled.mode == plain.mode * 8)
    #expect(abs(scaled.peak * 8 - plain.peak) < rounding)
  }

  @Test(
    "hostile: a sample without spread is a needle at its value", arguments: [0.0, 0.6931, -1e9])
  func needle(value: Double) throws {
    let estimate = DensityEstimate([Double](repeating: value, count: 10))
    #expect(abs(estimate.mode - value) <= 4 * max(abs(value), 1).ulp)
    #expect(estimate.peak > 0 && estimate.density.allSatisfy(\.isFinite))
    #expect(estimate.points.count == 399)
    let data = try JSONEncoder().encode(estimate)
    #expect(try JSONDecoder().decode(DensityEstimate.self, from: data) == estimate)
  }

  @Test("hostile: rounding noise around a value counts as no spread; one value too")
  func noise() {
    let noisy = DensityEstimate([0.7, 0.7.nextUp, 0.7.nextDown, 0.7])
    #expect(abs(noisy.mode - 0.7) < 1e-7 && noisy.peak < 1e8)
    #expect(abs(DensityEstimate([5]).mode - 5) < 1e-7)
  }

  @Test("hostile: no values, infinite values, too few points")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = DensityEstimate([]) }
    await #expect(processExitsWith: .failure) { _ = DensityEstimate([1, .infinity]) }
    await #expect(processExitsWith: .failure) { _ = DensityEstimate([1, 2], points: 151) }
  }
}
