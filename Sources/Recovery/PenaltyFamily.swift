public import Theory

/// A penalty up to its scale `λ`, by the name that programs and files use.
///
/// All members have slope 1 at 0 and become the nuclear norm at `λ = ∞`, so one weight `μ` means
/// the same for all of them: zero is stationary from `μ_max = ‖∇ℓ(0)‖₂` on.
public enum PenaltyFamily: String, CaseIterable, Codable, Hashable, Sendable {
  /// `σ`, whatever `λ`.
  case nuclear
  /// What an infinitely deep linear ResNet of one weight per block pays for `σ`.
  case resnetDepth1 = "resnet-depth-1"
  /// What an infinitely deep linear ResNet of two weights per block pays for `σ`.
  case resnetDepth2 = "resnet-depth-2"
  /// `λ log(1 + σ/λ)`.
  case logSum = "log-sum"
  /// The minimax concave penalty with `γ = 1.5`.
  case mcp

  /// The member with this scale.
  ///
  /// - Parameter lambda: `λ > 0`; infinity gives the nuclear norm.
  /// - Returns: `φ`.
  /// - Throws: ``RecoveryError`` with code `invalidValue` if `λ` is not positive.
  public func penalty(lambda: Double) throws -> any SpectralPenalty {
    guard lambda > 0 else {
      throw RecoveryError(
        .invalidValue,
        "The scale lambda of the penalty '\(rawValue)' must be positive (infinity is the nuclear "
          + "norm), but is \(lambda).")
    }
    if lambda == .infinity { return NuclearPenalty() }
    switch self {
    case .nuclear: return NuclearPenalty()
    case .resnetDepth1: return try ResNetPenalty(block: .depth1, lambda: lambda)
    case .resnetDepth2: return try ResNetPenalty(block: .depth2, lambda: lambda)
    case .logSum: return try LogSumPenalty(lambda: lambda)
    case .mcp: return try MCPPenalty(lambda: lambda)
    }
  }
}

extension SpectralPenalty {
  /// `λ` of the penalties that have one; infinity for all others.
  package var scale: Double {
    switch self {
    case let penalty as ResNetPenalty: penalty.lambda
    case let penalty as LogSumPenalty: penalty.lambda
    case let penalty as MCPPenalty: penalty.lambda
    default: .infinity
    }
  }
}
