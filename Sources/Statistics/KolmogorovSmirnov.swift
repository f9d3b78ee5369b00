/// The Kolmogorov-Smirnov distance of a sample from a continuous law, `sup |F_T(x) - F(x)|`.
///
/// The supremum is attained at a value of the sample, just before or just after its step.
///
/// - Parameters:
///   - sample: The sample, `(T)`, in any order, not empty and without NaN.
///   - cumulative: The distribution function `F` of the law; called once for each value, ascending.
/// - Returns: A value in `0...1`; at least `1 / (2T)` for a continuous `F`.
/// - Complexity: O(T log T).
/// - Source: Kolmogorov, Sulla determinazione empirica di una legge di distribuzione, 1933.
public func kolmogorovSmirnovDistance(
  _ sample: [Double], cumulative: (Double) -> Double
) -> Double {
  precondition(!sample.isEmpty, "An empty sample has no distance from a law.")
  precondition(!sample.contains { $0.isNaN }, "A sample with NaN has no distance from a law.")
  let step = 1 / Double(sample.count)
  var distance = 0.0
  for (i, value) in sample.sorted().enumerated() {
    let expected = cumulative(value)
    distance = max(distance, Double(i + 1) * step - expected, expected - Double(i) * step)
  }
  return distance
}
