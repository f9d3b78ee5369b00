/// Mean, spread and extremes of a sample.
///
/// The mean is taken first and the squared deviations from it second, so a sample with a large
/// common offset loses no digits.
public struct Summary: Sendable, Codable, Equatable {
  /// The number of values, `T`.
  public let count: Int

  /// `Σ xᵢ / T`; `0` for an empty sample.
  public let mean: Double

  /// `√(Σ (xᵢ - mean)² / (T - 1))`; `0` for fewer than two values.
  public let standardDeviation: Double

  /// The smallest value; `0` for an empty sample.
  public let minimum: Double

  /// The largest value; `0` for an empty sample.
  public let maximum: Double

  /// The standard error of the mean, `standardDeviation / √T`; NaN, since nobody knows, for fewer
  /// than two values.
  public var standardError: Double {
    count > 1 ? standardDeviation / Double(count).squareRoot() : .nan
  }

  /// Summarizes a sample.
  ///
  /// - Parameter values: The sample, `(T)`; may be empty. A value that is not finite makes the
  ///   mean and the standard deviation not finite.
  /// - Complexity: O(T), two passes.
  public init(_ values: [Double]) {
    count = values.count
    guard let first = values.first else {
      (mean, standardDeviation, minimum, maximum) = (0, 0, 0, 0)
      return
    }
    let total = Double(values.count)
    let rough = values.reduce(0, +) / total
    var (squares, drift, low, high) = (0.0, 0.0, first, first)
    for value in values {
      let deviation = value - rough
      squares += deviation * deviation
      drift += deviation
      low = min(low, value)
      high = max(high, value)
    }
    // `drift` is the rounding error of the first pass: it corrects both results.
    mean = rough + drift / total
    minimum = low
    maximum = high
    let corrected = squares - drift * drift / total
    standardDeviation = values.count < 2 ? 0 : (max(0, corrected) / (total - 1)).squareRoot()
  }
}
