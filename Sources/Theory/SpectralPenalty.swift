/// A function `φ` of one singular value, to be summed over the spectrum of a matrix.
///
/// Every penalty has `φ(0) = 0`, is non-decreasing and concave on `σ ≥ 0`; with the default constants
/// its slope at 0 is 1, so that all of them leave zero at the same weight.
public protocol SpectralPenalty: Sendable {
  /// `φ(σ)` for `σ ≥ 0`.
  func value(at sigma: Double) -> Double

  /// `φ'(σ)` for `σ ≥ 0`, one-sided where there are two.
  func derivative(at sigma: Double) -> Double

  /// The smallest `ρ ≥ 0` such that `φ(σ) + ρ/2 σ²` is convex; 0 for a convex penalty.
  var weakConvexity: Double { get }

  /// The proximal operator for one step, its thresholds computed once.
  ///
  /// - Parameter step: `τ`, positive and finite.
  /// - Returns: `y ↦ argmin ½(x - y)² + τφ(x)`.
  func proximalOperator(step: Double) -> any ProximalOperator
}

/// The map `y ↦ argmin ½(x - y)² + τφ(x)` over `x ≥ 0`, exact and global.
///
/// It is non-decreasing in `y`. At a tie between two minimisers it gives the smaller one.
public protocol ProximalOperator: Sendable {
  /// The result is 0 for every `y` up to here, so a partial decomposition may stop at it.
  var zeroThreshold: Double { get }

  /// The minimiser for `y ≥ 0`.
  func callAsFunction(_ y: Double) -> Double
}

extension SpectralPenalty {
  /// `argmin ½(x - y)² + τφ(x)` over `x ≥ 0`.
  ///
  /// - Parameters:
  ///   - y: At least 0.
  ///   - step: `τ > 0`. For many `y` with one step, prepare ``proximalOperator(step:)``.
  /// - Returns: The global minimiser, at least 0; at a tie the smaller one.
  public func proximal(_ y: Double, step: Double) -> Double {
    // Named first: swiftc 6.3 fails on calling an existential that has no name.
    let prox = proximalOperator(step: step)
    return prox(y)
  }

  /// `Σ φ(σᵢ)`.
  public func total(of singularValues: [Double]) -> Double {
    singularValues.reduce(0) { $0 + value(at: $1) }
  }
}

/// Stops where a step of a proximal operator is not positive and finite.
func requireStep(_ step: Double) {
  precondition(step > 0 && step.isFinite, "A step must be positive and finite, not \(step).")
}

/// Stops where a singular value is negative or NaN.
func requireSingularValue(_ sigma: Double) {
  precondition(sigma >= 0, "A singular value must be at least 0, not \(sigma).")
}
