import Statistics

// The quantile is nearly a straight line in the normal score of its probability: with F(t) = Φ(z),
// t(z) is a Chebyshev series in z/8 whose 37 coefficients leave an error of 1e-9. They come from the
// Fredholm determinant F(s) = det(1 - Ai((x + y)/2 + s)/2) on L²(0, ∞), by the script
// `Tests/Fixtures/tracy-widom/make_tracy_widom.py`. Painlevé's equation at run time was rejected:
// the solution wanted is unstable, and a lookup costs a fraction of a microsecond.

/// The Tracy-Widom law of real matrices (β = 1): the limit of the largest eigenvalue of noise.
///
/// For an `N × M` matrix of independent standard normal entries, `N ≥ M`, the largest eigenvalue `λ`
/// of the Gram matrix has `(λ - μ)/s` near this law, with `μ = (√(N-1) + √M)²` and
/// `s = (√(N-1) + √M)(1/√(N-1) + 1/√M)^⅓`. The mean is -1.2065, the standard deviation 1.2680.
///
/// - Source: Tracy and Widom, On orthogonal and symplectic matrix ensembles, 1996; Johnstone, On the
///   distribution of the largest eigenvalue in principal components analysis, 2001, theorem 1.1;
///   Ferrari and Spohn, A determinantal formula for the GOE Tracy-Widom distribution, 2005.
public enum TracyWidomLaw {
  /// The probabilities that ``quantile(of:)`` knows, `10⁻¹⁵...1 - 10⁻¹⁵`.
  public static let probabilities = 1e-15...(1 - 1e-15)

  /// The quantile.
  ///
  /// - Parameter p: A probability in ``probabilities``.
  /// - Returns: A number in `-8.8...12.9`, to about `10⁻⁸` for `p` in `10⁻⁹...1 - 10⁻⁹`.
  /// - Complexity: O(1), less than a microsecond.
  public static func quantile(of p: Double) -> Double {
    precondition(
      probabilities.contains(p),
      "A Tracy-Widom quantile is asked for a probability in \(probabilities), not \(p).")
    return value(atScore: StandardNormal.quantile(p)).value
  }

  /// The distribution function.
  ///
  /// - Parameter t: Any real number.
  /// - Returns: A value in `0...1`, to about `10⁻⁹`; 0 and 1 where less than `10⁻¹⁵` is missing.
  /// - Complexity: O(1), a few microseconds.
  public static func cumulative(of t: Double) -> Double {
    guard t > value(atScore: -scoreBound).value else { return 0 }
    guard t < value(atScore: scoreBound).value else { return 1 }
    let score = monotoneRoot(in: -scoreBound...scoreBound, from: (t + 1.27) / 1.27) { score in
      let (value, slope) = value(atScore: score)
      return (value - t, slope)
    }
    return StandardNormal.cumulative(score)
  }

  /// The quantile at a normal score, and its slope: Clenshaw's recurrence and its derivative.
  private static func value(atScore score: Double) -> (value: Double, slope: Double) {
    let x = score / scoreBound
    var (b1, b2, d1, d2) = (0.0, 0.0, 0.0, 0.0)
    for coefficient in coefficients.dropFirst().reversed() {
      (d1, d2) = (2 * b1 + 2 * x * d1 - d2, d1)
      (b1, b2) = (coefficient + 2 * x * b1 - b2, b1)
    }
    return (coefficients[0] + x * b1 - b2, (b1 + x * d1 - d2) / scoreBound)
  }

  /// The scores of the table, `±8`: a probability of `6 · 10⁻¹⁶` beyond either end.
  private static let scoreBound = 8.0

  private static let coefficients: [Double] = [
    0.469205004182, 10.7305423824, 1.66510460612, 0.173278662569, -0.0635695497742,
    -0.0220660227157, 0.00786051454294, 0.00496402331905, -0.00118657548753, -0.00136240853302,
    0.000133402847154, 0.000402973734006, 2.17256406607e-05, -0.000120308252613,
    -2.70157185416e-05, 3.44175412638e-05, 1.5193631701e-05, -8.82432689879e-06,
    -6.90015638455e-06, 1.71056676322e-06, 2.77651251329e-06, -4.60233150572e-08,
    -9.98012912245e-07, -1.98738015807e-07, 3.23560745269e-07, 1.38350007531e-07,
    -8.40961478715e-08, -7.34405523671e-08, 1.8726954439e-08, 2.72667114689e-08,
    3.20780242162e-09, -1.31813141796e-08, -8.2643814664e-10, 1.84099353291e-09,
    3.19717970198e-09, -1.74400836458e-09, -8.17471862191e-10,
  ]
}
