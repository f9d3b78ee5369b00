import Foundation

/// A power law fitted to the largest values of a sample: density `∝ x^(-α)` for `x ≥ xmin`.
///
/// For a candidate `xmin` with the `n` values `xᵢ ≥ xmin`, `α = 1 + n/Σ log(xᵢ/xmin)`, and the
/// distance is `max |F(x₍ᵢ₎) - i/n|, |F(x₍ᵢ₎) - (i+1)/n|`, `F(x) = 1 - (x/xmin)^(1-α)`. The fit takes
/// the observed value that makes the distance smallest and leaves a tail that is long enough; of
/// several, the smallest. Only ratios of values enter: all numbers but ``minimum`` keep their value
/// when the sample is scaled.
///
/// - Source: Clauset, Shalizi and Newman, Power-law distributions in empirical data, 2009, sections
///   3.1 and 3.3, the continuous case.
public struct PowerLawFit: Sendable {
  /// The exponent `α` of the density, above 1.
  public let exponent: Double

  /// The distance of the tail from the law, in `0...1`.
  public let distance: Double

  /// The smallest value of the tail, `xmin`.
  public let minimum: Double

  /// The number of values in the tail, `n`.
  public let tailCount: Int

  /// The shortest tail that was allowed.
  public let minimumTail: Int

  /// The logarithms of all values that entered, ascending, `(T)`.
  let logs: [Double]

  /// The standard error of the exponent, `(α - 1)/√n`, for a given `xmin`.
  public var standardError: Double { (exponent - 1) / Double(tailCount).squareRoot() }

  /// The number of values that entered, `T`.
  public var count: Int { logs.count }

  /// The share of the values in the tail, `n/T`.
  public var tailFraction: Double { Double(tailCount) / Double(count) }

  /// The exponent of the density of `√x`, `2α - 1`: for eigenvalues `σ²` that of `σ`.
  public var exponentOnRoot: Double { 2 * exponent - 1 }

  /// Fits a power law to the tail of a sample.
  ///
  /// There is no fit if fewer than `minimumTail` values are above the floor, or if every tail that is
  /// long enough consists of equal values.
  ///
  /// - Parameters:
  ///   - values: The sample, in any order, finite.
  ///   - minimumTail: The shortest tail that is allowed, at least 2. Short tails are fitted by any law.
  ///   - floor: Values at or below it do not enter; at least 0.
  /// - Complexity: O(T²) at worst, in practice near O(T^1.5): candidates end as soon as they are worse
  ///   than the best, and most values are known not to matter without being looked at.
  public init?(of values: [Double], minimumTail: Int = 50, above floor: Double = 0) {
    precondition(minimumTail >= 2, "A tail has at least 2 values, not \(minimumTail).")
    precondition(floor >= 0, "A power law is fitted to positive values, not above \(floor).")
    precondition(values.allSatisfy(\.isFinite), "A power law is fitted to finite values.")
    let sorted = values.filter { $0 > floor }.sorted()
    var scan = PowerLawScan(logs: sorted.map { log($0) }, minimumTail: minimumTail)
    guard let tail = scan.best() else { return nil }
    logs = scan.logs
    self.minimumTail = minimumTail
    minimum = sorted[tail.start]
    tailCount = logs.count - tail.start
    exponent = 1 + tail.rate
    distance = tail.distance
  }
}

extension PowerLawFit {
  /// `log(xᵢ/xmin)` of the tail, ascending, `(n)`.
  var tail: [Double] {
    let tail = logs.suffix(tailCount)
    return tail.map { $0 - tail[tail.startIndex] }
  }

  /// The logarithms of the values below the tail, ascending, `(T - n)`.
  var body: ArraySlice<Double> { logs.dropLast(tailCount) }
}
