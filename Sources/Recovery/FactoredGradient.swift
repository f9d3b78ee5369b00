public import Foundation
public import Theory

/// Matrix completion for large sizes: `½‖P_Ω(X - Y)‖² + μ Σ φ(σᵢ(X))`, never forming `X`.
///
/// Memory is proportional to the observed entries and the factors. The factors of `X = A Bᵀ` minimise
/// `½‖P_Ω(A Bᵀ - Y)‖² + μ Σ φ((‖a_j‖² + ‖b_j‖²)/2)`, whose minima are those over `X`. The
/// steps move both factors along conjugate directions with an exact search on the line. A step costs about 10 |Ω| rank
/// operations, where a sweep of alternating least squares costs 2 |Ω| rank², and hardly more steps than
/// sweeps are needed.
///
/// The rank adapts itself: columns whose loss lowers the objective are left out, and singular vectors
/// of the residual whose value is above `μ` come in; both lower the objective, as every step does. The
/// method ends when all three parts of the KKT residual have passed. For the nuclear norm that is the
/// global minimum; for other penalties a stationary point, and continuation from the nuclear norm
/// finds better ones.
///
/// - Source: the factor form is derived; for the nuclear norm see N. Srebro, J. Rennie and T. Jaakkola
///   (2005), and T. Hastie, R. Mazumder, J. Lee and R. Zadeh (2015) for alternating least squares.
public struct FactoredGradient: Hashable, Sendable {
  /// The relative KKT residual to reach.
  public let tolerance: Double
  /// The most steps to take.
  public let iterationLimit: Int
  /// The largest rank allowed, nil for any.
  ///
  /// A solution that wants more ends with ``RecoverySolution/Ending/rankLimit``.
  public let rankLimit: Int?
  /// Threads to use; the result does not depend on them.
  public let threads: Int

  /// What there is to say after a step.
  public struct Progress: Sendable {
    /// Steps so far.
    public let iteration: Int
    /// The columns of the factors.
    public let rank: Int
    /// `F`, or a bound on it from above.
    public let objective: Double
    /// About `√(κ₁² + κ₂²)/μ`.
    public let residual: Double
  }

  /// A solver; the tolerance is positive, the limits at least 0, at least one thread.
  public init(
    tolerance: Double = 1e-6, iterationLimit: Int = 5_000, rankLimit: Int? = nil,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    precondition(
      tolerance > 0 && iterationLimit >= 0, "tolerance \(tolerance), \(iterationLimit) steps")
    precondition(rankLimit ?? 0 >= 0 && threads >= 1, "rank \(rankLimit ?? 0), \(threads) threads")
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.rankLimit = rankLimit
    self.threads = threads
  }

  /// The same with another number of threads.
  public func with(threads: Int) -> FactoredGradient {
    FactoredGradient(
      tolerance: tolerance, iterationLimit: iterationLimit, rankLimit: rankLimit, threads: threads)
  }

  /// Minimises `½‖P_Ω(X - Y)‖² + μΦ(X)`.
  ///
  /// - Parameters:
  ///   - entries: `Ω` and `Y` on it.
  ///   - penalty: `φ`.
  ///   - weight: `μ > 0`.
  ///   - start: Where to begin; nil is the zero matrix.
  ///   - progress: Called after every step.
  ///   - shouldStop: Asked before every step.
  /// - Returns: The last iterate in canonical form, with its residual; its ending says whether that
  ///   is within the tolerance.
  /// - Throws: ``RecoveryError``: `invalidValue` if `μ` is not positive and finite, `shapeMismatch` if
  ///   the start has another shape than the entries.
  /// - Complexity: About 10 |Ω| rank operations per step.
  public func solve(
    _ entries: ObservedEntries, penalty: any SpectralPenalty, weight: Double,
    from start: LowRankMatrix? = nil, progress: (Progress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(RecoveryError) -> RecoverySolution {
    guard weight > 0, weight.isFinite else {
      throw RecoveryError(
        .invalidValue,
        "The weight mu of the penalty must be a positive finite number, but is \(weight).")
    }
    if let start, start.rows != entries.rows || start.columns != entries.columns {
      throw RecoveryError(
        .shapeMismatch,
        "The start is a \(start.rows) × \(start.columns) matrix, but the entries belong to one of "
          + "\(entries.rows) × \(entries.columns).")
    }
    var search = FactoredSearch(
      FactoredDescent(
        entries, penalty: penalty, weight: weight, threads: threads,
        start: truncated(start ?? .zero(rows: entries.rows, columns: entries.columns))),
      self)
    let ending = try search.run(progress: progress, shouldStop: shouldStop)
    return try search.solution(ending)
  }

  /// The start within the limit of the rank.
  private func truncated(_ start: LowRankMatrix) -> LowRankMatrix {
    guard let rankLimit, start.rank > rankLimit else { return start }
    let kept = Array(0..<rankLimit)
    return LowRankMatrix(
      orthonormal: start.leftVectors.selectingColumns(kept),
      Array(start.singularValues[..<rankLimit]), start.rightVectors.selectingColumns(kept))
  }
}
