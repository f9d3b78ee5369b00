import Theory

/// What is proven about a solution.
public enum RecoveryCertificate: Hashable, Sendable {
  /// `m > μρ`: the objective is strongly convex, and the unique global minimiser is within this
  /// distance in Frobenius norm.
  case globalMinimum(distanceBound: Double)
  /// `m = μρ`: the objective is convex, so a stationary point is a global minimum.
  case boundary
  /// The nuclear norm: the objective exceeds the global minimum by at most this.
  case dualityGap(Double)
  /// Nothing beyond stationarity: global optimality is not certified.
  case stationary

  /// What convexity proves, where `m` is the strong convexity of the loss and `ρ` the weak convexity
  /// of the penalty (`1/λ` for the infinitely deep ResNets).
  ///
  /// The distance is at most `dist(0, ∂F(X)) / (m - μρ)`. Without a known `dist` the third part of the
  /// residual is counted for each of the `min(rows, columns) - rank` singular values it may stand for.
  ///
  /// - Source: derived.
  public init(
    kkt: KKTResidual, weakConvexity: Double, strongConvexity: Double, rows: Int, columns: Int,
    rank: Int
  ) {
    let margin = strongConvexity - kkt.weight * weakConvexity
    // Both sides come from some rounded operations; what is equal on paper counts as equal.
    let rounding = 1e-12 * strongConvexity
    if margin > rounding {
      let distance = kkt.subgradientDistance(neglected: min(rows, columns) - rank)
      self = .globalMinimum(distanceBound: distance / margin)
    } else if strongConvexity > 0, margin >= -rounding {
      self = .boundary
    } else {
      self = .stationary
    }
  }

  /// The duality gap of `½‖𝒜(X) - y‖² + μ‖X‖_*` at `X`, with the dual point
  /// `ν = s (y - 𝒜(X))`, `s = min(1, μ/‖∇ℓ(X)‖₂)`.
  ///
  /// `gap = ℓ + μ‖X‖_* - ⟨ν, y⟩ + ½‖ν‖² = (1 - s)² ℓ + μ‖X‖_* + s⟨∇ℓ, X⟩ ≥ 0`, since
  /// `⟨y - 𝒜(X), y⟩ = 2ℓ - ⟨∇ℓ, X⟩`; the second form needs no `y` and loses no digits.
  ///
  /// - Parameters:
  ///   - loss: `ℓ(X)`.
  ///   - nuclearNorm: `‖X‖_*`.
  ///   - alignment: `⟨∇ℓ(X), X⟩`.
  ///   - gradientNorm: `‖∇ℓ(X)‖₂`.
  ///   - weight: `μ`.
  /// - Returns: The certificate.
  /// - Source: derived.
  public static func dualityGap(
    loss: Double, nuclearNorm: Double, alignment: Double, gradientNorm: Double, weight: Double
  ) -> RecoveryCertificate {
    let s = gradientNorm > weight ? weight / gradientNorm : 1
    // Non-negative in exact arithmetic.
    return .dualityGap(
      max(0, (1 - s) * (1 - s) * loss + weight * nuclearNorm + s * alignment))
  }

  /// What a solver proves at `X`: for the nuclear norm a duality gap, else what convexity says.
  ///
  /// - Parameters: As for these two; the gradient's norm may be a bound on it from above, which makes
  ///   the gap larger.
  init(
    of matrix: LowRankMatrix, kkt: KKTResidual, penalty: any SpectralPenalty, loss: Double,
    strongConvexity: Double, alignment: Double, gradientNorm: @autoclosure () throws -> Double
  ) rethrows {
    self =
      penalty is NuclearPenalty
      ? .dualityGap(
        loss: loss, nuclearNorm: matrix.singularValues.reduce(0, +), alignment: alignment,
        gradientNorm: try gradientNorm(), weight: kkt.weight)
      : RecoveryCertificate(
        kkt: kkt, weakConvexity: penalty.weakConvexity, strongConvexity: strongConvexity,
        rows: matrix.rows, columns: matrix.columns, rank: matrix.rank)
  }
}

/// Whether a truncated decomposition was long enough.
public struct RankCertificate: Hashable, Sendable {
  /// The largest singular value of `X - ∇ℓ(X)/M` that is not one of `X`.
  public let neglected: Double
  /// The proximal operator is 0 up to here.
  public let threshold: Double

  /// Whether what was left out is zero after a proximal step.
  public var holds: Bool { neglected <= threshold }

  /// A comparison.
  public init(neglected: Double, threshold: Double) {
    self.neglected = neglected
    self.threshold = threshold
  }
}
