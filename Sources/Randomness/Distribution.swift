/// What to draw from.
public enum Distribution: Hashable, Sendable {
  /// The normal distribution; `standardDeviation` ≥ 0.
  ///
  /// Tails end at 8.57 standard deviations in float64 (probability beyond: 10⁻¹⁷) and at 6.66 in
  /// float32 (3·10⁻¹¹).
  case normal(mean: Double, standardDeviation: Double)

  /// The uniform distribution on an interval.
  ///
  /// Draws are `low + (high - low)·u`, `u` on a symmetric grid inside (0, 1): 2⁵² points in float64,
  /// 2²³ in float32. An end of the interval occurs only by rounding.
  case uniform(ClosedRange<Double>)

  /// The normal distribution of mean 0 and standard deviation 1.
  public static let standardNormal = Distribution.normal(mean: 0, standardDeviation: 1)
}
