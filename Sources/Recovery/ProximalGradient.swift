public import Theory

/// The proximal gradient method on dense matrices, for small shapes.
///
/// `X ← prox_{(μ/M)Φ}(Z - ∇ℓ(Z)/M)`, where `Z` is `X` or, accelerated, a point beyond it:
/// `Z = X + β(X - X_before)` with Nesterov's `β`. The step from `Z` is taken only if the objective
/// does not rise; otherwise the memory is dropped and the step is taken from `X`, from where it cannot
/// rise. So the objective is monotone for every penalty, convex or not, and the limit of the
/// iterates is stationary; a convex problem converges at the accelerated rate.
///
/// - Source: A. Beck and M. Teboulle (2009) for the acceleration, B. O'Donoghue and E. Candès (2015) for
///   the restarts, H. Li and Z. Lin (2015) for the safeguard of non-convex objectives.
public struct ProximalGradient: Hashable, Sendable {
  /// When to stop.
  public enum Stopping: Hashable, Sendable {
    /// The relative KKT residual `κ` is at most this.
    ///
    /// What is compared in every step is `‖∇ℓ(X) - ∇ℓ(Z) - M(X - Z)‖_F / μ ≥ κ`, the length of one
    /// subgradient, which needs no decomposition.
    case residual(Double)
    /// `‖X - X_before‖_F` is at most this times `‖X_before‖_F`.
    case relativeChange(Double)
  }

  /// Whether to extrapolate.
  public enum Acceleration: Hashable, Sendable {
    /// Wherever the objective falls.
    case monotone
    /// Never: the plain method.
    case none
  }

  /// When to stop.
  public let stopping: Stopping
  /// The most steps to take.
  public let iterationLimit: Int
  /// Whether to extrapolate.
  public let acceleration: Acceleration

  /// A method; every tolerance is positive, the limit at least 1.
  public init(
    stopping: Stopping = .residual(1e-8), iterationLimit: Int = 5_000,
    acceleration: Acceleration = .monotone
  ) {
    precondition(iterationLimit >= 1, "a limit of \(iterationLimit) steps")
    switch stopping {
    case .residual(let tolerance), .relativeChange(let tolerance):
      precondition(tolerance > 0, "tolerance \(tolerance)")
    }
    self.stopping = stopping
    self.iterationLimit = iterationLimit
    self.acceleration = acceleration
  }

  /// Minimises `ℓ(X) + μΦ(X)`.
  ///
  /// - Parameters:
  ///   - loss: `ℓ`.
  ///   - penalty: `φ`.
  ///   - weight: `μ > 0`.
  ///   - start: Where to begin; nil is the zero matrix.
  ///   - shouldStop: Asked before every step.
  /// - Returns: The last iterate with its residual and certificate; its ending says whether the
  ///   stopping rule holds.
  /// - Throws: ``RecoveryError``: `invalidValue` if `μ` is not positive and finite, `shapeMismatch` if
  ///   the start has another shape than the loss.
  /// - Complexity: Per step one gradient and one decomposition, O(m n min(m, n)).
  public func solve(
    _ loss: some QuadraticLoss, penalty: any SpectralPenalty, weight: Double,
    from start: LowRankMatrix? = nil, shouldStop: () -> Bool = { false }
  ) throws -> RecoverySolution {
    guard weight > 0, weight.isFinite else {
      throw RecoveryError(
        .invalidValue,
        "The weight mu of the penalty must be a positive finite number, but is \(weight).")
    }
    if let start, start.rows != loss.rows || start.columns != loss.columns {
      throw RecoveryError(
        .shapeMismatch,
        "The start is a \(start.rows) × \(start.columns) matrix, but the problem has the shape "
          + "\(loss.rows) × \(loss.columns).")
    }
    var descent = ProximalDescent(
      loss: loss, penalty: penalty, weight: weight,
      start: start ?? .zero(rows: loss.rows, columns: loss.columns))
    var ending = RecoverySolution.Ending.iterationLimit
    while descent.iterations < iterationLimit {
      if shouldStop() {
        ending = .stopped
        break
      }
      try descent.step(acceleration)
      if descent.satisfies(stopping) {
        ending = .converged
        break
      }
    }
    return try descent.solution(ending)
  }
}
