import Foundation

/// Sums over singular values that many metrics share, on `x = σ/σ₁`, so that neither huge nor
/// denormal values overflow.
struct SpectrumSums {
  /// The sum `Σ x`.
  private(set) var first = 0.0
  /// The sum `Σ x²`.
  private(set) var second = 0.0
  /// The sum `Σ x⁴`.
  private(set) var fourth = 0.0
  /// `−Σ p ln p`, `p = x/Σx`; zeros are dropped, nothing is added inside the logarithm.
  private(set) var entropy = 0.0
  /// The same of squares: `−Σ s ln s`, `s = x²/Σx²`.
  private(set) var squaredEntropy = 0.0
  /// `Σ_{i>k} x²` for `k` in `0...q`; the small values are added first.
  private(set) var tails: [Double]

  /// The sums of descending values.
  init(of singularValues: [Double]) {
    tails = Array(repeating: 0, count: singularValues.count + 1)
    guard let largest = singularValues.first, largest > 0 else { return }
    for i in singularValues.indices.reversed() {
      let x = singularValues[i] / largest
      first += x
      second += x * x
      fourth += x * x * x * x
      tails[i] = second
    }
    // -Σ p ln p term by term: ln Σ - Σ x ln x / Σ would cancel where one value dominates.
    for value in singularValues where value > 0 {
      let x = value / largest
      entropy -= x / first * log(x / first)
      let s = x * x / second
      if s > 0 { squaredEntropy -= s * log(s) }
    }
  }
}
