import Spectra
public import Tensors
public import Theory

/// How far `X = U diag(σ) Vᵀ` is from a stationary point of `ℓ + μΦ`.
///
/// With `G = ∇ℓ(X)`:
///
/// - `κ₁ = ‖UᵀGV + μ diag(φ'(σᵢ))‖_F`,
/// - `κ₂ = (‖UᵀG(I - VVᵀ)‖²_F + ‖(I - UUᵀ)GV‖²_F)^½`,
/// - `κ₃ = max(0, ‖(I - UUᵀ)G(I - VVᵀ)‖₂ - μ φ'(0))`.
///
/// All three vanish exactly at stationary points.
///
/// - Source: derived.
public struct KKTResidual: Hashable, Sendable, Codable {
  /// What is wrong within the singular spaces of `X`.
  public let kappa1: Double
  /// What is wrong between the singular spaces and the rest.
  public let kappa2: Double
  /// By how much a zero singular value wants to leave zero.
  public let kappa3: Double
  /// `μ`.
  public let weight: Double
  /// The Frobenius norm of the third block's excess over `μ`, where it was decomposed whole.
  public let excess: Double?

  /// `κ = √(κ₁² + κ₂² + κ₃²) / μ`.
  public var relative: Double {
    // Divided first: squares of small residuals would vanish, and 0 is a proof.
    [kappa1, kappa2, kappa3].reduce(0) { $0 + squared($1 / weight) }.squareRoot()
  }

  /// A residual of known parts; all at least 0, `weight > 0`.
  public init(
    kappa1: Double, kappa2: Double, kappa3: Double, weight: Double, excess: Double? = nil
  ) {
    self.kappa1 = kappa1
    self.kappa2 = kappa2
    self.kappa3 = kappa3
    self.weight = weight
    self.excess = excess
  }

  /// `dist(0, ∂F(X))` in Frobenius norm, or a bound on it.
  ///
  /// - Parameter neglected: How many singular values the third block has, for a bound where
  ///   ``excess`` is not known.
  /// - Returns: At least 0.
  public func subgradientDistance(neglected: Int) -> Double {
    let third = excess ?? Double(neglected).squareRoot() * kappa3
    return (kappa1 * kappa1 + kappa2 * kappa2 + third * third).squareRoot()
  }
}

/// The blocks of a gradient against the singular spaces of a dense `X`.
struct GradientBlocks {
  let kkt: KKTResidual
  /// `‖(I - UUᵀ)G(I - VVᵀ)‖₂`.
  let outerNorm: Double
}

extension KKTResidual {
  /// The residual at a matrix whose gradient is at hand.
  ///
  /// - Parameters:
  ///   - x: `X`, shape `(m, n)`.
  ///   - gradient: `∇ℓ(X)`, shape `(m, n)`.
  ///   - penalty: `φ`.
  ///   - weight: `μ > 0`.
  /// - Throws: `DecompositionError` if the gradient is not finite.
  /// - Complexity: O(m n min(m, n)), the singular values of one `m × n` matrix.
  public init(
    of x: LowRankMatrix, gradient: Matrix<Double>, penalty: any SpectralPenalty, weight: Double
  ) throws {
    self = try GradientBlocks(of: x, gradient: gradient, penalty: penalty, weight: weight).kkt
  }
}

extension GradientBlocks {
  init(
    of x: LowRankMatrix, gradient g: Matrix<Double>, penalty: any SpectralPenalty, weight: Double
  ) throws {
    let (u, v) = (x.leftVectors, x.rightVectors)
    let gv = g.times(v)  // (m, r)
    let utg = u.times(g, transposing: .left)  // (r, n)
    let core = u.times(gv, transposing: .left)  // (r, r)
    let slopes = x.singularValues.map { weight * penalty.derivative(at: $0) }
    let leftOuter = gv - u.times(core)
    let rightOuter = utg - core.times(v, transposing: .right)
    let outer = g - u.times(utg) - leftOuter.times(v, transposing: .right)
    let slope = weight * penalty.derivative(at: 0)
    let values = try singularValues(of: outer, route: .direct).values
    outerNorm = values.first ?? 0
    let excesses = values.map { max(0, $0 - slope) }
    kkt = KKTResidual(
      kappa1: (core + .diagonal(slopes)).frobeniusNorm,
      kappa2: (squared(leftOuter.frobeniusNorm) + squared(rightOuter.frobeniusNorm)).squareRoot(),
      kappa3: excesses.first ?? 0, weight: weight,
      excess: excesses.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }
}

private func squared(_ x: Double) -> Double { x * x }
