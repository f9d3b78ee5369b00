/// The rank of each value in its sample, from 1; equal values share the mean of their ranks.
///
/// - Parameter values: The sample, `(T)`, without NaN.
/// - Returns: Ranks in `1...T`, `(T)`; their sum is `T (T + 1) / 2`.
/// - Complexity: O(T log T).
public func meanRanks(of values: [Double]) -> [Double] {
  precondition(!values.contains { $0.isNaN }, "A sample with NaN has no ranks.")
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    let end = order[start...].firstIndex { values[$0] != values[order[start]] } ?? order.count
    // The mean of start + 1, ..., end.
    for i in order[start..<end] { ranks[i] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}

/// Spearman's rank correlation: the correlation of the ranks, ties by mean rank.
///
/// Without ties it is `1 - 6 Σ dᵢ² / (T (T² - 1))` with `dᵢ` the difference of the ranks.
///
/// - Parameters:
///   - x: A sample, `(T)`, without NaN.
///   - y: Its partner, `(T)`, without NaN.
/// - Returns: A value in `-1...1`; `nil` where all values of a sample are equal, so that they have
///   no order to agree with.
/// - Complexity: O(T log T).
/// - Source: Spearman, The proof and measurement of association between two things, 1904.
public func spearmanCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
  precondition(x.count == y.count, "\(x.count) values with \(y.count) partners.")
  let center = Double(x.count + 1) / 2
  let (a, b) = (meanRanks(of: x).map { $0 - center }, meanRanks(of: y).map { $0 - center })
  // Twice a rank is an integer, so these sums are exact and a perfect order gives exactly 1.
  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  let (aa, bb) = (dot(a, a), dot(b, b))
  guard aa > 0 && bb > 0 else { return nil }
  return aa == bb ? dot(a, b) / aa : dot(a, b) / (aa * bb).squareRoot()
}
