import Foundation

// Features of N inputs: X is N × n with independent Gaussian entries, K = X WᵀW Xᵀ. The inputs add
// one free factor of Marchenko-Pastur type with ratio c = n/N, S-transform 1/(1 + cz).
//
// N ≥ n. Of n eigenvalues, E[xˢ] = 1/s Σⱼ binomial(s, j) cʲ binomial((d+1)s, s-1-j). At s = 1 only
// j = 0 and j = 1 have a slope: that of the square product, and c/(d+2). So
// ρ(K) - log n → h_sq(d) - c/(d+2).
//
// N ≤ n. Now K has N eigenvalues y of mean 1 with χ(z) = z (1 + rz)^-(d+1) / (1 + z), r = N/n, hence
// E[yˢ] = 1/s Σⱼ binomial((d+1)s, j) rʲ binomial(s, s-1-j), whose slope at 1 is, with m = d + 1,
//
//     E[y log y] = Σ (-1)^(j-1) binomial(m, j) rʲ / (j(j+1)),     1 ≤ j ≤ m,
//
// and ρ(K) - log N → -E[y log y]. The alternating sum loses all digits at d ≈ 50; by partial
// fractions and q = 1 - r it is Σ_{i ≤ m} (1 - qⁱ)/i - 1 + (1 - q^(m+1)) / ((m+1) r), all terms
// positive but one. Both branches give h_sq(d+1) at N = n: a square Gaussian X is one more layer.

extension FussCatalanLaw {
  /// The limit of `ρ(K) - log n` for the Gram matrix `K = X WᵀW Xᵀ` of `N` Gaussian inputs, in nats.
  ///
  /// For `c = n/N ≤ 1` it is `h_sq(d) - c/(d+2)`. For fewer inputs than dimensions it is
  /// `-log c - Σ (-1)^(j-1) binomial(d+1, j) c^-j / (j(j+1))`, `1 ≤ j ≤ d+1`, since `K` then has
  /// only `N` eigenvalues.
  ///
  /// - Parameter ratio: `n/N`, the width over the number of inputs; at least 0. 0 means infinitely
  ///   many inputs and gives ``entropyOffsetGram``; 1 gives that of one more layer.
  /// - Returns: A value at most ``entropyOffsetGram``, decreasing in the ratio.
  /// - Complexity: O(d).
  public func entropyOffsetGram(inputsRatio ratio: Double) -> Double {
    precondition(ratio >= 0 && ratio.isFinite, "n/N is at least 0 and finite, not \(ratio).")
    guard ratio > 1 else { return entropyOffsetGram - ratio / (d + 2) }
    let (r, q) = (1 / ratio, 1 - 1 / ratio)
    var (power, sum) = (1.0, -1.0)
    for i in 1...(depth + 1) {
      power *= q
      sum += (1 - power) / Double(i)
    }
    sum += (1 - power * q) / ((d + 2) * r)
    return -log(ratio) - sum
  }
}
