import Foundation
import Spectra
import Statistics
import Tensors
import Testing
import _TestSupport

@Suite struct RankMeasuresTests {
  /// Shares 1/2, 1/4, 1/4.
  let spectrum = [2.0, 1, 1]

  @Test("oracle: values by hand")
  func byHand() {
    // A few roundings of numbers of order 1.
    func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 8 * .ulpOfOne }
    #expect(close(RankMeasures.spectralEntropy(spectrum), 1.5 * log(2)))
    #expect(close(RankMeasures.effectiveRank(spectrum), 2 * 2.0.squareRoot()))
    #expect(RankMeasures.stableRank(spectrum) == 1.5)
    #expect(RankMeasures.nuclearNorm(spectrum) == 4)
    #expect(RankMeasures.nuclearNormOverLargest(spectrum) == 2)
    #expect(close(RankMeasures.nuclearNormOverFrobenius(spectrum), 4 / 6.0.squareRoot()))
    #expect(RankMeasures.thresholdRank(spectrum, threshold: 0.25) == 3)
    #expect(RankMeasures.thresholdRank(spectrum, threshold: 0.26) == 1)
    #expect(RankMeasures.thresholdRank(spectrum, threshold: 0.51) == 0)
    #expect(RankMeasures.thresholdRank(spectrum, threshold: 0.5, relativeTo: .largest) == 3)
    #expect(RankMeasures.thresholdRank(spectrum, threshold: 0.51, relativeTo: .largest) == 1)
  }

  @Test("oracle: NumPy, from the matrices")
  func numpy() throws {
    for expected in try Fixture.load().measures {
      let a = Matrix<Double>(expected.matrix)
      let s = try singularValues(of: a).values
      #expect(abs(try spectralEntropy(of: a) - expected.spectralEntropy) < rounding)
      #expect(abs(RankMeasures.stableRank(s) - expected.stableRank) < rounding)
      #expect(abs(RankMeasures.nuclearNorm(s) / expected.nuclearNorm - 1) < rounding)
      let sum = RankMeasures.thresholdRank(s, threshold: 0.1)
      let largest = RankMeasures.thresholdRank(s, threshold: 0.1, relativeTo: .largest)
      #expect(sum == expected.thresholdRankOfSum && largest == expected.thresholdRankOfLargest)
    }
  }

  @Test("law: n equal values have entropy log n and rank n", arguments: [1, 2, 7, 64, 1000])
  func identity(n: Int) throws {
    let equal = [Double](repeating: 0.3, count: n)
    let unit = Double(n) * .ulpOfOne
    #expect(abs(RankMeasures.spectralEntropy(equal) - log(Double(n))) <= 8 * unit)
    #expect(abs(RankMeasures.effectiveRank(equal) / Double(n) - 1) <= 8 * unit)
    #expect(RankMeasures.stableRank(equal) == Double(n))
    if n <= 64 {
      #expect(abs(try spectralEntropy(of: .identity(n)) - log(Double(n))) <= 8 * unit)
    }
  }

  @Test("law: rank one has entropy 0, exactly")
  func rankOne() throws {
    #expect(RankMeasures.spectralEntropy([3, 0, 0]) == 0)
    #expect(RankMeasures.effectiveRank([3, 0, 0]) == 1)
    #expect(try spectralEntropy(of: .prescribed(9, 6, values: [2], seed: 1)) == 0)
  }

  @Test("law: order does not matter, zeros add nothing and below 1e-13 is zero")
  func zeros() {
    let entropy = RankMeasures.spectralEntropy(spectrum)
    #expect(RankMeasures.spectralEntropy([1, 2, 0, 1, 0]) == entropy)
    #expect(RankMeasures.spectralEntropy(spectrum + [1.9e-13]) == entropy)
    #expect(RankMeasures.spectralEntropy(spectrum + [2.1e-13]) > entropy)
  }

  @Test(
    "law: measures are invariant to scale, from denormal to the largest numbers",
    arguments: [Double.leastNonzeroMagnitude, 0x1p-1050, 1e-200, 3, 1e200, 0x1p1022])
  func scale(factor: Double) {
    // The denormal factors are exact: the values are small integers.
    let scaled = spectrum.map { $0 * factor }
    let close = { (a: Double, b: Double) in abs(a - b) < 8 * .ulpOfOne }
    #expect(close(RankMeasures.spectralEntropy(scaled), RankMeasures.spectralEntropy(spectrum)))
    #expect(close(RankMeasures.effectiveRank(scaled), RankMeasures.effectiveRank(spectrum)))
    #expect(RankMeasures.stableRank(scaled) == 1.5)
    #expect(RankMeasures.nuclearNormOverLargest(scaled) == 2)
    #expect(close(RankMeasures.nuclearNormOverFrobenius(scaled), 4 / 6.0.squareRoot()))
    #expect(RankMeasures.thresholdRank(scaled, threshold: 0.25) == 3)
    #expect(RankMeasures.spectralEntropyGradient(scaled).allSatisfy { !$0.isNaN })
  }

  @Test("law: the entropy of a matrix does not see orthogonal factors, scale and transposition")
  func invariance() throws {
    let a = Matrix<Double>.gaussian(14, 9, seed: 2)
    let entropy = try spectralEntropy(of: a)
    let rotated = Matrix.orthonormal(14, 14, seed: 3).times(a)
      .times(.orthonormal(9, 9, seed: 4))
    // Values move by their rounding, about 14 ulp of the largest, each; the entropy with them.
    for other in [rotated, 1e150 * a, a.transposed] {
      #expect(abs(try spectralEntropy(of: other) - entropy) < 30 * 14 * .ulpOfOne)
    }
    #expect(abs(try spectralEntropy(of: a + 1e-8 * rotated) - entropy) > 1e-10)
  }

  @Test("law: the gradient agrees with differences", arguments: [(5, 4), (4, 6), (3, 3)])
  func gradient(rows: Int, columns: Int) throws {
    let a = Matrix<Double>.gaussian(rows, columns, seed: 5)
    let gradient = try spectralEntropyGradient(of: a)
    let differences = try finiteDifferences(at: a, step: 3e-4) { try spectralEntropy(of: $0) }
    let error = (gradient - differences).elements.map(abs).max() ?? .infinity
    #expect(error < 1e-9)
    #expect((gradient + differences).frobeniusNorm > 0.01, "the sign matters")
    let inner = zip(gradient.elements, a.elements).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(inner) < 100 * .ulpOfOne, "the entropy does not depend on scale")
    let scaled = try spectralEntropyGradient(of: 4 * a)
    #expect(reconstructionRatio(gradient, 4 * scaled) < acceptedRatio)
  }

  @Test("law: the gradient on values: by hand, 0 at zeros and at equal values")
  func gradientOfValues() {
    let rho = 1.5 * log(2)
    let expected = [-(log(0.5) + rho) / 4, -(log(0.25) + rho) / 4, -(log(0.25) + rho) / 4, 0]
    #expect(
      relativeDistance(RankMeasures.spectralEntropyGradient(spectrum + [0]), expected)
        < 32 * .ulpOfOne)
    let equal = RankMeasures.spectralEntropyGradient([2, 2, 2, 2])
    #expect(equal.allSatisfy { abs($0) < 8 * .ulpOfOne })
    #expect(RankMeasures.spectralEntropyGradient([0, 0]) == [0, 0])
  }

  @Test("oracle: the differential effective rank of closed forms")
  func differential() {
    let uniform = (0...4000).map { Double($0) / 4000 }
    // -integral 2s log 2s; the trapezoidal rule leaves the square of the step.
    let offset = differentialEffectiveRank(points: uniform, density: uniform.map { _ in 7 })
    #expect(abs(offset - (0.5 - log(2))) < 1e-6)
    #expect(abs(quarterCircle(4000) - quarterCircleLimit) < 1e-5)
    #expect(abs(quarterCircleLimit - -0.2169) < 5e-5)
  }

  @Test("rate: the trapezoidal rule has order 2 where the density is smooth")
  func differentialRate() {
    // Uniform on 1...2: the mean is 3/2, the integral of s log s is 2 log 2 - 3/4.
    let limit = log(1.5) - (2 * log(2) - 0.75) / 1.5
    let counts = [10.0, 20, 40, 80, 160]
    let errors = counts.map { count in
      let points = Array(stride(from: 1, through: 2, by: 1 / count))
      return abs(differentialEffectiveRank(points: points, density: points.map { _ in 1 }) - limit)
    }
    let slope = logLogSlope(x: counts, y: errors).slope
    #expect(abs(slope + 2) < 0.2, "slope \(slope)")
  }

  @Test("law: n singular values of a Gaussian matrix have entropy log n + the offset")
  func gaussian() throws {
    let n = 400
    let entropy = try spectralEntropy(of: .gaussian(n, n, seed: 6))
    // The spread of the entropy is of order 1/n.
    #expect(abs(entropy - log(Double(n)) - quarterCircleLimit) < 4 / Double(n))
  }

  @Test("hostile: nothing and only zeros measure 0; the checked forms throw")
  func nothing() {
    for empty in [[], [0], [0.0, 0, 0]] {
      #expect(RankMeasures.spectralEntropy(empty) == 0)
      #expect(RankMeasures.effectiveRank(empty) == 0)
      #expect(RankMeasures.thresholdRank(empty, threshold: 0) == 0)
      #expect(RankMeasures.stableRank(empty) == 0)
      #expect(RankMeasures.nuclearNorm(empty) == 0)
      #expect(RankMeasures.nuclearNormOverLargest(empty) == 0)
      #expect(RankMeasures.nuclearNormOverFrobenius(empty) == 0)
    }
    for matrix in [Matrix<Double>(rows: 3, columns: 2), Matrix(rows: 0, columns: 2)] {
      #expect(throws: DecompositionError(.zeroMatrix)) { _ = try spectralEntropy(of: matrix) }
      #expect(throws: DecompositionError(.zeroMatrix)) {
        _ = try spectralEntropyGradient(of: matrix)
      }
    }
    #expect(throws: DecompositionError(.nonFiniteInput(row: 0, column: 1))) {
      _ = try spectralEntropy(of: Matrix([[1, .nan]]))
    }
  }

  @Test("hostile: values that are no singular values, wrong thresholds and densities")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = RankMeasures.spectralEntropy([1, .nan]) }
    await #expect(processExitsWith: .failure) { _ = RankMeasures.stableRank([1, -1e-20]) }
    await #expect(processExitsWith: .failure) { _ = RankMeasures.effectiveRank([.infinity]) }
    await #expect(processExitsWith: .failure) {
      _ = RankMeasures.thresholdRank([1], threshold: -0.1)
    }
    await #expect(processExitsWith: .failure) {
      _ = differentialEffectiveRank(points: [0, 1], density: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = differentialEffectiveRank(points: [0, 1, 1], density: [1, 1, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = differentialEffectiveRank(points: [0, 1], density: [0, 0])
    }
  }

  /// `log c - E[s log s] / c` with `c = 8 / (3 pi)` and `E[s log s] / c = 2 log 2 - 4/3`, from the
  /// Mellin transform of the quarter circle.
  private let quarterCircleLimit = log(2 / (3 * Double.pi)) + 4.0 / 3

  private func quarterCircle(_ intervals: Int) -> Double {
    let points = (0...intervals).map { 2 * Double($0) / Double(intervals) }
    return differentialEffectiveRank(
      points: points, density: points.map { max(0, 4 - $0 * $0).squareRoot() })
  }
}
