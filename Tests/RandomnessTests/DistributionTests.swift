import Foundation
import Randomness
import Testing

/// Statistical tests of 2²⁰ draws.
///
/// The seeds are fixed, so a passing test passes always; the rates
/// are those of another seed. Each bound is 5 standard errors (false alarm 6·10⁻⁷ per number)
/// unless stated.
@Suite struct DistributionTests {
  static let count = 1 << 20
  static let root = SeedPath(root: 11) / "distribution-tests"

  enum Precision: CaseIterable {
    case double
    case single

    /// Standard normal draws, made once.
    var normals: [Double] { self == .double ? Self.doubles : Self.singles }

    private static let doubles: [Double] = {
      var stream = RandomStream(root / "double")
      return stream.values(count, from: .standardNormal)
    }()
    private static let singles: [Double] = {
      var stream = RandomStream(root / "float")
      var values = [Float](repeating: 0, count: count)
      values.withUnsafeMutableBufferPointer { stream.fill($0, from: .standardNormal) }
      return values.map(Double.init)
    }()
  }

  @Test("law: moments of the standard normal distribution", arguments: Precision.allCases)
  func moments(_ precision: Precision) {
    let values = precision.normals
    // E z^k and Var z^k = E z^2k - (E z^k)².
    let table: [(Double, Double, Double)] = [
      (1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96), (6, 15, 10170),
    ]
    for (power, mean, variance) in table {
      let measured = values.reduce(0) { $0 + pow($1, power) } / Double(values.count)
      #expect(abs(measured - mean) < 5 * (variance / Double(values.count)).squareRoot())
    }
  }

  /// The bound is exceeded with probability 2·exp(-2·2.7²) = 9·10⁻⁷ (Kolmogorov's law).
  @Test("law: Kolmogorov–Smirnov distance from the normal law", arguments: Precision.allCases)
  func kolmogorovSmirnov(_ precision: Precision) {
    let values = precision.normals.sorted()
    #expect(distance(values) < 2.7 / Double(values.count).squareRoot())
    // A wrong value is seen: one percent too wide.
    #expect(distance(values.map { 1.01 * $0 }) > 2.7 / Double(values.count).squareRoot())
  }

  private func distance(_ ascending: [Double]) -> Double {
    let n = Double(ascending.count)
    return ascending.enumerated().reduce(0) { worst, item in
      let cumulative = erfc(-item.element / 2.0.squareRoot()) / 2
      let step = Double(item.offset) / n
      return max(worst, cumulative - step, step + 1 / n - cumulative)
    }
  }

  @Test("law: as many draws in the tails as there should be", arguments: Precision.allCases)
  func tails(_ precision: Precision) {
    let values = precision.normals
    for threshold in [2, 3, 4, 4.5] {
      let expected = Double(values.count) * erfc(threshold / 2.0.squareRoot()) / 2
      for sign in [-1.0, 1] {
        let seen = Double(values.count { sign * $0 > threshold })
        // At 4.5 the mean is 3.6 draws: five standard errors and two for the Poisson skew.
        #expect(abs(seen - expected) < 5 * expected.squareRoot() + 2)
      }
    }
  }

  @Test("law: neighbours in a stream, in a pair and in value are independent")
  func neighbours() {
    for values in Precision.allCases.map(\.normals) {
      for lag in [1, 2, 3, 4, 8, 16, 32] {
        let pairs = zip(values, values.dropFirst(lag))
        let n = Double(values.count - lag)
        // Var(z z') = 1; Var((z²-1)(z'²-1)) = 4.
        #expect(abs(pairs.reduce(0) { $0 + $1.0 * $1.1 } / n) < 5 / n.squareRoot())
        let squares = pairs.reduce(0) { $0 + ($1.0 * $1.0 - 1) * ($1.1 * $1.1 - 1) } / n
        #expect(abs(squares) < 10 / n.squareRoot())
      }
    }
  }

  @Test("law: streams of neighbouring paths are independent")
  func streams() {
    let n = 1 << 16
    let values = (0..<6).map { trial in
      var stream = RandomStream(Self.root / "trial" / trial)
      return stream.values(n, from: .standardNormal)
    }
    for first in 0..<6 {
      for second in 0..<first {
        let product = zip(values[first], values[second]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product) < 5 * Double(n).squareRoot())
      }
    }
  }

  @Test("law: mean and standard deviation scale a standard draw; a range scales a unit one")
  func scaling() {
    func first(_ distribution: Distribution) -> Double {
      var stream = RandomStream(Self.root / "scaling")
      return stream.values(1, from: distribution)[0]
    }
    #expect(
      first(.normal(mean: 3, standardDeviation: 0.25)) == 3 + 0.25 * first(.standardNormal))
    #expect(first(.normal(mean: 3, standardDeviation: 0)) == 3)
    #expect(first(.uniform(-2...6)) == -2 + 8 * first(.uniform(0...1)))
  }

  @Test("law: uniform draws fill their range evenly")
  func uniform() {
    var stream = RandomStream(Self.root / "uniform")
    let values = stream.values(Self.count, from: .uniform(-1...3))
    #expect(values.allSatisfy { -1 < $0 && $0 < 3 })
    var counts = [Int](repeating: 0, count: 64)
    for value in values { counts[Int((value + 1) * 16)] += 1 }
    let expected = Double(Self.count) / 64
    let chiSquare = counts.reduce(0) { $0 + pow(Double($1) - expected, 2) / expected }
    // 63 degrees of freedom: mean 63, standard deviation 11.2; beyond 130 with probability 10⁻⁶.
    #expect(chiSquare < 130)
  }
}
