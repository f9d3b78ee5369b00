/// Continuation in `λ`: from the convex problem down to the wanted one.
///
/// First the nuclear norm (`λ = ∞`), whose minimum is global; then `λ` falls by a constant factor to
/// its target, each problem started at the solution of the one before. The first finite `λ` is the
/// first of the sequence that is at least the largest singular value found, where the depth-2 penalty
/// still is the nuclear norm.
public struct Continuation: Hashable, Sendable {
  /// From one `λ` to the next, strictly between 0 and 1.
  public let factor: Double

  /// A continuation.
  ///
  /// - Precondition: `0 < factor < 1`.
  public init(factor: Double = 0.5) {
    precondition(factor > 0 && factor < 1, "lambda cannot be continued by a factor of \(factor)")
    self.factor = factor
  }

  /// The sequence of `λ`, descending to the target.
  func lambdas(to target: Double, from largest: Double) -> [Double] {
    var lambdas = [target]
    while let last = lambdas.last, last < largest { lambdas.append(last / factor) }
    return lambdas.reversed()
  }

  /// Minimises `ℓ(X) + μΦ(X)` for one weight.
  ///
  /// - Parameters:
  ///   - problem: `ℓ`.
  ///   - family: The penalty.
  ///   - lambda: The target `λ > 0`; infinity ends with the nuclear norm.
  ///   - weight: `μ > 0`.
  ///   - solver: For each problem of the sequence.
  ///   - start: Where the nuclear problem begins; nil is the zero matrix.
  ///   - threads: For factors; nil as their solver says.
  ///   - shouldStop: Asked before every step.
  /// - Returns: The last solution; iterations and seconds are those of the whole sequence.
  /// - Throws: ``RecoveryError`` as the solver does, and for a `λ` that is not positive.
  public func solve(
    _ problem: some RecoveryProblem, family: PenaltyFamily, lambda: Double, weight: Double,
    solver: RecoverySolver, from start: LowRankMatrix? = nil, threads: Int? = nil,
    shouldStop: () -> Bool = { false }
  ) throws -> RecoverySolution {
    let target = try family.penalty(lambda: lambda)
    var solution = try solver.solve(
      problem, penalty: family.penalty(lambda: .infinity), weight: weight, from: start,
      threads: threads, shouldStop: shouldStop)
    guard target.scale < .infinity else { return solution }
    for next in lambdas(to: lambda, from: solution.matrix.singularValues.first ?? 0) {
      let before = solution
      guard before.ending != .stopped else { break }
      solution = try solver.solve(
        problem, penalty: family.penalty(lambda: next), weight: weight, from: before.matrix,
        threads: threads, shouldStop: shouldStop
      ).adding(iterations: before.iterations, seconds: before.seconds)
    }
    return solution
  }
}
