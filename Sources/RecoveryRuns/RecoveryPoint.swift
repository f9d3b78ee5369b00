public import Recovery

/// One solved point of a path: a line of `path.jsonl`.
public struct RecoveryPoint: Codable, Hashable, Sendable {
  /// Whose path it is: `fold-0`, `fold-1`, … or `refit`.
  public let job: String
  /// The place on the path, from 0.
  public let index: Int
  /// `μ`.
  public let weight: Double
  /// `λ`; absent where it is infinite.
  public let lambda: Double?
  /// `ℓ(X) + μ Φ(X)`.
  public let objective: Double
  /// `ℓ(X)`.
  public let loss: Double
  /// `Φ(X)`.
  public let penalty: Double
  /// The rank of `X`.
  public let rank: Int
  /// The relative KKT residual.
  public let kktResidual: Double
  /// Steps of the solver.
  public let iterations: Int
  /// Seconds of wall clock.
  public let seconds: Double
  /// Why the solver ended.
  public let ending: RecoverySolution.Ending
  /// The mean of the squared errors of the observations that were set aside.
  public let heldOutError: Double?
  /// How many observations were set aside.
  public let heldOutCount: Int?
  /// The standard error of that mean over the observations; what stands for it with a single split.
  public let heldOutSpread: Double?

  private enum CodingKeys: String, CodingKey {
    case job
    case index
    case weight
    case lambda
    case objective
    case loss
    case penalty
    case rank
    case kktResidual = "kkt_residual"
    case iterations
    case seconds
    case ending
    case heldOutError = "held_out_error"
    case heldOutCount = "held_out_count"
    case heldOutSpread = "held_out_spread"
  }

  init(_ job: RecoveryJob.Name, _ index: Int, _ solution: RecoverySolution, errors: [Double]) {
    self.job = job.description
    self.index = index
    weight = solution.weight
    lambda = solution.lambda.isFinite ? solution.lambda : nil
    objective = solution.objective
    loss = solution.loss
    penalty = solution.penalty
    rank = solution.rank
    kktResidual = solution.kkt.relative
    iterations = solution.iterations
    seconds = solution.seconds
    ending = solution.ending
    heldOutCount = errors.isEmpty ? nil : errors.count
    let count = Double(max(errors.count, 1))
    let mean = errors.reduce(0, +) / count
    let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    heldOutError = errors.isEmpty ? nil : mean
    heldOutSpread = errors.isEmpty ? nil : (variance / count).squareRoot()
  }
}
