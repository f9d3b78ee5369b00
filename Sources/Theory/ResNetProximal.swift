import Foundation

/// The proximal operator of the ResNet penalty for one step `τ`: `argmin ½(x - y)² + τφ(x)`.
///
/// With `r = τ/λ` and `p = L/(L+1)` (1 at infinite depth; constants one half):
///
/// - depth-1: continuous for `r ≤ 1`. For `r > 1` it jumps from 0 to a positive point.
/// - depth-2: continuous for `rp ≤ 1`: 0 up to `τ`, soft thresholding `y - τ` up to `λ + τ`, then the
///   root of `x + τφ'(x) = y` above `λ`. For larger `r` it jumps to that root, up to `r_c(L)` from the
///   soft branch, beyond from 0.
///
/// Beyond their jumps all of them are continuous, and the shrinkage `y - x` vanishes as `y` grows.
///
/// - Source: derived; the cost is that of E. Boix-Adsera, arXiv 2501.19149, Theorem 2.1.
public struct ResNetProximal: ProximalOperator {
  /// A discontinuity: up to and including ``from`` the result is at most ``before``, beyond it is
  /// above ``to``.
  public struct Jump: Hashable, Sendable {
    /// The `y` of the jump; the operator gives ``before`` there.
    public let from: Double
    /// The result at ``from``: 0, or `from - τ` on the soft branch.
    public let before: Double
    /// The limit of the result from above.
    public let to: Double
  }

  /// The penalty.
  public let penalty: ResNetPenalty
  /// `τ`.
  public let step: Double
  /// 0 for every `y` up to here.
  public let zeroThreshold: Double
  /// Where the operator is not continuous; nil where it is everywhere.
  public let jump: Jump?

  /// `r`, the step in units of the scaled `λ`; infinite where that overflows.
  let ratio: Double
  /// `log r`, finite nevertheless.
  let logRatio: Double
  /// Soft thresholding up to here, inclusive; depth-2 only.
  let softEnd: Double

  /// Prepares the thresholds.
  ///
  /// - Parameters:
  ///   - penalty: `φ`.
  ///   - step: `τ`, positive and finite, as is `2aτ`.
  public init(_ penalty: ResNetPenalty, step: Double) {
    requireStep(step)
    self.penalty = penalty
    self.step = step
    let lambda = penalty.scaledLambda
    let tau = 2 * penalty.constants.embedding * step
    precondition(tau.isFinite, "The step \(step) overflows when multiplied by 2a.")
    let quotient = LogarithmicRatio(tau, over: lambda)
    (ratio, logRatio) = (quotient.value, quotient.logarithm)
    switch penalty.block {
    case .depth1:
      jump = penalty.depth1Jump(ratio: quotient, step: tau)
      zeroThreshold = jump?.from ?? tau
      softEnd = 0
    case .depth2:
      jump = penalty.depth2Jump(ratio: quotient, step: tau)
      zeroThreshold = jump.flatMap { $0.before == 0 ? $0.from : nil } ?? tau
      softEnd = jump?.from ?? lambda + tau
    }
  }

  /// The step in the normalisation with constants one half, `2aτ`.
  var scaledStep: Double { 2 * penalty.constants.embedding * step }

  /// The minimiser for one singular value `y ≥ 0`.
  public func callAsFunction(_ y: Double) -> Double {
    requireSingularValue(y)
    guard y > zeroThreshold else { return 0 }
    guard (y / penalty.scaledLambda).isFinite else { return y }
    switch (penalty.block, penalty.depth) {
    case (.depth1, .infinite): return depth1Infinite(y)
    case (.depth1, .blocks(let count)): return depth1(y, blocks: Double(count))
    case (.depth2, .infinite): return y <= softEnd ? y - scaledStep : depth2Infinite(y)
    case (.depth2, .blocks): return y <= softEnd ? y - scaledStep : depth2(y)
    }
  }
}

// MARK: - Above the thresholds

