public import Randomness

/// The shape of the distribution of independent weights; their variance is given elsewhere.
public enum WeightDistribution: String, CaseIterable, Codable, Sendable {
  /// Normal, mean 0.
  case normal
  /// Uniform on the symmetric interval of the same variance, `±√(3·variance)`.
  case uniform

  /// The distribution of mean 0 and this variance.
  ///
  /// - Precondition: `variance` is finite and ≥ 0.
  public func distribution(variance: Double) -> Distribution {
    precondition(
      variance.isFinite && variance >= 0, "a variance must be finite and >= 0, not \(variance)")
    switch self {
    case .normal: return .normal(mean: 0, standardDeviation: variance.squareRoot())
    case .uniform:
      let bound = (3 * variance).squareRoot()
      return .uniform(-bound...bound)
    }
  }
}
