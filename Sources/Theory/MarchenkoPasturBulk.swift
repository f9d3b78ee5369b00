import Foundation
import Statistics

/// Noise in an `N × M` matrix, `N ≥ M`, and the levels that its singular values reach.
///
/// Independent entries of mean 0 and standard deviation ``sigma``. Their `λ = σ²` over `N · sigma²`
/// follow the Marchenko-Pastur law of ratio `M/N`. All levels are for `λ`.
///
/// - Source: Marchenko and Pastur 1967; Johnstone, On the distribution of the largest eigenvalue in
///   principal components analysis, 2001, theorem 1.1, for the threshold.
public struct MarchenkoPasturBulk: Sendable, Hashable {
  /// The larger side, `N`.
  public let long: Int

  /// The smaller side, `M`.
  public let short: Int

  /// The standard deviation of the entries.
  public let sigma: Double

  /// The noise of an `N × M` matrix.
  ///
  /// - Parameters:
  ///   - long: The larger side, `N ≥ M`.
  ///   - short: The smaller side, `M ≥ 1`.
  ///   - sigma: The standard deviation of the entries, above 0.
  public init(long: Int, short: Int, sigma: Double) {
    precondition(
      1 <= short && short <= long, "Noise of \(long) × \(short): the larger side comes first.")
    precondition(sigma > 0 && sigma.isFinite, "Noise has a positive deviation, not \(sigma).")
    (self.long, self.short, self.sigma) = (long, short, sigma)
  }

  /// The law of `λ / (N · sigma²)`.
  public var law: MarchenkoPasturLaw { MarchenkoPasturLaw(ratio: Double(short) / Double(long)) }

  /// The upper edge, `sigma² (√N + √M)²`.
  public var edge: Double { square(edgeSingularValue) }

  /// The lower edge, `sigma² (√N - √M)²`.
  public var lowerEdge: Double {
    square(sigma * (Double(long).squareRoot() - Double(short).squareRoot()))
  }

  /// The upper edge for `σ`, `sigma (√N + √M)`.
  public var edgeSingularValue: Double {
    sigma * (Double(long).squareRoot() + Double(short).squareRoot())
  }

  /// The level that the largest value of noise alone stays below, `sigma² (μ + s·t)`.
  ///
  /// `μ = (√(N-1) + √M)²`, `s = (√(N-1) + √M)(1/√(N-1) + 1/√M)^⅓`.
  ///
  /// - Parameter quantile: `t`, the quantile of ``TracyWidomLaw`` at the probability to stay below.
  /// - Returns: At least 0; `+∞` for the `1 × 1` matrix, which has no bulk.
  public func threshold(at quantile: Double) -> Double { square(level(at: quantile)) }

  /// The distance of values from the law, `sup |F_T(λ) - F(λ)|`.
  ///
  /// - Parameter singularValues: The values `σ` counted as noise, in any order.
  /// - Returns: A value in `0...1`, or nil for no values.
  /// - Complexity: O(T) for descending values.
  public func kolmogorovDistance(of singularValues: some Sequence<Double>) -> Double? {
    let (law, unit) = (law, sigma * Double(long).squareRoot())
    let sample = singularValues.map { square($0 / unit) }
    guard !sample.isEmpty else { return nil }
    return kolmogorovSmirnovDistance(sample) { law.cumulative(of: $0) }
  }
}

extension MarchenkoPasturBulk {
  /// The noise whose median singular value is that of these, `sigma = median / √(N μ)`.
  ///
  /// There is none without values, and for a median of 0.
  ///
  /// - Parameters:
  ///   - descending: The values, `(M)`.
  ///   - long: The larger side, `N ≥ M`.
  init?(median descending: ArraySlice<Double>, long: Int) {
    let short = descending.count
    guard short > 0 else { return nil }
    let law = MarchenkoPasturLaw(ratio: Double(short) / Double(long))
    let sigma = median(ofSorted: descending) / (Double(long) * law.median).squareRoot()
    guard sigma > 0 else { return nil }
    self.init(long: long, short: short, sigma: sigma)
  }

  /// The root of the threshold: scales of `10⁻¹⁶⁰` are still compared rightly.
  func level(at quantile: Double) -> Double {
    let (a, b) = (Double(long - 1).squareRoot(), Double(short).squareRoot())
    guard a > 0 else { return .infinity }
    let spread = (a + b) * pow(1 / a + 1 / b, 1.0 / 3)
    return sigma * max(0, square(a + b) + spread * quantile).squareRoot()
  }

  /// How many of the values lie above the threshold.
  func spikeCount(of descending: [Double], at quantile: Double) -> Int {
    let level = level(at: quantile)
    return descending.firstIndex { !($0 > level) } ?? descending.count
  }
}

/// The median of sorted values, at least one: the middle one, or the mean of the middle two.
func median(ofSorted values: ArraySlice<Double>) -> Double {
  let a = values[values.startIndex + (values.count - 1) / 2]
  let b = values[values.startIndex + values.count / 2]
  return a + (b - a) / 2
}

private func square(_ x: Double) -> Double { x * x }
