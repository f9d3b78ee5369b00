import Spectra
public import Tensors

/// `ℓ(X) = ½‖𝒜(X) - y‖²` with `𝒜(X)ᵢ = ⟨Aᵢ, X⟩`: the loss of matrix sensing from `N` measurements.
public struct SensingLoss: RecoveryProblem {
  /// The number of rows of `X`.
  public let rows: Int
  /// The number of columns of `X`.
  public let columns: Int
  /// The matrices `Aᵢ`, one per row, each row-major; shape `(N, rows · columns)`.
  public let measurements: Matrix<Double>
  /// `y`, shape `(N)`.
  public let values: [Double]
  /// `M = 1.01 ‖𝒜‖²`, since the norm is found by iteration and may be a little low; 1 if `𝒜 = 0`.
  public let lipschitz: Double
  /// `m = σ_min(𝒜)²`; 0 with fewer measurements than elements of `X`.
  public let strongConvexity: Double
  /// `‖𝒜*y‖₂`.
  public let maximumWeight: Double

  /// `N`.
  public var observations: Int { values.count }

  /// The loss of some measurements.
  ///
  /// - Parameters:
  ///   - rows: The number of rows of `X`, at least 1.
  ///   - columns: The number of columns of `X`, at least 1.
  ///   - measurements: `Aᵢ`, one per row, each row-major; shape `(N, rows · columns)`.
  ///   - values: `y`, shape `(N)`.
  /// - Throws: ``RecoveryError``: `emptyShape`, `shapeMismatch`; `invalidValue` for a number that is
  ///   not finite, with its place; `unusableEntries` if there is no measurement or `𝒜*y = 0`.
  public init(
    rows: Int, columns: Int, measurements: Matrix<Double>, values: [Double]
  ) throws(RecoveryError) {
    try self.init(
      rows: rows, columns: columns, measurements: measurements, values: values, .refused)
  }

  private init(
    rows: Int, columns: Int, measurements: Matrix<Double>, values: [Double], _ trivial: TrivialData
  ) throws(RecoveryError) {
    guard rows > 0, columns > 0 else {
      throw RecoveryError(
        .emptyShape,
        "A matrix of \(rows) × \(columns) has nothing to recover: both sizes must be at least 1.")
    }
    guard measurements.rows > 0 else {
      throw RecoveryError(.unusableEntries, "There is no measurement: at least one is needed.")
    }
    guard measurements.columns == rows * columns else {
      throw RecoveryError(
        .shapeMismatch,
        "A measurement of a \(rows) × \(columns) matrix needs \(rows * columns) coefficients, but "
          + "the measurements have \(measurements.columns).")
    }
    guard values.count == measurements.rows else {
      throw RecoveryError(
        .shapeMismatch,
        "\(measurements.rows) measurements need as many values, but there are \(values.count).")
    }
    try measurements.requireFinite("measurements")
    if let i = values.firstIndex(where: { !$0.isFinite }) {
      throw RecoveryError(
        .invalidValue,
        "The value of measurement \(i) (counted from 0) is \(values[i]): leave the measurement out.",
        entry: i)
    }
    (self.rows, self.columns) = (rows, columns)
    (self.measurements, self.values) = (measurements, values)
    let norm = try operatorNorm(
      rows: measurements.rows, columns: measurements.columns,
      apply: { measurements.times($0) },
      applyTransposed: { measurements.times($0, transposing: .left) })
    let spectrum = try translated { () throws(DecompositionError) in
      let isTall = values.count >= rows * columns
      let smallest = isTall ? try singularValues(of: measurements, route: .direct).values.last : 0
      let adjoint = measurements.times(.column(values), transposing: .left).elements
      let gradient = Matrix(rows: rows, columns: columns, elements: adjoint)
      let largest = try operatorNorm(of: gradient)
      return (smallest: smallest ?? 0, gradient: largest)
    }
    lipschitz = norm > 0 ? 1.01 * norm * norm : 1
    strongConvexity = spectrum.smallest * spectrum.smallest
    maximumWeight = spectrum.gradient
    try require(
      maximumWeight, trivial, "The sum of all measurements times their values is 0")
  }

  /// `ℓ(X)` and `∇ℓ(X) = 𝒜*(𝒜(X) - y)`.
  public func evaluation(at x: Matrix<Double>) -> (value: Double, gradient: Matrix<Double>) {
    requireShape(x)
    let residual = measurements.times(.column(x.elements)) - .column(values)
    let gradient = measurements.times(residual, transposing: .left).elements
    return (
      residual.inner(residual) / 2, Matrix(rows: rows, columns: columns, elements: gradient)
    )
  }

  /// The loss of these measurements.
  public func restricted(to indices: [Int]) throws(RecoveryError) -> SensingLoss {
    try requireSome(indices)
    return try SensingLoss(
      rows: rows, columns: columns, measurements: measurements.rows(at: indices),
      values: indices.map { values[$0] }, .taken)
  }

  /// `(⟨Aᵢ, X⟩ - yᵢ)²` of these measurements.
  public func squaredErrors(of matrix: LowRankMatrix, at indices: [Int]) -> [Double] {
    let predictions = measurements.rows(at: indices).times(.column(matrix.dense.elements)).elements
    return zip(indices, predictions).map { index, prediction in
      (prediction - values[index]) * (prediction - values[index])
    }
  }

  /// `‖Σ AᵢAᵢᵀ‖₂^½ + ‖Σ AᵢᵀAᵢ‖₂^½`.
  ///
  /// - Complexity: O(N · rows · columns · (rows + columns)).
  public var noiseGain: Double {
    var byRow = Matrix<Double>(rows: rows, columns: rows)
    var byColumn = Matrix<Double>(rows: columns, columns: columns)
    for i in 0..<observations {
      let a = Matrix(rows: rows, columns: columns, elements: measurements.row(i))
      byRow = byRow + a.times(a, transposing: .right)
      byColumn = byColumn + a.times(a, transposing: .left)
    }
    // Both are positive semidefinite: the Frobenius norm bounds the norm should LAPACK fail.
    return [byRow, byColumn].reduce(0) { sum, gram in
      let eigenvalues = try? symmetricEigenvalues(of: gram)
      return sum + (eigenvalues?.last ?? gram.frobeniusNorm).squareRoot()
    }
  }
}