extension ResNetProximal {
  /// `(τ e⁻ᵛ - y)/λ`.
  ///
  /// Where `r` is small, so may be `y - τ` and the root: then that difference comes first. Where it is
  /// large, `τ` would cancel and cost `√r` roundings.
  private func reduced(_ y: Double, _ v: Double) -> Double {
    ratio < 4
      ? ratio * expm1(-v) - (y - scaledStep) / penalty.scaledLambda
      : (scaledStep * exp(-v) - y) / penalty.scaledLambda
  }

  /// `λ w eʷ` with the largest root of `w eʷ + r e⁻ʷ = y/λ`.
  private func depth1Infinite(_ y: Double) -> Double {
    let lambda = penalty.scaledLambda
    let w = largestRoot(
      from: LogarithmicRatio(y, over: lambda).lambertW0, downTo: max(0, logRatio / 2)
    ) { w in
      let power = exp(w)
      return (w * power + reduced(y, w), (1 + w) * power - scaledStep * exp(-w) / lambda)
    }
    return point(y, shrinkage: scaledStep * exp(-w), otherwise: lambda * (w * exp(w)))
  }

  /// `λL (t - 1) tᴸ⁺¹` with the largest root of `L (t - 1) tᴸ⁺¹ + r t⁻ᴸ = y/λ`, `u = log t`.
  private func depth1(_ y: Double, blocks: Double) -> Double {
    let lambda = penalty.scaledLambda
    let argument = LogarithmicRatio((blocks + 1) / blocks * y, over: lambda)
    let u = largestRoot(
      from: argument.lambertW0 / (blocks + 1), downTo: max(0, logRatio / (2 * (blocks + 1)))
    ) { u in
      let power = exp((blocks + 1) * u)
      let x = blocks * expm1(u) * power
      let slope = blocks * power * (exp(u) + (blocks + 1) * expm1(u))
      return (
        x + reduced(y, blocks * u), slope - blocks * (scaledStep * exp(-blocks * u) / lambda)
      )
    }
    return point(
      y, shrinkage: scaledStep * exp(-blocks * u),
      otherwise: lambda * (blocks * expm1(u) * exp((blocks + 1) * u)))
  }

  /// `½ (y + √(y² - 4τλ))`.
  private func depth2Infinite(_ y: Double) -> Double {
    let v = y / penalty.scaledLambda
    let edge = 2 * (scaledStep.squareRoot() / penalty.scaledLambda.squareRoot())
    return y / 2 * (1 + max(0, (1 - edge / v) * (1 + edge / v)).squareRoot())
  }

  /// `λu` with the largest root of `u + r u⁻ᵖ = y/λ`.
  private func depth2(_ y: Double) -> Double {
    let p = penalty.depth.exponent
    let v = y / penalty.scaledLambda
    let low = exp(max(0, (logRatio + log(p)) / (1 + p)))
    let u = largestRoot(from: v, downTo: low) { u in
      let shrinkage = scaledStep * exp(-p * log(u)) / penalty.scaledLambda
      return (u + shrinkage - v, 1 - p * shrinkage / u)
    }
    return point(
      y, shrinkage: scaledStep * exp(-p * log(u)), otherwise: penalty.scaledLambda * u)
  }

  /// `y - shrinkage` where that loses no digits.
  private func point(_ y: Double, shrinkage: Double, otherwise direct: Double) -> Double {
    shrinkage < y / 2 ? y - shrinkage : direct
  }
}

/// The largest root of a function that is convex and increasing from `low` on, by Newton's method from
/// a point to its right: the iterates decrease to it.
///
/// Where the root is nearly double every step halves the error, hence the number of steps.
private func largestRoot(
  from start: Double, downTo low: Double, _ function: (Double) -> (value: Double, slope: Double)
) -> Double {
  var x = max(start, low)
  for _ in 0..<100 {
    let (value, slope) = function(x)
    guard value > 0, slope > 0 else { break }
    let next = max(low, x - value / slope)
    if x - next <= 1e-16 * x { break }
    x = next
  }
  return x
}
