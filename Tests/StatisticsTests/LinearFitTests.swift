import Foundation
import Statistics
import Testing

@Suite struct LinearFitTests {
  private func numbers(_ fit: LinearFit) -> [Double] {
    [fit.slope, fit.intercept, fit.slopeStandardError, fit.interceptStandardError]
  }

  @Test("oracle: slope, intercept and errors are SciPy's; the weighted ones NumPy's")
  func oracle() throws {
    let line = try Fixture.load().line
    let plain = LinearFit(x: line.x, y: line.y)
    let weighted = LinearFit(x: line.x, y: line.y, weights: line.weights)
    #expect(distance(numbers(plain), line.plain) < rounding)
    #expect(distance(numbers(weighted), line.weighted) < rounding)
    // Squared weights, the usual confusion, are another line.
    let squared = LinearFit(x: line.x, y: line.y, weights: line.weights.map { $0 * $0 })
    #expect(distance(numbers(squared), line.weighted) > 1e-3)
  }

  @Test("law: only the ratios of weights count")
  func weights() {
    let (x, y, w) = ([1.0, 2, 4, 8], [2.0, 3, 2, 7], [1.0, 2, 3, 4])
    let fit = LinearFit(x: x, y: y, weights: w)
    #expect(fit == LinearFit(x: x, y: y, weights: w.map { $0 * 4 }))
    #expect(fit != LinearFit(x: x, y: y))
  }

  @Test("rate: a power law has its exponent as slope", arguments: [-1.0, 0.5, 2])
  func powerLaw(exponent: Double) {
    let x = [1.0, 2, 4, 8, 16]
    let fit = logLogSlope(x: x, y: x.map { 3 * pow($0, exponent) })
    #expect(abs(fit.slope - exponent) < rounding)
    #expect(abs(fit.intercept - log(3)) < rounding)
    #expect(fit.slopeStandardError < rounding)
  }

  @Test("law: two points give the line through them and no error")
  func two() {
    let fit = LinearFit(x: [1, 3], y: [5, 1])
    #expect(fit.slope == -2 && fit.intercept == 7 && fit.slopeStandardError.isNaN)
  }

  @Test("hostile: unequal lengths, one abscissa, weight 0, power law of a negative value")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = LinearFit(x: [1, 2], y: [1]) }
    await #expect(processExitsWith: .failure) { _ = LinearFit(x: [2, 2], y: [1, 3]) }
    await #expect(processExitsWith: .failure) {
      _ = LinearFit(x: [1, 2], y: [1, 3], weights: [1, 0])
    }
    await #expect(processExitsWith: .failure) { _ = logLogSlope(x: [1, 2], y: [1, -1]) }
  }
}
