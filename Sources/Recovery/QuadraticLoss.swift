public import Tensors

/// A smooth loss `ℓ(X) = ½‖𝒜(X) - y‖²` of a matrix of shape `(m, n)`, `𝒜` linear.
///
/// The gradient is affine in `X`, Lipschitz with constant `M` and strongly monotone with constant `m`.
public protocol QuadraticLoss: Sendable {
  /// The number of rows of `X`.
  var rows: Int { get }
  /// The number of columns of `X`.
  var columns: Int { get }
  /// `M = ‖𝒜‖²`, or a little more.
  var lipschitz: Double { get }
  /// `m`, the smallest eigenvalue of `𝒜*𝒜`, or less; often 0.
  var strongConvexity: Double { get }
  /// `μ_max = ‖∇ℓ(0)‖₂`: from this weight on, zero is stationary for every penalty of slope 1.
  var maximumWeight: Double { get }
  /// `ℓ(X)` and `∇ℓ(X) = 𝒜*(𝒜(X) - y)`, from one residual.
  ///
  /// - Parameter x: Shape ``rows`` × ``columns``.
  /// - Returns: The value, and the gradient of the same shape as `x`.
  func evaluation(at x: Matrix<Double>) -> (value: Double, gradient: Matrix<Double>)
}

extension QuadraticLoss {
  /// `ℓ(X)`.
  public func value(at x: Matrix<Double>) -> Double { evaluation(at: x).value }

  /// `∇ℓ(X)`, shape ``rows`` × ``columns``.
  public func gradient(at x: Matrix<Double>) -> Matrix<Double> { evaluation(at: x).gradient }

  func requireShape(_ x: Matrix<Double>) {
    precondition(
      x.rows == rows && x.columns == columns,
      "a matrix of \(x.rows) x \(x.columns) for a loss of \(rows) x \(columns)")
  }
}

/// A loss whose observations can be set aside: what a path and a cross-validation work on.
public protocol RecoveryProblem: QuadraticLoss {
  /// The number of observations that can be set aside one by one: entries, measurements or rows.
  var observations: Int { get }

  /// The problem with some of its observations, in ascending order.
  ///
  /// - Parameter indices: Distinct, each in `0..<observations`.
  /// - Returns: The problem of these observations alone; where they say nothing (all are 0, for
  ///   instance), one with ``QuadraticLoss/maximumWeight`` 0, which the zero matrix solves.
  /// - Throws: ``RecoveryError`` with code `unusableEntries` if there are none.
  func restricted(to indices: [Int]) throws(RecoveryError) -> Self

  /// The squared error of the prediction by `matrix` of each of these observations; of a row with
  /// several responses their mean.
  func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double]

  /// `‖Σ AᵢAᵢᵀ‖₂^½ + ‖Σ AᵢᵀAᵢ‖₂^½` over the matrices `Aᵢ` of `𝒜(X)ᵢ = ⟨Aᵢ, X⟩`.
  ///
  /// Noise of standard deviation `s` in `y` adds `-Σ εᵢAᵢ` to the gradient, whose operator norm is
  /// about `s` times this.
  var noiseGain: Double { get }
}

extension RecoveryProblem {
  /// The weight at which noise of standard deviation `s` alone is recovered as zero.
  ///
  /// `μ = s (‖Σ AᵢAᵢᵀ‖₂^½ + ‖Σ AᵢᵀAᵢ‖₂^½)` bounds the expected operator norm of the noise part
  /// `Σ εᵢAᵢ` of the gradient. Completion: `s (√(most entries of a row) + √(most of a column))`,
  /// about `s (√(pn) + √(pm))` for a share `p` observed evenly. Regression with `n` responses:
  /// `s (√n σ₁(Z) + ‖Z‖_F)`.
  ///
  /// - Parameter standardDeviation: `s ≥ 0` of independent normal noise in every observed number.
  /// - Returns: `μ`.
  /// - Throws: ``RecoveryError`` with code `invalidValue` if `s` is negative or not finite.
  /// - Source: derived. For regression the bound is Chevet's inequality; for completion the leading
  ///   term of A. Bandeira and R. van Handel (2016); for sensing that of A. Bandeira,
  ///   M. Boedihardjo and R. van Handel (2023), sharp for generic `Aᵢ` and up to `√log(m + n)` too
  ///   small where the `Aᵢ` commute.
  public func noiseWeight(standardDeviation: Double) throws(RecoveryError) -> Double {
    guard standardDeviation >= 0, standardDeviation.isFinite else {
      throw RecoveryError(
        .invalidValue,
        "The standard deviation of the noise must be finite and at least 0, but is "
          + "\(standardDeviation).")
    }
    return standardDeviation * noiseGain
  }
}
