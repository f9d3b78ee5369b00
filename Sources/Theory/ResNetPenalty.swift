import Foundation

/// The two kinds of residual block.
public enum BlockKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// `h ← h + W h`: one weight per block, its squared norm weighted with `λL`.
  case depth1 = "depth-1"
  /// `h ← h + V U h`: two weights per block, their squared norms weighted with `λ`.
  case depth2 = "depth-2"
}

/// The number of residual blocks, `L`.
public enum NetworkDepth: Hashable, Sendable, CustomStringConvertible {
  /// `L ≥ 1` blocks.
  case blocks(Int)
  /// The limit `L → ∞`.
  case infinite

  /// `L`, or `inf`.
  public var description: String {
    switch self {
    case .blocks(let count): "\(count)"
    case .infinite: "inf"
    }
  }
}

/// The constants `(a, b)` of a cost
/// `a (‖W_in‖² + ‖W_out‖²) + b λ [L] Σ (squared norms of the block weights)`.
///
/// Which constants the paper uses is not known to us; with the default, one half each, a large `λ`
/// gives the nuclear norm itself.
public struct CostConstants: Hashable, Sendable, Codable {
  /// `a`, of the embedding and the unembedding.
  public let embedding: Double
  /// `b`, of the blocks.
  public let residual: Double

  /// `a = b = 1/2`.
  public static let halves = CostConstants(embedding: 0.5, residual: 0.5)

  /// Constants; ``ResNetPenalty`` refuses those that are not positive and finite.
  public init(embedding: Double, residual: Double) {
    self.embedding = embedding
    self.residual = residual
  }
}

/// What a linear residual network pays for one singular value `σ`.
///
/// The smallest weight norm with which `x ↦ W_out (I + R_L) ⋯ (I + R_1) W_in x` represents `A` is
/// `Σ φ(σᵢ(A))`. In the normalisation `a = b = 1/2`, with `s = σ/λ`:
///
/// - depth-1, `L` blocks: `φ = min_{t ≥ 1} σ t⁻ᴸ + λL²/2 (t - 1)²`, where `(t - 1) tᴸ⁺¹ = s/L`;
/// - depth-1, infinite: `φ = λ (W + W²/2)`, `W = W₀(s)`;
/// - depth-2, `L` blocks: `φ = σ` up to `λ`, then `λ ((L + 1) s^{1/(L+1)} - L)`;
/// - depth-2, infinite: `φ = σ` up to `λ`, then `λ (1 + log s)`.
///
/// Other constants rescale: `φ_{a,b}(σ; λ) = 2a φ(σ; bλ/a)`. All results are accurate to about
/// `10⁻¹⁴` relative for `σ/λ` from `10⁻¹²` to `10¹²`.
///
/// - Source: E. Boix-Adsera, arXiv 2501.19149, Theorem 2.1 and Corollary 2.2, in our normalisation;
///   the numerical forms are derived.
public struct ResNetPenalty: SpectralPenalty, Hashable {
  /// The kind of block.
  public let block: BlockKind
  /// The number of blocks `L`.
  public let depth: NetworkDepth
  /// `λ`, the weight of the residual part.
  public let lambda: Double
  /// `(a, b)`.
  public let constants: CostConstants

  /// `bλ/a`, the `λ` of the same penalty with constants one half.
  package let scaledLambda: Double

  /// A penalty.
  ///
  /// - Throws: ``CostError`` if `λ`, `a` or `b` is not positive and finite, or `L < 1`, or if
  ///   `bλ/a` is not a positive number in double precision.
  public init(
    block: BlockKind, depth: NetworkDepth = .infinite, lambda: Double,
    constants: CostConstants = .halves
  ) throws(CostError) {
    self.lambda = try positive(lambda, "lambda, the weight of the residual part,")
    _ = try positive(constants.embedding, "The constant a of the embedding part")
    _ = try positive(constants.residual, "The constant b of the residual part")
    if case .blocks(let count) = depth, count < 1 {
      throw CostError(
        .invalidParameter,
        "The depth L must be at least 1 block, but is \(count); the limit of many is 'inf'.")
    }
    scaledLambda = constants.residual * lambda / constants.embedding
    guard scaledLambda > 0, scaledLambda < .infinity else {
      throw CostError(
        .invalidParameter,
        "b lambda / a \(scaledLambda > 0 ? "overflows" : "underflows to 0") with lambda = \(lambda), "
          + "a = \(constants.embedding) and b = \(constants.residual); choose them nearer to 1, or scale "
          + "lambda and the singular values together.")
    }
    self.block = block
    self.depth = depth
    self.constants = constants
  }

  /// `φ(σ)`, for `σ ≥ 0` as in all functions of it.
  public func value(at sigma: Double) -> Double {
    2 * constants.embedding * halfValue(sigma)
  }

  /// `φ'(σ)`: 1 at 0 (times `2a`), then decreasing.
  public func derivative(at sigma: Double) -> Double {
    2 * constants.embedding * halfDerivative(sigma)
  }

  /// `φ''(σ)`; at the kink `σ = bλ/a` of depth-2 the value from the left, 0.
  public func secondDerivative(at sigma: Double) -> Double {
    2 * constants.embedding * halfSecondDerivative(sigma)
  }

  /// What the optimum pays for embedding and unembedding, `σ φ'(σ)`.
  ///
  /// - Source: derived (envelope theorem).
  public func embeddingPart(at sigma: Double) -> Double {
    2 * constants.embedding * halfEmbeddingPart(sigma)
  }

