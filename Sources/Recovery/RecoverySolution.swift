/// A matrix found by a solver, and how far to trust it.
public struct RecoverySolution: Sendable {
  /// Why a solver ended.
  public enum Ending: String, Codable, Hashable, Sendable {
    /// The stopping rule holds.
    case converged
    /// The limit of iterations came first.
    case iterationLimit = "iteration-limit"
    /// The rank passed the limit that the caller set.
    case rankLimit = "rank-limit"
    /// The caller stopped it.
    case stopped
  }

  /// `X`.
  public let matrix: LowRankMatrix
  /// `μ`.
  public let weight: Double
  /// `λ`; infinity for the nuclear norm and for penalties without a scale.
  public let lambda: Double
  /// `F(X) = ℓ(X) + μ Φ(X)`.
  public let objective: Double
  /// `ℓ(X)`.
  public let loss: Double
  /// `Φ(X) = Σ φ(σᵢ)`, without its weight.
  public let penalty: Double
  /// How far `X` is from a stationary point.
  public let kkt: KKTResidual
  /// Steps taken.
  public let iterations: Int
  /// Seconds of wall clock.
  public let seconds: Double
  /// `F` before the first step and after each one.
  public let objectives: [Double]
  /// Why the solver ended.
  public let ending: Ending
  /// What is proven about `X`.
  public let certificate: RecoveryCertificate
  /// Whether singular values that the solver left out would have been 0; nil if not examined.
  public let rankCertificate: RankCertificate?

  /// The number of singular values that are not zero.
  public var rank: Int { matrix.rank }

  /// Puts the results of a solver together.
  public init(
    matrix: LowRankMatrix, weight: Double, lambda: Double, objective: Double, loss: Double,
    penalty: Double, kkt: KKTResidual, iterations: Int, seconds: Double, objectives: [Double],
    ending: Ending, certificate: RecoveryCertificate = .stationary,
    rankCertificate: RankCertificate? = nil
  ) {
    self.matrix = matrix
    self.weight = weight
    self.lambda = lambda
    self.objective = objective
    self.loss = loss
    self.penalty = penalty
    self.kkt = kkt
    self.iterations = iterations
    self.seconds = seconds
    self.objectives = objectives
    self.ending = ending
    self.certificate = certificate
    self.rankCertificate = rankCertificate
  }
}
