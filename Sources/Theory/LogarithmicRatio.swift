import Foundation

/// `s = x/y` for positive numbers, together with its logarithm, which does not overflow with it.
struct LogarithmicRatio {
  /// `x/y`; infinite where the quotient overflows.
  let value: Double
  /// `log x - log y`.
  let logarithm: Double

  init(_ numerator: Double, over denominator: Double) {
    value = numerator / denominator
    if value > 0.5, value < 2 {
      // Near 1 the quotient's rounding would be all that is left; the difference is exact.
      logarithm = log1p((numerator - denominator) / denominator)
    } else {
      logarithm = value.isNormal ? log(value) : log(numerator) - log(denominator)
    }
  }

  /// `W₀(s)`.
  var lambertW0: Double {
    value < 1 ? Theory.lambertW0(value) : Theory.lambertW0(ofExponential: logarithm)
  }
}

/// `u = log t ≥ 0` with `(t - 1) tᴸ⁺¹ = s/L`, the growth per block of a depth-1 network.
///
/// The root of `g(u) = log(eᵘ - 1) + (L + 1)u - log(s/L)`, increasing and concave, by Newton's method
/// from the left end of `W₀((L+2)κ)/(L+2) ≤ u ≤ W₀((L+1)κ)/(L+1)`, `κ = s/L`.
///
/// - Source: derived.
func logarithmOfT(_ s: LogarithmicRatio, blocks: Double) -> Double {
  let kappa = s.value / blocks
  let logKappa = s.logarithm - log(blocks)
  func end(_ factor: Double) -> Double {
    let scaled = factor * kappa
    let w = scaled < 1 ? lambertW0(scaled) : lambertW0(ofExponential: log(factor) + logKappa)
    return w / factor
  }
  var low = end(blocks + 2)
  var high = end(blocks + 1)
  guard high < .infinity else { return high }
  var u = low
  for _ in 0..<60 {
    // The direct form where the right side is small: the logarithm of a small number would cost
    // digits there.
    let isSmall = (blocks + 1) * u < 1
    let value: Double
    let slope: Double
    if isSmall {
      let power = exp((blocks + 1) * u)
      value = expm1(u) * power - kappa
      slope = power * (exp(u) + (blocks + 1) * expm1(u))
    } else {
      value = log(expm1(u)) + (blocks + 1) * u - logKappa
      slope = -1 / expm1(-u) + blocks + 1
    }
    if value > 0 { high = min(high, u) } else { low = max(low, u) }
    var next = u - value / slope
    if !(next >= low && next <= high) { next = low + (high - low) / 2 }
    if abs(next - u) <= 4e-16 * u { return next }
    u = next
  }
  return u
}
