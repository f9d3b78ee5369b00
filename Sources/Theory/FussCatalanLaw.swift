import Foundation

// The squared singular values x of W_d … W₁, n × n factors with independent entries of variance 1/n,
// n → ∞. One factor has the Marchenko-Pastur law of ratio 1, S-transform 1/(1 + z); freeness
// multiplies S-transforms, so the product has S(z) = (1 + z)^-d. Lagrange inversion of
// χ(z) = z / (1 + z)^(d+1) gives the moments
//
//     E[xᵏ] = 1/k · [z^(k-1)] (1 + z)^((d+1)k) = binomial((d+1)k, k) / (dk + 1),
//
// the Fuss-Catalan numbers; with gamma functions this is M_d(s) for real s > -1/(d+1).
//
// Entropies follow from the slope of L(s) = log M_d(s). With n singular values σ = √x of the law and
// c = E[σ], ρ - log n → -E[(σ/c) log(σ/c)] = log c - E[σ log σ]/c. Since E[xˢ log x] = M_d'(s), this
// is h_sv = L(1/2) - L'(1/2)/2. For the Gram matrix h_sq = -E[x log x] = -L'(1), because M_d(1) = 1;
// the digammas at integers collapse to 1 - H_(d+1).

/// The limit law of the singular values of a product of `depth` square random matrices.
///
/// Entries are independent with mean 0 and variance `1/n`; `n → ∞` at fixed depth. The law of the
/// squared singular value `x = σ²` has moments `binomial((d+1)k, k) / (dk + 1)` and support
/// `0...(d+1)^(d+1)/d^d`. Depth 1 is the Marchenko-Pastur law of ratio 1, a quarter circle for `σ`.
///
/// - Source: Penson and Życzkowski, Product of Ginibre matrices: Fuss-Catalan and Raney
///   distributions, Phys. Rev. E 83, 2011; Huh et al., The low-rank simplicity bias in deep
///   networks, TMLR 2023, theorem 3.1, which it makes quantitative.
public struct FussCatalanLaw: Sendable, Hashable {
  /// The number of factors, `d`.
  public let depth: Int

  /// The law for a product of `depth` factors.
  ///
  /// - Parameter depth: The number of weight matrices, at least 1.
  public init(depth: Int) {
    precondition(depth >= 1, "A product has at least 1 factor, not \(depth).")
    self.depth = depth
  }

  /// The depth as a real number.
  var d: Double { Double(depth) }

  /// The upper edge of the law of `x = σ²`, `(d+1)^(d+1) / d^d`.
  public var supportMaximum: Double { (d + 1) * exp(d * log1p(1 / d)) }

  /// The moment `M_d(s) = E[xˢ] = Γ((d+1)s + 1) / (Γ(s+1) Γ(ds + 2))`.
  ///
  /// - Parameter s: A real exponent above `-1/(d+1)`, where the moment is infinite.
  /// - Returns: A positive number; `moment(0.5)` is `E[σ]`, `moment(1)` is 1.
  public func moment(_ s: Double) -> Double { exp(logMoment(s)) }

  /// The moment `E[xᵏ]` for an integer, exactly.
  ///
  /// - Parameter k: At least 0.
  /// - Returns: The Fuss-Catalan number `binomial((d+1)k, k) / (dk + 1)`, or nil if it does not fit
  ///   in an `Int`.
  public func exactMoment(_ k: Int) -> Int? {
    precondition(k >= 0, "An integer moment has an order of at least 0, not \(k).")
    var binomial: UInt128 = 1
    for i in 0..<UInt128(k) {
      // binomial(m, i) · (m - i) is divisible by i + 1.
      let (product, overflow) = binomial.multipliedReportingOverflow(
        by: UInt128(depth + 1) * UInt128(k) - i)
      if overflow { return nil }
      binomial = product / (i + 1)
    }
    return Int(exactly: binomial / UInt128(depth * k + 1))
  }

  private func logMoment(_ s: Double) -> Double {
    precondition(s > -1 / (d + 1), "The moment of order \(s) is infinite at depth \(depth).")
    return logGamma((d + 1) * s + 1) - logGamma(s + 1) - logGamma(d * s + 2)
  }

  // MARK: Entropies

  /// `h_sv`: the limit of `ρ(W_d … W₁) - log n` for the singular values, in nats.
  ///
  /// `log M_d(½) - ½[(d+1) ψ((d+3)/2) - ψ(3/2) - d ψ(d/2 + 2)]`; negative and strictly decreasing
  /// in the depth, by about `log 2` for each doubling of large depths.
  public var entropyOffsetWeights: Double {
    let slope = (d + 1) * digamma((d + 3) / 2) - digamma(1.5) - d * digamma(d / 2 + 2)
    return logMoment(0.5) - slope / 2
  }

  /// `h_sq`: the limit of `ρ(WᵀW) - log n` for `W = W_d … W₁`, in nats.
  ///
  /// `1 - H_(d+1)`: each layer lowers it by exactly `1/(d+1)`.
  public var entropyOffsetGram: Double { 1 - harmonicNumber(depth + 1) }
}
