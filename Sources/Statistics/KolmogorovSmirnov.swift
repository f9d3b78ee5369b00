/// The Kolmogorov-Smirnov distance of a sample from a continuous law, `sup |F_T(x) - F(x)|`.
///
/// The supremum is attained at a value of the sample, just before or just after its step.
///
/// Values at or below `floor` are known to be there, but not where: they count in `F_T`, and the
/// supremum is taken over `x >= floor` only. This is the distance of a sample whose small values lie
/// below the resolution of the instrument.
///
/// - Parameters:
///   - sample: The sample, `(T)`, in any order, not empty and without NaN.
///   - floor: The resolution; by default all values are resolved.
///   - cumulative: The distribution function `F` of the law; called once for each value, ascending.
/// - Returns: A value in `0...1`; at least `1 / (2T)` for a continuous `F` where all is resolved.
/// - Complexity: O(T log T).
/// - Source: Kolmogorov, Sulla determinazione empirica di una legge di distribuzione, 1933.
public func kolmogorovSmirnovDistance(
  _ sample: [Double], above floor: Double = -.infinity, cumulative: (Double) -> Double
) -> Double {
  precondition(!sample.isEmpty, "An empty sample has no distance from a law.")
  precondition(!sample.contains { $0.isNaN }, "A sample with NaN has no distance from a law.")
  let step = 1 / Double(sample.count)
  let unresolved = sample.count { $0 <= floor }
  var distance = unresolved > 0 ? abs(Double(unresolved) * step - cumulative(floor)) : 0
  for (i, value) in sample.sorted().enumerated().dropFirst(unresolved) {
    let expected = cumulative(value)
    distance = max(distance, Double(i + 1) * step - expected, expected - Double(i) * step)
  }
  return distance
}
