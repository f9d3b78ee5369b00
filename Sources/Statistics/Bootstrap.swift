public import Randomness

/// An interval for a statistic, from resampling.
public struct BootstrapInterval: Sendable, Codable, Equatable {
  /// The lower end.
  public let lower: Double

  /// The upper end.
  public let upper: Double

  /// The standard deviation of the statistic over the resamples.
  public let standardError: Double
}

/// The percentile bootstrap interval of a statistic.
///
/// Draws `resamples` samples of the size of the given one with replacement, and returns the
/// quantiles `(1 ± level) / 2` of the statistic over them. The result is a function of the values,
/// their order and the seed path alone.
///
/// - Parameters:
///   - values: The sample, `(T)`, not empty.
///   - level: The probability that the interval shall cover, in `0..<1`.
///   - resamples: The number of resamples, at least 2.
///   - seed: The path of the stream that draws the resamples.
///   - statistic: The statistic; called `resamples` times with `T` values, must not return NaN.
/// - Returns: The interval and the standard error.
/// - Complexity: `resamples` times the cost of O(T) draws and of one statistic.
/// - Source: Efron and Tibshirani, An introduction to the bootstrap, 1993, section 13.3.
public func bootstrapInterval(
  of values: [Double], level: Double = 0.95, resamples: Int = 1000, seed: SeedPath,
  statistic: ([Double]) -> Double
) -> BootstrapInterval {
  precondition(!values.isEmpty, "An empty sample cannot be resampled.")
  precondition((0..<1).contains(level), "A level lies in 0..<1, not at \(level).")
  precondition(resamples >= 2, "An interval needs at least 2 resamples, not \(resamples).")
  var stream = RandomStream(seed)
  let count = UInt64(values.count)
  var resample = values
  var replicates: [Double] = []
  replicates.reserveCapacity(resamples)
  for _ in 0..<resamples {
    for i in resample.indices {
      // The high word of draw × count is uniform on 0..<count up to a bias of count / 2⁶⁴.
      resample[i] = values[Int(stream.next().multipliedFullWidth(by: count).high)]
    }
    replicates.append(statistic(resample))
  }
  precondition(!replicates.contains { $0.isNaN }, "The statistic of a resample is NaN.")
  let standardError = Summary(replicates).standardDeviation
  replicates.sort()
  return BootstrapInterval(
    lower: quantile((1 - level) / 2, ofSorted: replicates),
    upper: quantile((1 + level) / 2, ofSorted: replicates),
    standardError: standardError)
}
