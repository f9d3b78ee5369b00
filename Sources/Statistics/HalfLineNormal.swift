import Foundation

// The densities exp(-ay - by²)/Z on y ≥ 0, b > 0, are an exponential family: the log-likelihood is
// concave, its maximum unique, and a condition on two moments. With the cut h = -mean/s in units of the
// standard deviation, the hazard H(h) = φ(h)/Φ(-h) and g = H - h,
//
//     E y = s g,    E y² = s² (1 - h g),    so E y²/(E y)² = (1 - h g)/g²,
//
// which grows with h from 1 to 2: one root gives both parameters. At 2 the density is exponential
// (b = 0), and y has no maximum in the family beyond. The usual search in mean and deviation was
// rejected: near the limit both run away, and general optimizers stop anywhere on the way.

/// A normal law cut off below 0, by maximum likelihood: of `log(x/xmin)` for a log-normal tail.
struct HalfLineNormal {
  /// `-mean/s`.
  let cut: Double
  /// `s`.
  let scale: Double
  /// `log(H(h)/s)`.
  private let logHeight: Double

  /// The law of the largest likelihood; there is none if the likelihood only grows towards the
  /// exponential limit, or if the values are all equal.
  ///
  /// - Parameter values: At least one is positive, none negative.
  init?(of values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let dispersion = values.reduce(0) { $0 + ($1 / mean) * ($1 / mean) } / count
    // Beyond these cuts the ratio is 1 + h⁻² and 2 - 2h⁻², and the law is a point or the limit.
    var (low, high) = (-1e6, 1e5)
    guard Self.dispersion(at: low) < dispersion, dispersion < Self.dispersion(at: high) else {
      return nil
    }
    while high - low > 1e-14 * max(1, abs(low)) {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if Self.dispersion(at: middle) < dispersion { low = middle } else { high = middle }
    }
    let hazards = Self.hazards(at: low)
    cut = low
    scale = mean / hazards.excess
    logHeight = log(hazards.hazard / scale)
  }

  /// `log` of the density at `y ≥ 0`: `-½z² - hz + log H(h) - log s`, `z = y/s`.
  func logDensity(_ y: Double) -> Double {
    let z = y / scale
    return logHeight - z * (z / 2 + cut)
  }

  /// `E y²/(E y)²`.
  private static func dispersion(at cut: Double) -> Double {
    let hazards = hazards(at: cut)
    return hazards.second / (hazards.excess * hazards.excess)
  }

  /// `H`, `g = H - h` and `1 - h g`; for `h > 2` by Laplace's continued fraction, which needs no
  /// differences: with `k = 2/(h + 3/(h + …))`, `g = 1/(h + k)` and `1 - h g = k/(h + k)`.
  private static func hazards(
    at cut: Double
  ) -> (hazard: Double, excess: Double, second: Double) {
    guard cut > 2 else {
      let hazard = StandardNormal.density(cut) / StandardNormal.cumulative(-cut)
      let excess = hazard - cut
      return (hazard, excess, 1 - cut * excess)
    }
    // At h = 2, where it is slowest, 100 terms leave less than 1e-20.
    let rest = (2...100).reversed().reduce(0.0) { Double($1) / (cut + $0) }
    let excess = 1 / (cut + rest)
    return (cut + excess, excess, rest * excess)
  }
}
