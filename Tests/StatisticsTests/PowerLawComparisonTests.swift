import Foundation
import Statistics
import Testing

@Suite struct PowerLawComparisonTests {
  @Test("oracle: ratios and probabilities of the package powerlaw")
  func package() throws {
    for expected in try PowerLawFixture.load().cases {
      let fit = try #require(PowerLawFit(of: expected.values))
      let exponential = try #require(fit.comparison(with: .exponential))
      #expect(abs(exponential.ratio - expected.package.exponential.ratio) < 1e-10)
      #expect(abs(exponential.pValue - expected.package.exponential.p) < 1e-10)
      // Its simplex search stops within 1e-4 of the maximum; for `mixture`, whose maximum is the power
      // law itself, it stops short of it and reports a ratio above 0.
      guard expected.name != "mixture" else { continue }
      let lognormal = try #require(fit.comparison(with: .lognormal))
      #expect(abs(lognormal.ratio - expected.package.lognormal.ratio) < 1e-3, "\(expected.name)")
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
    let n = Double(tail.count)
    func ratio(mean: Double, deviation: Double) -> Double {
      let cut = log(StandardNormal.cumulative((mean - log(fit.minimum)) / deviation))
      let differences = tail.map { x in
        let z = (log(x) - mean) / deviation
        let lognormal = -z * z / 2 - log(deviation * x) - log(2 * Double.pi) / 2 - cut
        return log((fit.exponent - 1) / fit.minimum) - fit.exponent * log(x / fit.minimum)
          - lognormal
      }
      let summary = Summary(differences)
      return summary.mean * n.squareRoot() / (summary.standardDeviation * (1 - 1 / n).squareRoot())
    }
    // The true law is near the maximum: the log-likelihoods differ by χ²/2 of two degrees.
    #expect(abs(ratio(mean: 0, deviation: 0.5) - comparison.ratio) < 0.5)
    #expect(comparison.ratio < -10 && comparison.pValue < 1e-20)
    // The best of a fine grid comes as near as its spacing allows, and not beyond.
    let grid = (-20...20).flatMap { i in
      (-20...20).map { j in ratio(mean: 0.002 * Double(i), deviation: 0.5 + 0.002 * Double(j)) }
    }
    #expect(grid.min().map { abs($0 - comparison.ratio) < 0.1 } ?? false)
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
