import Foundation

/// Another law for the tail of a sample, on the same `x ≥ xmin`.
public enum TailAlternative: String, Sendable, Codable, CaseIterable {
  /// A log-normal law cut off below `xmin`; both parameters by maximum likelihood.
  ///
  /// The power law is its limit for a variance without bound. If the likelihood has its supremum
  /// there (`Σy² ≥ 2(Σy)²/n`, `y = log(x/xmin)`), the two laws agree and the ratio is 0.
  case lognormal

  /// The law of density `κ exp(-κ(x - xmin))`, `κ = 1/(mean - xmin)`.
  case exponential
}

/// Which of two laws is nearer to a sample.
public struct LikelihoodComparison: Sendable, Hashable, Codable {
  /// The sum `Σdᵢ` itself, the logarithm of the ratio of likelihoods.
  public let logRatio: Double

  /// The normalized ratio `Σdᵢ / (√n · s)`, positive for the power law.
  ///
  /// `dᵢ` are the log-likelihoods of the power law minus those of the other, and `s` is their standard
  /// deviation (divisor `n`).
  public let ratio: Double

  /// The probability `erfc(|ratio|/√2)` of a ratio as far from 0 if both laws are equally near.
  public let pValue: Double

  /// A comparison with these numbers.
  ///
  /// - Parameters:
  ///   - logRatio: The sum of the differences.
  ///   - ratio: The same, normalized.
  ///   - pValue: The probability, in `0...1`.
  public init(logRatio: Double, ratio: Double, pValue: Double) {
    (self.logRatio, self.ratio, self.pValue) = (logRatio, ratio, pValue)
  }
}

extension PowerLawFit {
  /// Compares the power law with another law on the same tail.
  ///
  /// For the log-normal law, of which the power law is a limit, the ratio is never positive.
  ///
  /// - Parameter alternative: The other law.
  /// - Returns: The normalized ratio of likelihoods; 0 with probability 1 where the laws agree; nil
  ///   where all differences are equal, so that they have no spread to compare with, or where the tail
  ///   spans more than the range of numbers.
  /// - Complexity: O(n).
  /// - Source: Vuong, Likelihood ratio tests for model selection and non-nested hypotheses, 1989,
  ///   equation 5.6; Clauset, Shalizi and Newman 2009, section 5 and appendix C.
  public func comparison(with alternative: TailAlternative) -> LikelihoodComparison? {
    let tail = tail
    let other: [Double]
    switch alternative {
    case .lognormal:
      guard let law = HalfLineNormal(of: tail) else {
        return LikelihoodComparison(logRatio: 0, ratio: 0, pValue: 1)
      }
      other = tail.map { law.logDensity($0) }
    case .exponential:
      // In units of xmin, as a density of y = log(x/xmin).
      let rate = Double(tail.count) / tail.reduce(0) { $0 + expm1($1) }
      other = tail.map { log(rate) - rate * expm1($0) + $0 }
    }
    let rate = exponent - 1
    let summary = Summary(zip(tail, other).map { log(rate) - rate * $0 - $1 })
    let spread = summary.standardDeviation * (1 - 1 / Double(tail.count)).squareRoot()
    let ratio = summary.mean * Double(tail.count).squareRoot() / spread
    guard spread > 0, ratio.isFinite else { return nil }
    return LikelihoodComparison(
      logRatio: summary.mean * Double(tail.count), ratio: ratio,
      pValue: erfc(abs(ratio) / 2.0.squareRoot()))
  }
}