  /// What the optimum pays for the blocks, `φ(σ) - σ φ'(σ)`, without the cancellation.
  public func residualPart(at sigma: Double) -> Double {
    2 * constants.embedding * halfResidualPart(sigma)
  }

  /// `∂(φ/λ) / ∂ log(1/λ)` over `2b`: 1 for a singular value of depth-2 that is far above `λ`.
  ///
  /// At infinite depth `min(σ/λ, 1)` for depth-2 and `W₀(σ/λ)` for depth-1 (constants one half).
  public func softRank(at sigma: Double) -> Double { halfEmbeddingPart(sigma) / scaledLambda }

  /// `2a · a/(bλ)`; for depth-2 blocks of finite depth times `L/(L + 1)`.
  public var weakConvexity: Double {
    let share = block == .depth2 ? depth.exponent : 1
    return 2 * constants.embedding * share / scaledLambda
  }

  /// The operator of ``ResNetProximal``.
  public func proximalOperator(step: Double) -> any ProximalOperator {
    ResNetProximal(self, step: step)
  }
}

// MARK: - The forms with constants one half

extension ResNetPenalty {
  /// `σ/λ` where it has full precision; nil where it is so small that `φ(σ) = σ` to rounding.
  private func argument(_ sigma: Double) -> LogarithmicRatio? {
    let ratio = ratio(sigma)
    return ratio.value < 1e-20 ? nil : ratio
  }

  private func ratio(_ sigma: Double) -> LogarithmicRatio {
    requireSingularValue(sigma)
    return LogarithmicRatio(sigma, over: scaledLambda)
  }

  private func halfValue(_ sigma: Double) -> Double {
    guard let s = argument(sigma) else { return sigma }
    switch (block, depth) {
    case (.depth1, .infinite):
      let w = s.lambertW0
      return scaledLambda * (w * (1 + w / 2))
    case (.depth1, .blocks(let count)):
      // With (t - 1) tᴸ⁺¹ = s/L the first term is λL (t - 1) t.
      let u = logarithmOfT(s, blocks: Double(count))
      let x = Double(count) * expm1(u)
      return (scaledLambda * x) * (exp(u) + x / 2)
    case (.depth2, _):
      return sigma <= scaledLambda ? sigma : scaledLambda * (1 + growth(s.logarithm))
    }
  }

  private func halfDerivative(_ sigma: Double) -> Double {
    guard let s = argument(sigma) else { return 1 }
    switch (block, depth) {
    case (.depth1, .infinite): return exp(-s.lambertW0)
    case (.depth1, .blocks(let count)):
      return exp(-Double(count) * logarithmOfT(s, blocks: Double(count)))
    case (.depth2, .infinite): return min(1, scaledLambda / sigma)
    case (.depth2, .blocks): return sigma <= scaledLambda ? 1 : exp(-depth.exponent * s.logarithm)
    }
  }

  private func halfSecondDerivative(_ sigma: Double) -> Double {
    let s = ratio(sigma)
    switch (block, depth) {
    case (.depth1, .infinite):
      let w = s.lambertW0
      return -exp(-2 * w) / (scaledLambda * (1 + w))
    case (.depth1, .blocks(let count)):
      let blocks = Double(count)
      let u = sigma == 0 ? 0 : logarithmOfT(s, blocks: blocks)
      let t = exp(u)
      return -exp(-(2 * blocks + 1) * u) / (scaledLambda * (t + (blocks + 1) * expm1(u)))
    case (.depth2, _):
      guard sigma > scaledLambda else { return 0 }
      let p = depth.exponent
      return -p * exp(-(p + 1) * s.logarithm) / scaledLambda
    }
  }

  /// `σ φ'(σ)`, from the growth and not from `φ'`, which underflows where `σ/λ` overflows.
  private func halfEmbeddingPart(_ sigma: Double) -> Double {
    guard let s = argument(sigma) else { return sigma }
    switch (block, depth) {
    case (.depth1, .infinite): return scaledLambda * s.lambertW0
    case (.depth1, .blocks(let count)):
      let u = logarithmOfT(s, blocks: Double(count))
      return scaledLambda * (Double(count) * expm1(u)) * exp(u)
    case (.depth2, .infinite): return min(sigma, scaledLambda)
    case (.depth2, .blocks(let count)):
      return sigma <= scaledLambda
        ? sigma : scaledLambda * exp(s.logarithm / (Double(count) + 1))
    }
  }

  private func halfResidualPart(_ sigma: Double) -> Double {
    guard let s = argument(sigma) else {
      return block == .depth1 ? sigma / scaledLambda * (sigma / 2) : 0
    }
    switch (block, depth) {
    case (.depth1, .infinite):
      let w = s.lambertW0
      return scaledLambda * (w * w / 2)
    case (.depth1, .blocks(let count)):
      let x = Double(count) * expm1(logarithmOfT(s, blocks: Double(count)))
      return (scaledLambda * x) * (x / 2)
    case (.depth2, .infinite):
      return sigma <= scaledLambda ? 0 : scaledLambda * s.logarithm
    case (.depth2, .blocks(let count)):
      guard sigma > scaledLambda else { return 0 }
      return scaledLambda * (Double(count) * expm1(s.logarithm / (Double(count) + 1)))
    }
  }

  /// `(L + 1) (e^{w/(L+1)} - 1)`, `w` at infinite depth.
  func growth(_ w: Double) -> Double {
    switch depth {
    case .blocks(let count): (Double(count) + 1) * expm1(w / (Double(count) + 1))
    case .infinite: w
    }
  }
}
