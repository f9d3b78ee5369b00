/// The quantile of a sample by linear interpolation between order statistics.
///
/// With `x₍₀₎ ≤ … ≤ x₍T₋₁₎` and `h = (T - 1)·p` it is `x₍⌊h⌋₎ + (h - ⌊h⌋)(x₍⌊h⌋₊₁₎ - x₍⌊h⌋₎)`.
///
/// - Parameters:
///   - p: The share of the sample at or below the result, in `0...1`.
///   - values: The sample, `(T)`, in any order, not empty and without NaN.
/// - Returns: A value between the smallest and the largest of the sample.
/// - Complexity: O(T log T).
/// - Source: Hyndman and Fan, Sample quantiles in statistical packages, 1996, definition 7 (the
///   default of NumPy and R).
public func quantile(_ p: Double, of values: [Double]) -> Double {
  precondition(!values.contains { $0.isNaN }, "A sample with NaN has no quantiles.")
  return quantile(p, ofSorted: values.sorted())
}

/// The same for a sample in ascending order: O(1).
func quantile(_ p: Double, ofSorted values: [Double]) -> Double {
  precondition(!values.isEmpty, "An empty sample has no quantiles.")
  precondition((0...1).contains(p), "A quantile is asked for a share in 0...1, not \(p).")
  let place = p * Double(values.count - 1)
  let below = Int(place)
  guard below + 1 < values.count else { return values[values.count - 1] }
  return values[below] + (place - Double(below)) * (values[below + 1] - values[below])
}
