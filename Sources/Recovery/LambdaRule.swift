/// How the scale `λ` of a penalty goes with its weight `μ` along a path.
public enum LambdaRule: Hashable, Sendable {
  /// `λ = c μ/M`, `M` the Lipschitz constant of `∇ℓ`.
  ///
  /// With `c ≥ 1` the proximal operator of step `1/M` is continuous at every point of the path (for
  /// MCP with `γ = 1.5` too); `c = ∞` is the nuclear norm.
  case coupled(Double)
  /// One `λ` for every weight.
  case fixed(Double)

  /// `λ` for one weight `μ` and the Lipschitz constant `M`.
  ///
  /// - Throws: ``RecoveryError`` with code `invalidValue` if `c` or `λ` is not positive.
  public func lambda(weight: Double, lipschitz: Double) throws(RecoveryError) -> Double {
    let (number, name, result) =
      switch self {
      case .coupled(let c): (c, "factor c of lambda = c mu / M", c * (weight / lipschitz))
      case .fixed(let lambda): (lambda, "scale lambda", lambda)
      }
    guard number > 0 else {
      throw RecoveryError(
        .invalidValue,
        "The \(name) must be positive (infinity is the nuclear norm), but is \(number).")
    }
    return result
  }
}
