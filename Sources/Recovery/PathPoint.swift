/// One point of a path in numbers, for files and tables.
public struct PathPoint: Hashable, Sendable, Codable {
  /// The number of the point, from 0.
  public let index: Int
  /// `μ`.
  public let weight: Double
  /// `λ`; nil where it is infinite.
  public let lambda: Double?
  /// `F(X)`.
  public let objective: Double
  /// `ℓ(X)`.
  public let loss: Double
  /// `Φ(X)`.
  public let penalty: Double
  /// The rank of `X`.
  public let rank: Int
  /// The relative KKT residual `κ`.
  public let kktResidual: Double
  /// Steps taken.
  public let iterations: Int
  /// Seconds of wall clock.
  public let seconds: Double
  /// Why the solver ended.
  public let ending: RecoverySolution.Ending
}

extension RecoverySolution {
  /// The solution as a point of a path.
  public func point(at index: Int) -> PathPoint {
    PathPoint(
      index: index, weight: weight, lambda: lambda < .infinity ? lambda : nil,
      objective: objective, loss: loss, penalty: penalty, rank: rank, kktResidual: kkt.relative,
      iterations: iterations, seconds: seconds, ending: ending)
  }

  func adding(iterations: Int, seconds: Double) -> RecoverySolution {
    changed(
      ending: ending, iterations: self.iterations + iterations, seconds: self.seconds + seconds)
  }

  func ending(_ ending: Ending) -> RecoverySolution {
    changed(ending: ending, iterations: iterations, seconds: seconds)
  }

  private func changed(ending: Ending, iterations: Int, seconds: Double) -> RecoverySolution {
    RecoverySolution(
      matrix: matrix, weight: weight, lambda: lambda, objective: objective, loss: loss,
      penalty: penalty, kkt: kkt, iterations: iterations, seconds: seconds, objectives: objectives,
      ending: ending, certificate: certificate, rankCertificate: rankCertificate)
  }
}
