import Spectra
public import Tensors

/// `ℓ(X) = ½‖Y - ZX‖²_F`: the loss of reduced-rank regression of `n` responses on `p` predictors.
///
/// With more samples than predictors it is computed from `Z = QR` as `½‖QᵀY - RX‖²_F + constant`, so a
/// step costs nothing per sample, and no product `ZᵀZ` loses digits.
public struct RegressionLoss: RecoveryProblem {
  /// `Z`, one sample per row; shape `(N, p)`.
  public let predictors: Matrix<Double>
  /// `Y`, one sample per row; shape `(N, n)`.
  public let responses: Matrix<Double>
  /// `M = σ₁(Z)²`; 1 if `Z = 0`.
  public let lipschitz: Double
  /// `m = σ_min(Z)²`; 0 with fewer samples than predictors.
  public let strongConvexity: Double
  /// `‖ZᵀY‖₂`.
  public let maximumWeight: Double

  /// `R` and `QᵀY`, or `Z` and `Y` where there are few samples.
  private let design: Matrix<Double>
  private let target: Matrix<Double>
  /// `½‖Y - QQᵀY‖²_F`, what no `X` explains.
  private let unexplained: Double

  /// `p`, the number of predictors.
  public var rows: Int { predictors.columns }
  /// `n`, the number of responses.
  public var columns: Int { responses.columns }
  /// `N`, the number of samples.
  public var observations: Int { predictors.rows }

  /// The loss of some samples.
  ///
  /// - Parameters:
  ///   - predictors: `Z`, one sample per row; shape `(N, p)`.
  ///   - responses: `Y`, one sample per row; shape `(N, n)`.
  /// - Throws: ``RecoveryError``: `emptyShape`, `shapeMismatch`; `invalidValue` for a number that is
  ///   not finite, with its place; `unusableEntries` if there is no sample or `ZᵀY = 0`.
  /// - Complexity: O(N p (p + n)).
  public init(predictors: Matrix<Double>, responses: Matrix<Double>) throws(RecoveryError) {
    try self.init(predictors: predictors, responses: responses, .refused)
  }

  private init(
    predictors: Matrix<Double>, responses: Matrix<Double>, _ trivial: TrivialData
  ) throws(RecoveryError) {
    guard predictors.columns > 0, responses.columns > 0 else {
      throw RecoveryError(
        .emptyShape,
        "A regression needs at least one predictor and one response, but has "
          + "\(predictors.columns) and \(responses.columns).")
    }
    guard predictors.rows == responses.rows else {
      throw RecoveryError(
        .shapeMismatch,
        "The predictors have \(predictors.rows) samples (rows), but the responses "
          + "\(responses.rows): they must be the same.")
    }
    guard predictors.rows > 0 else {
      throw RecoveryError(.unusableEntries, "There is no sample: at least one is needed.")
    }
    try predictors.requireFinite("predictors")
    try responses.requireFinite("responses")
    (self.predictors, self.responses) = (predictors, responses)
    if predictors.rows > predictors.columns {
      let qr = try translated { () throws(DecompositionError) in try QRDecomposition(predictors) }
      design = qr.r
      target = qr.q.times(responses, transposing: .left)
      let rest = responses - qr.q.times(target)
      unexplained = rest.inner(rest) / 2
    } else {
      (design, target, unexplained) = (predictors, responses, 0)
    }
    let (z, y) = (design, target)
    let spectrum = try translated { () throws(DecompositionError) in
      let values = try singularValues(of: z, route: .direct).values
      let gradient = z.times(y, transposing: .left)
      let largest = try operatorNorm(of: gradient)
      return (values: values, gradient: largest)
    }
    let largest = spectrum.values.first ?? 0
    let smallest = z.rows < z.columns ? 0 : spectrum.values.last ?? 0
    lipschitz = largest > 0 ? largest * largest : 1
    strongConvexity = smallest * smallest
    maximumWeight = spectrum.gradient
    try require(maximumWeight, trivial, "The predictors are orthogonal to all responses")
  }

  /// `ℓ(X)` and `∇ℓ(X) = Zᵀ(ZX - Y)`.
  public func evaluation(at x: Matrix<Double>) -> (value: Double, gradient: Matrix<Double>) {
    requireShape(x)
    let residual = design.times(x) - target
    return (
      residual.inner(residual) / 2 + unexplained, design.times(residual, transposing: .left)
    )
  }

  /// The loss of these samples.
  public func restricted(to indices: [Int]) throws(RecoveryError) -> RegressionLoss {
    try requireSome(indices)
    return try RegressionLoss(
      predictors: predictors.rows(at: indices), responses: responses.rows(at: indices),
      .taken)
  }

  /// `‖yᵢ - zᵢX‖²/n` of these samples, `yᵢ` and `zᵢ` rows.
  public func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double] {
    let left = predictors.rows(at: indices).times(matrix.left)
    let difference = left.times(matrix.right, transposing: .right) - responses.rows(at: indices)
    return difference.rowNorms.map { $0 * $0 / Double(columns) }
  }

  /// `√n σ₁(Z) + ‖Z‖_F`.
  public var noiseGain: Double {
    (Double(columns) * lipschitz).squareRoot() + design.frobeniusNorm
  }
}
