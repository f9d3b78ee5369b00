import Foundation

/// The straight line `y = intercept + slope · x` of least squares.
///
/// Minimizes `Σ wᵢ (yᵢ - intercept - slope · xᵢ)²`. Weights are relative, `wᵢ ∝ 1 / variance(yᵢ)`:
/// the scale of the errors is taken from the residuals, `s² = Σ wᵢ rᵢ² / (T - 2)`.
public struct LinearFit: Sendable, Codable, Equatable {
  /// The slope.
  public let slope: Double

  /// The value at `x = 0`.
  public let intercept: Double

  /// The standard error of the slope; NaN for two points, which leave no residual to judge by.
  public let slopeStandardError: Double

  /// The standard error of the intercept; NaN for two points.
  public let interceptStandardError: Double

  /// Fits a line.
  ///
  /// - Parameters:
  ///   - x: The abscissae, `(T)`, `T ≥ 2`, not all equal.
  ///   - y: The ordinates, `(T)`.
  ///   - weights: Positive weights, `(T)`; all equal if absent.
  /// - Complexity: O(T).
  public init(x: [Double], y: [Double], weights: [Double]? = nil) {
    precondition(x.count == y.count, "\(x.count) abscissae for \(y.count) ordinates.")
    precondition(x.count >= 2, "A line needs at least 2 points, not \(x.count).")
    let w = weights ?? [Double](repeating: 1, count: x.count)
    precondition(w.count == x.count, "\(w.count) weights for \(x.count) points.")
    precondition(w.allSatisfy { $0 > 0 }, "A weight is not positive.")
    let total = w.reduce(0, +)
    let meanX = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 } / total
    let meanY = zip(w, y).reduce(0) { $0 + $1.0 * $1.1 } / total
    var (xx, xy) = (0.0, 0.0)
    for i in x.indices {
      xx += w[i] * (x[i] - meanX) * (x[i] - meanX)
      xy += w[i] * (x[i] - meanX) * (y[i] - meanY)
    }
    precondition(xx > 0, "All abscissae equal \(meanX): no line is determined.")
    let gradient = xy / xx
    var residual = 0.0
    for i in x.indices {
      let r = y[i] - meanY - gradient * (x[i] - meanX)
      residual += w[i] * r * r
    }
    let variance = x.count > 2 ? residual / Double(x.count - 2) : .nan
    slope = gradient
    intercept = meanY - gradient * meanX
    slopeStandardError = (variance / xx).squareRoot()
    interceptStandardError = (variance * (1 / total + meanX * meanX / xx)).squareRoot()
  }
}

/// The line through `(log x, log y)`: its slope is the exponent of a power law `y ∝ x^slope`.
///
/// - Parameters:
///   - x: Positive abscissae, `(T)`, `T ≥ 2`, not all equal.
///   - y: Positive ordinates, `(T)`.
/// - Returns: The unweighted fit of the natural logarithms.
public func logLogSlope(x: [Double], y: [Double]) -> LinearFit {
  precondition(
    x.allSatisfy { $0 > 0 } && y.allSatisfy { $0 > 0 },
    "A power law is fitted to positive values only.")
  return LinearFit(x: x.map { log($0) }, y: y.map { log($0) })
}
