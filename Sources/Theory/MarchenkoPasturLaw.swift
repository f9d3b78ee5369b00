import Foundation

// With x = 1 + c - 2√c cos θ, 0 < θ < π, the density becomes dF = (2/π) sin²θ / x dθ. Polynomial
// division by x in cos θ leaves elementary integrals; for c ≤ 1 and r = √c
//
//     F = (2/π) [ sin θ / (2r) + θ/2 - (1 - c)/(2c) · atan(r sin θ / (1 - r cos θ)) ].
//
// For c > 1 the matrix has rank N < n: a share 1 - 1/c of its eigenvalues is 0, and the others follow
// the law of ratio 1/c, stretched by c, as those of the transposed matrix.

/// The limit law of the eigenvalues of `XᵀX/N`, for an `N × n` matrix with independent entries of
/// mean 0 and variance 1.
///
/// The density is `√((x₊ - x)(x - x₋)) / (2πcx)` between `x± = (1 ± √c)²`, `c = n/N`; for `c > 1` there
/// is also an atom of mass `1 - 1/c` at 0. The mean is 1.
///
/// - Source: Marchenko and Pastur, Distribution of eigenvalues for some sets of random matrices,
///   1967; Bai and Silverstein, Spectral analysis of large dimensional random matrices, 2010,
///   equation 3.1.1.
public struct MarchenkoPasturLaw: Sendable, Hashable {
  /// The ratio `c = n/N` of columns to rows.
  public let ratio: Double

  /// The law for a ratio of columns to rows.
  ///
  /// - Parameter ratio: `c = n/N`, positive and finite.
  public init(ratio: Double) {
    precondition(ratio > 0 && ratio.isFinite, "n/N is positive and finite, not \(ratio).")
    self.ratio = ratio
  }

  /// The lower and the upper edge of the continuous part, `(1 ± √c)²`.
  public var edges: ClosedRange<Double> {
    let root = ratio.squareRoot()
    return ((1 - root) * (1 - root))...((1 + root) * (1 + root))
  }

  /// The mass at 0, `max(0, 1 - 1/c)`.
  public var atomAtZero: Double { max(0, 1 - 1 / ratio) }

  /// The eigenvalue with half of the mass below; 0 for `c ≥ 2`.
  public var median: Double { quantile(of: 0.5) }

  /// The limit of `ρ(XᵀX) - log n`, `-E[x log x]`, in nats.
  ///
  /// `-c/2` for `c ≤ 1`, and `-log c - 1/(2c)` above.
  public var entropyOffset: Double { ratio <= 1 ? -ratio / 2 : -log(ratio) - 0.5 / ratio }

  /// The density of the continuous part.
  ///
  /// - Parameter x: Any real number.
  /// - Returns: At least 0; 0 outside the edges; `+∞` at 0 for `c = 1`.
  public func density(of x: Double) -> Double {
    let (low, high) = (edges.lowerBound, edges.upperBound)
    guard x >= low, x <= high else { return 0 }
    guard x > 0 else { return .infinity }
    return ((high - x) * (x - low)).squareRoot() / (2 * Double.pi * ratio * x)
  }

  /// The distribution function, atom included.
  ///
  /// - Parameter x: Any real number.
  /// - Returns: A value in `0...1`.
  public func cumulative(of x: Double) -> Double {
    guard x >= 0 else { return 0 }
    guard ratio <= 1 else { return atomAtZero + transposed.cumulative(of: x / ratio) / ratio }
    let (low, high) = (edges.lowerBound, edges.upperBound)
    guard x > low else { return 0 }
    guard x < high else { return 1 }
    return cumulative(atAngle: 2 * asin(((x - low) / (high - low)).squareRoot()))
  }

  /// The quantile.
  ///
  /// - Parameter p: A probability in `0...1`.
  /// - Returns: The smallest `x` with `cumulative(of: x) ≥ p`; 0 within the atom, and the lower edge
  ///   for 0.
  public func quantile(of p: Double) -> Double {
    precondition((0...1).contains(p), "A quantile is asked for a probability, not \(p).")
    guard p < 1 else { return edges.upperBound }
    guard ratio <= 1 else {
      return p <= atomAtZero ? 0 : ratio * transposed.quantile(of: min(1, (p - atomAtZero) * ratio))
    }
    let (low, high) = (edges.lowerBound, edges.upperBound)
    guard p > 0 else { return low }
    let angle = monotoneRoot(in: 0...Double.pi, from: p * Double.pi) { angle in
      let x = low + (high - low) * pow(sin(angle / 2), 2)
      return (cumulative(atAngle: angle) - p, 2 / Double.pi * pow(sin(angle), 2) / x)
    }
    return low + (high - low) * pow(sin(angle / 2), 2)
  }

  /// The moment `E[xᵏ] = Σ_{r<k} cʳ/(r+1) · binomial(k, r) binomial(k-1, r)`.
  ///
  /// - Parameter k: At least 0.
  /// - Returns: A positive number; 1 for orders 0 and 1, `1 + c` for order 2.
  public func moment(_ k: Int) -> Double {
    precondition(k >= 0, "An integer moment has an order of at least 0, not \(k).")
    var (term, sum) = (1.0, k == 0 ? 1.0 : 0.0)
    for r in 0..<k {
      sum += term
      // From Narayana number r to r + 1, times c.
      term *= ratio * Double((k - r) * (k - 1 - r)) / Double((r + 1) * (r + 2))
    }
    return sum
  }

  /// The law of the other Gram matrix, `XXᵀ/n`.
  private var transposed: MarchenkoPasturLaw { MarchenkoPasturLaw(ratio: 1 / ratio) }

  private func cumulative(atAngle angle: Double) -> Double {
    let root = ratio.squareRoot()
    // 1 - r cos θ, without cancellation near θ = 0 and c = 1.
    let adjacent = 1 - root + 2 * root * pow(sin(angle / 2), 2)
    let inner = atan2(root * sin(angle), adjacent)
    return (sin(angle) / root + angle - (1 - ratio) / ratio * inner) / Double.pi
  }
}
