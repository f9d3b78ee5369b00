/// The root of an increasing function in an interval, by Newton's method kept inside a bracket.
///
/// A step that would leave the bracket is replaced by a bisection. At a flat end, where Newton's
/// method gains a fixed share of the distance only, some tens of steps are taken.
///
/// - Parameters:
///   - bracket: Holds the root; an end is returned if it does not.
///   - start: A first guess; clamped to the bracket.
///   - function: Value and slope; the value has the sign of `x - root`.
/// - Returns: The root to about `10⁻¹⁵ max(|x|, 1)`, or as well as the values tell.
func monotoneRoot(
  in bracket: ClosedRange<Double>, from start: Double,
  _ function: (Double) -> (value: Double, slope: Double)
) -> Double {
  var (low, high) = (bracket.lowerBound, bracket.upperBound)
  var x = min(max(start, low), high)
  for _ in 0..<200 {
    let (value, slope) = function(x)
    if value == 0 { return x }
    if value < 0 { low = x } else { high = x }
    var next = x - value / slope
    if !(next > low && next < high) { next = low + (high - low) / 2 }
    if abs(next - x) <= 2 * max(abs(x), 1).ulp { return next }
    x = next
  }
  return x
}
