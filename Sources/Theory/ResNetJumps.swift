import Foundation

// Where the proximal operator jumps, in the normalisation with constants one half. With w = log u and
// ξ(w) = L (e^{w/(L+1)} - 1), at infinite depth ξ(w) = w, both depths have the same formulas.

/// The constants at which the jump of the depth-2 operator begins to start from 0.
public struct CriticalStep: Hashable, Sendable {
  /// `u_c`, where it lands, in units of `λ`.
  public let landing: Double
  /// `r_c = τ/λ`.
  public let ratio: Double
}

extension NetworkDepth {
  /// `r_c` and `u_c` of depth-2 blocks at this depth, `L ≥ 1`; depth-1 blocks have none, their jump
  /// always starts from 0.
  ///
  /// `u_c > 1` is the root of `u (1 - u⁻ᵖ) = 2L (u^{1/(L+1)} - 1)`, and `r_c = u_c / (1 - u_c⁻ᵖ)`.
  ///
  /// - Source: derived. At infinite depth `u_c = 3.5128…`, `r_c = 4.9108…`; at `L = 1` 4 and 8.
  public var criticalStep: CriticalStep {
    if case .blocks(let count) = self { precondition(count >= 1, "a depth of \(count) blocks") }
    let p = exponent
    let w = bisect(1, 1.5) { w in -exp(w) * expm1(-p * w) - 2 * self.xi(w) }
    return CriticalStep(landing: exp(w), ratio: exp(w) / -expm1(-p * w))
  }

  /// `p = L/(L + 1)`, 1 at infinite depth.
  var exponent: Double {
    switch self {
    case .blocks(let count): Double(count) / (Double(count) + 1)
    case .infinite: 1
    }
  }

  /// `L (e^{w/(L+1)} - 1)`, `w` at infinite depth.
  fileprivate func xi(_ w: Double) -> Double {
    switch self {
    case .blocks(let count): Double(count) * expm1(w / (Double(count) + 1))
    case .infinite: w
    }
  }
}

extension ResNetPenalty {
  /// The jump of depth-1 from 0, for `r = τ/λ > 1`.
  func depth1Jump(ratio r: LogarithmicRatio, step tau: Double) -> ResNetProximal.Jump? {
    guard r.value > 1 else { return nil }
    let scale = geometricMean(scaledLambda, tau)
    switch depth {
    case .infinite:
      let half = r.logarithm / 2
      return .init(from: scale * (1 + half), before: 0, to: scale * half)
    case .blocks(let count):
      let u = r.logarithm / (2 * (Double(count) + 1))
      let x = scale * (Double(count) * expm1(u))
      let y = x + tau * exp(-Double(count) * u)
      return .init(from: y, before: 0, to: x)
    }
  }

  /// The jump of depth-2, for `rp > 1`: from the soft branch up to `r_c`, from 0 beyond.
  func depth2Jump(ratio r: LogarithmicRatio, step tau: Double) -> ResNetProximal.Jump? {
    let p = depth.exponent
    guard r.value * p > 1 else { return nil }
    let critical = depth.criticalStep
    let fromZero = r.value >= critical.ratio
    let w =
      fromZero
      ? landingFromZero(logRatio: r.logarithm)
      : bisect(0, log(critical.landing)) { w in self.softLandingRatio(w) - r.value }
    // λ eʷ, where eʷ and r may overflow.
    let to = geometricMean(scaledLambda, tau) * exp(w - r.logarithm / 2)
    let from = to + tau * exp(-p * w)
    return .init(from: from, before: fromZero ? 0 : max(0, from - tau), to: to)
  }

  /// `2 (u - ψ(u)) / (1 - u⁻ᵖ)²` with `ψ = φ/λ`: increases from `1/p` at `w = 0` to `r_c`.
  private func softLandingRatio(_ w: Double) -> Double {
    guard w > 0 else { return 1 / depth.exponent }
    let gap: Double
    if w < 0.5 {
      // u - ψ = Σ_{k ≥ 2} wᵏ/k! (1 - (L+1)^{1-k}): the difference would cancel.
      var (term, share, sum) = (w, 1.0, 0.0)
      for k in 2...20 {
        term *= w / Double(k)
        share *= 1 - depth.exponent
        sum += term * (1 - share)
      }
      gap = sum
    } else {
      gap = expm1(w) - growth(w)
    }
    let drop = expm1(-depth.exponent * w)
    return 2 * gap / (drop * drop)
  }

  /// The larger root of `2w = log(2r) + log ξ(w)`: convex, Newton's method from the right.
  private func landingFromZero(logRatio: Double) -> Double {
    let logDouble = logRatio + log(2)
    var w: Double
    switch depth {
    case .infinite: w = (logDouble + log(logRatio)) / 2
    case .blocks(let count):
      let blocks = Double(count)
      w = (blocks + 1) / (2 * blocks + 1) * (logDouble + log(blocks))
    }
    for _ in 0..<100 {
      let slope: Double  // of log ξ
      switch depth {
      case .infinite: slope = 1 / w
      case .blocks(let count):
        slope = -1 / ((Double(count) + 1) * expm1(-w / (Double(count) + 1)))
      }
      let move = (2 * w - logDouble - log(depth.xi(w))) / (2 - slope)
      guard move > 1e-16 * w else { break }
      w -= move
    }
    return w
  }
}

/// `√(xy)`, without overflow of the product.
private func geometricMean(_ x: Double, _ y: Double) -> Double {
  x.squareRoot() * y.squareRoot()
}

/// The sign change of an increasing function, by halving until the interval has no interior.
private func bisect(_ low: Double, _ high: Double, _ function: (Double) -> Double) -> Double {
  var (low, high) = (low, high)
  while true {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { return high }
    if function(middle) > 0 { high = middle } else { low = middle }
  }
}
