import Foundation

// The digamma function is raised by ψ(x) = ψ(x + 1) - 1/x to x ≥ 12, where the asymptotic series
// with the terms up to x⁻¹⁴ leaves an error below 3617/8160 · 12⁻¹⁶ < 3e-18.

/// The digamma function `ψ(x) = d/dx log Γ(x)` on the positive axis.
///
/// - Parameter x: A positive number.
/// - Returns: `ψ(x)` to a few units of `2⁻⁵² max(1, |ψ(x)|)`.
/// - Source: DLMF 5.5.2 and 5.11.2.
public func digamma(_ x: Double) -> Double {
  precondition(x > 0, "digamma is implemented for positive numbers, not for \(x).")
  var (x, sum) = (x, 0.0)
  while x < 12 {
    sum -= 1 / x
    x += 1
  }
  let bernoulli: [Double] = [
    1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12,
  ]
  let square = 1 / (x * x)
  let series = bernoulli.reversed().reduce(0) { ($0 + $1) * square }
  return sum + (log(x) - 0.5 / x - series)
}

/// The logarithm of the gamma function on the positive axis.
///
/// - Parameter x: A positive number.
/// - Returns: `log Γ(x)`.
public func logGamma(_ x: Double) -> Double {
  precondition(x > 0, "log Γ is implemented for positive numbers, not for \(x).")
  let (value, _): (Double, Int) = lgamma(x)
  return value
}

/// The harmonic number `H_k = Σ 1/j` for `1 ≤ j ≤ k`.
///
/// - Parameter k: At least 0; `H₀ = 0`.
/// - Returns: The sum for `k ≤ 1000`, and `ψ(k + 1) + γ` beyond; both to rounding.
public func harmonicNumber(_ k: Int) -> Double {
  precondition(k >= 0, "Harmonic numbers begin at 0, not at \(k).")
  guard k <= 1000 else { return digamma(Double(k) + 1) + 0.57721566490153286061 }
  return (0..<k).reversed().reduce(0) { $0 + 1 / Double($1 + 1) }
}
