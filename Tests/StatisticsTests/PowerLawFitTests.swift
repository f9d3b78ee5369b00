import Foundation
import Statistics
import Testing

@Suite struct PowerLawFitTests {
  @Test("oracle: fits by a plain scan in NumPy, exponents by the package powerlaw")
  func numpy() throws {
    for expected in try PowerLawFixture.load().cases {
      let fit = try #require(PowerLawFit(of: expected.values), "\(expected.name)")
      #expect(fit.minimum == expected.fit.minimum && fit.tailCount == expected.fit.tail)
      // Powers there and exponentials of logarithms here: a few ulp of exponents up to 100.
      #expect(abs(fit.exponent / expected.fit.exponent - 1) < rounding)
      #expect(abs(fit.standardError / expected.fit.standardError - 1) < rounding)
      #expect(abs(fit.distance - expected.fit.distance) < rounding)
      #expect(abs(fit.exponent / expected.package.packageExponent - 1) < rounding)
      #expect(abs(fit.standardError / expected.package.packageError - 1) < rounding)
      #expect(fit.tailFraction == Double(fit.tailCount) / Double(expected.values.count))
    }
  }

  @Test("law: the fast scan has the result of the plain one, to the last bit of the choice")
  func plainScan() throws {
    for draw in 0..<12 {
      let samples = [
        Sample.pareto(2.2, count: 300, draw: draw), Sample.lognormal(1, count: 700, draw: draw),
        Sample.mixture(2.5, count: 1000, draw: draw), Sample.exponential(count: 257, draw: draw),
        Sample.mixture(2.5, count: 300, draw: draw).map { ($0 * 8).rounded(.up) / 8 },
      ]
      for values in samples {
        for minimumTail in [2, 10, 50] {
          let fit = try #require(PowerLawFit(of: values, minimumTail: minimumTail))
          let plain = try #require(plainFit(values, minimumTail: minimumTail))
          #expect(fit.minimum == plain.minimum && fit.tailCount == plain.tail)
          #expect(abs(fit.distance - plain.distance) < rounding)
          #expect(abs(fit.exponent / plain.exponent - 1) < rounding)
        }
      }
    }
  }

  @Test("law: exponents of Pareto samples, within four standard errors", arguments: [1.5, 2.5, 4])
  func pareto(exponent: Double) throws {
    for draw in 0..<10 {
      let values = Sample.pareto(exponent, count: 2000, draw: draw)
      let fit = try #require(PowerLawFit(of: values))
      #expect(abs(fit.exponent - exponent) < 4 * fit.standardError)
      // With the whole sample as the tail the error is that of maximum likelihood.
      let whole = try #require(PowerLawFit(of: values, minimumTail: 2000))
      #expect(whole.minimum == values.min() && whole.tailCount == 2000 && whole.tailFraction == 1)
      #expect(abs(whole.standardError - (whole.exponent - 1) / 2000.0.squareRoot()) < rounding)
      #expect(abs(whole.exponent - exponent) < 4 * whole.standardError)
      #expect(abs(whole.exponent - 1.3 * exponent) > 4 * whole.standardError)
    }
  }

  @Test("law: a planted tail is found", arguments: [1.8, 2.5, 3.5])
  func tail(exponent: Double) throws {
    let fit = try #require(PowerLawFit(of: Sample.mixture(exponent, count: 9000)))
    #expect(abs(fit.exponent - exponent) < 4 * fit.standardError)
    #expect(fit.minimum > 1.6 && fit.tailCount < 4500)
  }

  @Test("law: the scale moves the minimum only", arguments: [1e-250, 1e-7, 3, 1e250])
  func scale(factor: Double) throws {
    let values = Sample.mixture(2.3, count: 800)
    let (fit, scaled) = (
      try #require(PowerLawFit(of: values)),
      try #require(PowerLawFit(of: values.map { $0 * factor }))
    )
    #expect(scaled.minimum == fit.minimum * factor && scaled.tailCount == fit.tailCount)
    // Logarithms up to 575 in place of 5: their rounding grows with them.
    #expect(abs(scaled.exponent / fit.exponent - 1) < 100 * rounding)
    #expect(abs(scaled.distance - fit.distance) < 100 * rounding)
  }

