import Foundation

// The law along its angle. The moment generating function B(t) = Σ E[xᵏ] tᵏ solves B = 1 + t B^(d+1).
// On the cut of the resolvent G(x) = B(1/x)/x put B = sin((d+1)φ)/sin(dφ) · e^(iφ). Then
// B - 1 = sin φ / sin(dφ) · e^(i(d+1)φ), hence
//
//     x(φ) = B^(d+1)/(B - 1) = sin^(d+1)((d+1)φ) / (sin φ sin^d(dφ)),       0 < φ < π/(d+1),
//     p(x) = |Im G| / π = sin²φ sin^(d-1)(dφ) / (π sin^d((d+1)φ)).
//
// The distribution function needs no quadrature: dx/dB gives G dx = (d - 1/(B - 1)) dB, so
// ∫ G dx = d·B - log(B - 1), and its imaginary part, with ε = π - (d+1)φ, is
//
//     F(x) = [ε + d sin ε sin φ / sin(dφ)] / π.
//
// Both terms are positive: F keeps its relative accuracy down to x → 0, where F ~ (d+1)ε/π and
// p ~ x^(-d/(d+1)). Everything below is a function of ε (0 at x = 0, π at the upper edge), written
// with the ratios a = sin ε / sin(dφ) and b = sin φ / sin(dφ), which stay finite at the upper edge:
// x = a^(d+1)/b, p(x) = sin φ · b · a^-d / π, x p(x) = sin ε · b / π.
// Rejected: integrating p dx/dφ numerically (slower and no more accurate).

/// A place on the support, known by its angle.
private struct Angle {
  let d: Double
  let epsilon: Double
  let phi: Double
  let sinEpsilon: Double
  let sinMiddle: Double  // sin(dφ)

  init(depth d: Double, epsilon: Double) {
    self.d = d
    self.epsilon = epsilon
    phi = (Double.pi - epsilon) / (d + 1)
    // Supplements keep relative accuracy where an argument is near π: dφ = π - (ε + φ).
    sinEpsilon = sin(min(epsilon, Double.pi - epsilon))
    sinMiddle = sin(min(d * phi, epsilon + phi))
  }

  var a: Double { sinEpsilon / sinMiddle }
  var b: Double { sin(phi) / sinMiddle }
  var logX: Double { (d + 1) * log(a) - log(b) }

  /// `d log x / dε`.
  var slopeOfLogX: Double {
    (d + 1) / tan(epsilon) + (1 / tan(phi) + d * d / tan(d * phi)) / (d + 1)
  }

  var cumulative: Double { (epsilon + d * sinEpsilon * b) / Double.pi }

  /// `dF / dε = x p(x) · d log x / dε`.
  var slopeOfCumulative: Double { sinEpsilon * b / Double.pi * slopeOfLogX }
}

extension FussCatalanLaw {
  /// The density of the squared singular value, `p(x)`.
  ///
  /// - Parameter x: Any real number.
  /// - Returns: At least 0; 0 outside the support and `+∞` at 0, where `p ~ x^(-d/(d+1))`.
  public func density(ofSquared x: Double) -> Double {
    guard x >= 0, x < supportMaximum else { return 0 }
    guard x > 0 else { return .infinity }
    let angle = angle(atLogX: log(x))
    return sin(angle.phi) * angle.b * pow(angle.a, -d) / Double.pi
  }

  /// The density of the singular value, `p(σ) = 2σ p(x)` at `x = σ²`.
  ///
  /// - Parameter sigma: Any real number.
  /// - Returns: At least 0; 0 outside the support; at 0 it is `1/π` for depth 1 and `+∞` above.
  public func density(of sigma: Double) -> Double {
    guard sigma >= 0, sigma * sigma < supportMaximum else { return 0 }
    guard sigma > 0 else { return depth == 1 ? 1 / Double.pi : .infinity }
    // 2σ p(x) = 2 sin φ √b · a^((1-d)/2) / π, without the underflow of x = σ².
    let angle = angle(atLogX: 2 * log(sigma))
    return 2 * sin(angle.phi) * angle.b.squareRoot() * pow(angle.a, (1 - d) / 2) / Double.pi
  }

  /// The distribution function of the squared singular value.
  ///
  /// - Parameter x: Any real number.
  /// - Returns: A value in `0...1`.
  public func cumulative(ofSquared x: Double) -> Double {
    guard x > 0 else { return 0 }
    return x < supportMaximum ? angle(atLogX: log(x)).cumulative : 1
  }

  /// The distribution function of the singular value.
  ///
  /// - Parameter sigma: Any real number.
  /// - Returns: A value in `0...1`.
  public func cumulative(of sigma: Double) -> Double {
    guard sigma > 0 else { return 0 }
    return sigma * sigma < supportMaximum ? angle(atLogX: 2 * log(sigma)).cumulative : 1
  }

  /// The quantile of the singular value; its square is the quantile of `x`.
  ///
  /// - Parameter p: A probability in `0...1`.
  /// - Returns: The `σ` with `cumulative(of: σ) = p`; `0.5` gives the median.
  public func quantile(of p: Double) -> Double {
    precondition((0...1).contains(p), "A quantile is asked for a probability, not \(p).")
    guard p > 0 else { return 0 }
    guard p < 1 else { return supportMaximum.squareRoot() }
    // F(ε) runs from slope (d+1)/π at 0 to a flat end at π; in log ε it is nearly a line.
    let logP = log(p)
    let angle = angle(startingAt: p * Double.pi / (d + 1)) { angle in
      let value = angle.cumulative
      return (log(value) - logP, angle.slopeOfCumulative / value)
    }
    return exp(angle.logX / 2)
  }

  private func angle(atLogX target: Double) -> Angle {
    // Near 0, x ≈ (ε / sin(π/(d+1)))^(d+1).
    let start = exp(target / (d + 1)) * sin(Double.pi / (d + 1))
    return angle(startingAt: start) { angle in (angle.logX - target, angle.slopeOfLogX) }
  }

  /// The angle at which an increasing function of it vanishes, searched in `log ε`.
  ///
  /// The bracket ends at ε = π - 10⁻⁹, where `1 - x/max` is already 10⁻¹⁹.
  private func angle(
    startingAt start: Double, _ function: (Angle) -> (value: Double, slope: Double)
  ) -> Angle {
    let top = log(Double.pi - 1e-9)
    let root = monotoneRoot(in: -745...top, from: min(log(start), top - 0.1)) { logEpsilon in
      let angle = Angle(depth: d, epsilon: exp(logEpsilon))
      let (value, slope) = function(angle)
      return (value, slope * angle.epsilon)
    }
    return Angle(depth: d, epsilon: exp(root))
  }
}
