import Foundation

/// The power-law fit of WeightWatcher, which is not that of this program: every value is a candidate
/// for `xmin` however few it leaves in the tail, only the lower side of the steps of the empirical
/// distribution counts, and below 20 values the estimate has `n - 1` in place of `n` and tails of at
/// least 8.
///
/// - Source: WeightWatcher 0.7.7, formulas of its power-law class.
struct WeightWatcherFit {
  /// The exponent of the density of `λ`.
  private(set) var alpha = 0.0
  /// The smallest value of the tail.
  private(set) var minimum = 0.0
  /// The distance, `max |1 − (λ/xmin)^{1−α} − i/n|`.
  private(set) var distance = 1.0
  /// The standard error, `(α − 1)/√n`.
  private(set) var deviation = 0.0

  /// Fewer values are fitted by the estimator for small samples.
  private static let small = 20
  /// The shortest tail of a small sample.
  private static let smallestTail = 8

  /// Fits ascending values above 1e-5; nil for fewer than two.
  init?(ascending values: [Double]) {
    guard values.count > 1 else { return nil }
    let logs = values.map { log($0) }
    let isSmall = values.count < Self.small
    var sum = logs.reduce(0, +)
    for start in 0..<(values.count - 1) {
      let n = Double(values.count - start)
      let spread = sum - n * logs[start]
      sum -= logs[start]
      // Of less than a shortest tail everything is the tail.
      if isSmall && start > 0 && values.count - start < Self.smallestTail { continue }
      let alpha = 1 + (isSmall ? n - 1 : n) / spread
      guard alpha > 1, alpha.isFinite,
        let distance = Self.distance(logs[start...], exponent: 1 - alpha, below: self.distance)
      else { continue }
      self.alpha = alpha
      minimum = values[start]
      self.distance = distance
      deviation = (alpha - 1) / n.squareRoot()
    }
    if alpha == 0 { return nil }
  }

  /// The distance of a tail from its law; nil as soon as it is not below `limit`.
  private static func distance(
    _ logs: ArraySlice<Double>, exponent: Double, below limit: Double
  ) -> Double? {
    let n = Double(logs.count)
    let first = logs[logs.startIndex]
    var largest = 0.0
    for (i, value) in logs.enumerated() {
      largest = max(largest, abs(1 - exp(exponent * (value - first)) - Double(i) / n))
      if largest >= limit { return nil }
    }
    return largest
  }
}
