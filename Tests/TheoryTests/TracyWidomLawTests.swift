import Foundation
import Statistics
import Testing
import Theory

@Suite struct TracyWidomLawTests {
  @Test("oracle: published quantiles of β = 1")
  func published() {
    // Bejan, Largest eigenvalues and sample covariance matrices, 2005; the last has three decimals.
    for (p, t, digit) in [
      (0.5, -1.2686, 1e-4), (0.9, 0.4501, 1e-4), (0.95, 0.9793, 1e-4), (0.99, 2.0234, 1e-4),
      (0.995, 2.4223, 1e-4), (0.999, 3.272, 1e-3),
    ] {
      let quantile = TracyWidomLaw.quantile(of: p)
      #expect(abs(quantile - t) < digit, "\(p)")
      // The quantiles of β = 2, -1.8049 and 0.5 at the ends, are far away.
      #expect(abs(quantile - t - 0.5) > 1e-2)
    }
  }

  @Test("oracle: the Fredholm determinant in mpmath, both directions, both tails")
  func determinant() throws {
    for point in try TracyWidomFixture.load().points {
      let cumulative = TracyWidomLaw.cumulative(of: point.s)
      // The table errs by about 1e-9 in t, and the density is at most 0.32.
      #expect(abs(cumulative - point.cumulative) < 1e-9)
      #expect(abs(cumulative / point.cumulative - 1) < 1e-7)
      #expect(abs(TracyWidomLaw.cumulative(of: point.s + 1e-3) - point.cumulative) > 1e-15)
      guard min(point.cumulative, point.upperTail) > 1e-9 else { continue }
      // Near 1 a probability itself is rounded: by 1e-16 over a density of 1e-9.
      #expect(abs(TracyWidomLaw.quantile(of: point.cumulative) - point.s) < 2e-8)
    }
  }

  @Test("oracle: mean, variance, skewness and kurtosis")
  func moments() {
    // Bornemann, On the numerical evaluation of distributions in random matrix theory, 2010, table 3.
    // The trapezoidal rule over normal scores is exact to rounding.
    let step = 1.0 / 16
    let scores = stride(from: -7.5, through: 7.5, by: step)
    let draws = scores.map { z in
      (
        value: TracyWidomLaw.quantile(of: StandardNormal.cumulative(z)),
        weight: step * StandardNormal.density(z)
      )
    }
    func mean(_ f: (Double) -> Double) -> Double {
      draws.reduce(0) { $0 + $1.weight * f($1.value) }
    }
    let average = mean { $0 }
    let variance = mean { ($0 - average) * ($0 - average) }
    let skewness = mean { pow($0 - average, 3) } / pow(variance, 1.5)
    let kurtosis = mean { pow($0 - average, 4) } / (variance * variance) - 3
    #expect(abs(average + 1.2065335745820) < 1e-8)
    #expect(abs(variance - 1.6077810345810) < 1e-8)
    #expect(abs(skewness - 0.2934645240) < 1e-7)
    #expect(abs(kurtosis - 0.1652429384) < 1e-7)
  }

  @Test("law: the quantile rises and inverts the distribution")
  func inverse() {
    var last = -Double.infinity
    for p in [1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6, 1 - 1e-9] {
      let t = TracyWidomLaw.quantile(of: p)
      #expect(t > last)
      #expect(abs(TracyWidomLaw.cumulative(of: t) / p - 1) < 1e-10)
      last = t
    }
    #expect(TracyWidomLaw.cumulative(of: -20) == 0 && TracyWidomLaw.cumulative(of: 30) == 1)
  }

  @Test("hostile: probabilities 0, 1 and NaN")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = TracyWidomLaw.quantile(of: 0) }
    await #expect(processExitsWith: .failure) { _ = TracyWidomLaw.quantile(of: 1) }
    await #expect(processExitsWith: .failure) { _ = TracyWidomLaw.quantile(of: .nan) }
  }
}
