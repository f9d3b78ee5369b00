import Foundation
import Statistics
import Testing

@Suite struct PowerLawComparisonTests {
  @Test("oracle: ratios and probabilities by maximum likelihood in SciPy, and by powerlaw")
  func scipy() throws {
    for expected in try PowerLawFixture.load().cases {
      let fit = try #require(PowerLawFit(of: expected.values))
      let exponential = try #require(fit.comparison(with: .exponential))
      // Sums of up to 1000 terms of order 10.
      #expect(agree(exponential, expected.exact.exponential, 10 * rounding), "\(expected.name)")
      #expect(abs(exponential.ratio - expected.package.exponential.ratio) < 0.02)
      let lognormal = try #require(fit.comparison(with: .lognormal))
      guard let exact = expected.exact.lognormal else {
        // No maximum: the package stops somewhere, with a ratio of 0.13 or lost digits.
        #expect(lognormal == LikelihoodComparison(logRatio: 0, ratio: 0, pValue: 1))
        continue
      }
      // The search there stops at 1e-15 of a mean of order 1: 1e-7 in the parameters.
      #expect(agree(lognormal, exact, 1e-6), "\(expected.name)")
      #expect(abs(lognormal.ratio - expected.package.lognormal.ratio) < 1e-3)
      #expect(abs(lognormal.pValue - expected.package.lognormal.p) < 1e-3)
    }
  }

  @Test("law: the power law is a limit of the log-normal law, and never beats it")
  func nested() throws {
    var limits = 0
    for draw in 0..<20 {
      for values in [
        Sample.pareto(2.5, count: 400, draw: draw), Sample.lognormal(1, count: 400, draw: draw),
      ] {
        let fit = try #require(PowerLawFit(of: values))
        let comparison = try #require(fit.comparison(with: .lognormal))
        #expect(comparison.ratio <= 0)
        // The condition of the limit, from the values themselves.
        let tail = values.filter { $0 >= fit.minimum }.map { log($0 / fit.minimum) }
        let (sum, squares) = (tail.reduce(0, +), tail.reduce(0) { $0 + $1 * $1 })
        let isLimit = squares * Double(tail.count) >= 2 * sum * sum
        #expect((comparison.ratio == 0) == isLimit && (comparison.pValue == 1) == isLimit)
        limits += isLimit ? 1 : 0
      }
    }
    // Half of true power laws are on either side.
    #expect(limits > 5 && limits < 35, "\(limits)")
  }

  @Test("law: no other log-normal law is likelier")
  func maximum() throws {
    let values = Sample.lognormal(0.5, count: 3000)
    let fit = try #require(PowerLawFit(of: values, minimumTail: 2500))
    let comparison = try #require(fit.comparison(with: .lognormal))
    let tail = values.filter { $0 >= fit.minimum }
    func logRatio(mean: Double, deviation: Double) -> Double {
      let cut = log(StandardNormal.cumulative((mean - log(fit.minimum)) / deviation))
      return tail.reduce(0) { sum, x in
        let z = (log(x) - mean) / deviation
        let lognormal = -z * z / 2 - log(deviation * x) - log(2 * Double.pi) / 2 - cut
        let power = log((fit.exponent - 1) / fit.minimum) - fit.exponent * log(x / fit.minimum)
        return sum + power - lognormal
      }
    }
    let grid = (-20...20).flatMap { i in
      (-20...20).map { j in logRatio(mean: 0.002 * Double(i), deviation: 0.5 + 0.002 * Double(j)) }
    }
    let best = try #require(grid.min())
    // Half a spacing away the likelihood has lost 3000 · (0.001/0.5)²/2 · 2 at most.
    #expect(best > comparison.logRatio - 1e-9 && best < comparison.logRatio + 0.02)
    // The true law: half a χ² of two degrees of freedom.
    #expect(logRatio(mean: 0, deviation: 0.5) < comparison.logRatio + 5)
    #expect(comparison.ratio < -10 && comparison.pValue < 1e-20)
  }

  @Test("law: each law is preferred on its own sample")
  func preference() throws {
    let pareto = try #require(PowerLawFit(of: Sample.pareto(2.5, count: 3000), minimumTail: 2000))
    let overExponential = try #require(pareto.comparison(with: .exponential))
    #expect(overExponential.ratio > 3 && overExponential.pValue < 0.01)
    let memoryless = Sample.exponential(count: 3000)
    let exponential = try #require(PowerLawFit(of: memoryless, minimumTail: 1500))
    let underExponential = try #require(exponential.comparison(with: .exponential))
    #expect(underExponential.ratio < -3 && underExponential.pValue < 0.01)
  }

  @Test("hostile: two values, equal values but one, a range beyond all numbers")
  func hostile() throws {
    for values in [[1, 2], [1, 1, 1, 1, 1, 5], [1e-300, 1, 1e300]] {
      let fit = try #require(PowerLawFit(of: values, minimumTail: 2))
      for alternative in TailAlternative.allCases {
        let comparison = fit.comparison(with: alternative)
        #expect(comparison.map { $0.ratio.isFinite && (0...1).contains($0.pValue) } ?? true)
      }
    }
  }
}

private func agree(
  _ a: LikelihoodComparison, _ b: PowerLawFixture.Ratio, _ tolerance: Double
) -> Bool {
  let size = max(1, abs(b.ratio), abs(b.logRatio))
  return abs(a.logRatio - b.logRatio) < tolerance * size && abs(a.pValue - b.p) < tolerance
    && abs(a.ratio - b.ratio) < tolerance * size
}
