import Foundation

/// The constants of ``CMAES`` for a dimension and a population; table 1 of the tutorial.
struct StrategyConstants {
  /// `λ`.
  let population: Int
  /// `wᵢ`, descending, for the samples in ascending order of their losses; the positive ones add up
  /// to 1.
  let weights: [Double]
  /// `μ_eff` of the positive weights.
  let effectiveParents: Double
  /// `c_σ`.
  let deviationPathRate: Double
  /// `d_σ`.
  let damping: Double
  /// `c_c`.
  let covariancePathRate: Double
  /// `c_1`.
  let rankOneRate: Double
  /// `c_μ`.
  let rankManyRate: Double
  /// `E‖N(0, I)‖`, to within `1/n³`.
  let expectedLength: Double
  /// Generations from one eigendecomposition to the next.
  let decompositionPeriod: Int

  init(dimension: Int, population: Int?, _ covariance: CMAES.Covariance) {
    let n = Double(max(dimension, 1))
    let size = population ?? 4 + Int(3 * log(n))
    self.population = size
    let raw = (1...size).map { log((Double(size) + 1) / 2) - log(Double($0)) }
    let (positive, negative) = (raw.filter { $0 > 0 }, raw.filter { $0 < 0 })
    func effective(_ weights: [Double]) -> Double {
      let sum = weights.reduce(0, +)
      return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
    }
    let parents = effective(positive)
    effectiveParents = parents

    deviationPathRate = (parents + 2) / (n + parents + 5)
    damping = 1 + 2 * max(0, ((parents - 1) / (n + 1)).squareRoot() - 1) + deviationPathRate
    covariancePathRate = (4 + parents / n) / (n + 4 + 2 * parents / n)
    let speed = covariance == .separable ? (n + 2) / 3 : 1
    let one = min(1, speed * 2 / ((n + 1.3) * (n + 1.3) + parents))
    let many = min(
      1 - one,
      speed * 2 * (0.25 + parents + 1 / parents - 2) / ((n + 2) * (n + 2) + parents))
    (rankOneRate, rankManyRate) = (one, many)
    expectedLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    decompositionPeriod = max(1, Int(1 / (10 * n * (one + many))))

    let positiveSum = positive.reduce(0, +)
    let negativeSum = -negative.reduce(0, +)
    let negativeTotal =
      covariance == .separable
      ? 0
      : min(
        1 + one / many, 1 + 2 * effective(negative) / (parents + 2), (1 - one - many) / (n * many))
    weights = raw.map { $0 > 0 ? $0 / positiveSum : negativeTotal * $0 / negativeSum }
  }
}
