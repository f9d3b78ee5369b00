import Foundation

/// The standard normal law: mean 0, variance 1.
public enum StandardNormal {
  /// The density `exp(-x²/2) / √(2π)`.
  ///
  /// - Parameter x: Any real number.
  /// - Returns: A value in `0...0.3990`.
  public static func density(_ x: Double) -> Double {
    exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  /// The distribution function `Φ(x) = erfc(-x/√2) / 2`.
  ///
  /// Keeps its relative accuracy in the lower tail; for the upper tail use `cumulative(-x)`.
  ///
  /// - Parameter x: Any real number.
  /// - Returns: A value in `0...1`.
  public static func cumulative(_ x: Double) -> Double {
    erfc(-x / 2.0.squareRoot()) / 2
  }

  /// The quantile `Φ⁻¹(p)`, by Halley's method on `Φ`.
  ///
  /// - Parameter p: A probability in `0...1`.
  /// - Returns: A real number to about 15 digits, for `p` down to `10⁻³⁰⁰`; `∓∞` at 0 and 1.
  /// - Source: Abramowitz and Stegun, 26.2.22, for the start.
  public static func quantile(_ p: Double) -> Double {
    precondition((0...1).contains(p), "A quantile is asked for a probability, not \(p).")
    if p > 0.5 { return -quantile(1 - p) }
    guard p > 0 else { return -.infinity }
    let t = (-2 * log(p)).squareRoot()
    var x = (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t)) - t
    for _ in 0..<4 {
      let newton = (cumulative(x) - p) / density(x)
      let step = newton / (1 + x * newton / 2)
      x -= step
      if abs(step) <= 1e-16 * abs(x) { break }
    }
    return x
  }
}
