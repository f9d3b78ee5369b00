import Foundation

/// The principal branch of the Lambert function, `w eʷ = x`.
///
/// - Parameter x: At least 0.
/// - Returns: `W₀(x) ≥ 0` to about `2 · 10⁻¹⁵` relative.
/// - Source: R. Corless et al., On the Lambert W function (1996); Halley's iteration.
public func lambertW0(_ x: Double) -> Double {
  precondition(x >= 0, "W₀ is implemented for numbers from 0 on, not for \(x).")
  guard x < .infinity else { return x }
  guard x < M_E else { return lambertW0(ofExponential: log(x)) }
  guard x > 1e-160 else { return x }
  var w = log1p(x)
  for _ in 0..<50 {
    let power = exp(w)
    let f = w * power - x
    let step = f / (power * (w + 1) - (w + 2) * f / (2 * w + 2))
    w -= step
    if abs(step) <= 2e-16 * w { break }
  }
  return w
}

/// `W₀(eˡ)`, for arguments that would overflow.
///
/// - Parameter exponent: `l`; any number.
/// - Returns: The solution of `w + log w = l`, to about `2 · 10⁻¹⁵` relative.
public func lambertW0(ofExponential exponent: Double) -> Double {
  guard exponent >= 1 else { return lambertW0(exp(exponent)) }
  guard exponent < .infinity else { return exponent }
  var w = max(0.5, exponent - log(exponent))
  for _ in 0..<50 {
    let step = (w + log(w) - exponent) / (1 + 1 / w)
    w -= step
    if abs(step) <= 2e-16 * w { break }
  }
  return w
}