  @Test("law: the exponent of σ is 2α - 1")
  func root() throws {
    let values = Sample.pareto(2.2, count: 500)
    let (fit, root) = (
      try #require(PowerLawFit(of: values)),
      try #require(PowerLawFit(of: values.map { $0.squareRoot() }))
    )
    #expect(abs(fit.exponentOnRoot - root.exponent) < rounding)
    #expect(abs(fit.distance - root.distance) < rounding && fit.tailCount == root.tailCount)
  }

  @Test("law: values at or below the floor do not enter")
  func floor() throws {
    let values = Sample.mixture(2.5, count: 600)
    let floor = 0.4
    let above = values.filter { $0 > floor }
    let (fit, expected) = (
      try #require(PowerLawFit(of: values + [floor, 0], above: floor)),
      try #require(PowerLawFit(of: above))
    )
    #expect(fit.exponent == expected.exponent && fit.distance == expected.distance)
    #expect(fit.count == above.count && fit.tailFraction == expected.tailFraction)
  }

  @Test("hostile: too few, equal and two values")
  func degenerate() throws {
    let values = Sample.pareto(2, count: 50)
    #expect(PowerLawFit(of: values) != nil && PowerLawFit(of: values.dropLast(1)) == nil)
    #expect(PowerLawFit(of: []) == nil)
    #expect(PowerLawFit(of: [Double](repeating: 3, count: 200)) == nil)
    #expect(PowerLawFit(of: values + [0, 0], minimumTail: 51) == nil)
    let two = try #require(PowerLawFit(of: [2, 1], minimumTail: 2))
    // Σ log = log 2: α = 1 + 2/log 2, F(2) = 1 - e⁻², and the distance is that of F(1) = 0 from ½.
    #expect(abs(two.exponent - (1 + 2 / log(2))) < rounding && two.minimum == 1)
    #expect(abs(two.distance - 0.5) < rounding && two.tailCount == 2)
    // Ties at the top: tails of equal values are no candidates, and all of equal values count.
    let ties = try #require(PowerLawFit(of: [1, 1, 2, 2, 2], minimumTail: 3))
    #expect(ties.minimum == 1 && ties.tailCount == 5)
    // Values that differ in the last bit.
    let close = (0..<60).map { 1 + Double($0 % 2) * Double.ulpOfOne }
    #expect(PowerLawFit(of: close)?.exponent.isFinite ?? true)
  }

  @Test("hostile: a tail of 1, a negative floor, NaN")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = PowerLawFit(of: [1, 2], minimumTail: 1) }
    await #expect(processExitsWith: .failure) { _ = PowerLawFit(of: [1, 2], above: -1) }
    await #expect(processExitsWith: .failure) { _ = PowerLawFit(of: [1, .nan]) }
  }
}

/// The definition, candidate by candidate.
private func plainFit(
  _ values: [Double], minimumTail: Int
) -> (exponent: Double, distance: Double, minimum: Double, tail: Int)? {
  let sorted = values.sorted()
  var best: (exponent: Double, distance: Double, minimum: Double, tail: Int)?
  for (start, minimum) in sorted.enumerated() where start == 0 || sorted[start - 1] < minimum {
    let tail = sorted[start...].map { log($0) - log(minimum) }
    let sum = tail.reduce(0, +)
    guard tail.count >= minimumTail, sum > 0 else { continue }
    let n = Double(tail.count)
    let exponent = 1 + n / sum
    let distance = tail.enumerated().reduce(0.0) { largest, value in
      let f = 1 - exp((1 - exponent) * value.element)
      let i = Double(value.offset)
      return max(largest, abs(f - i / n), abs(f - (i + 1) / n))
    }
    if distance < best?.distance ?? .infinity { best = (exponent, distance, minimum, tail.count) }
  }
  return best
}
