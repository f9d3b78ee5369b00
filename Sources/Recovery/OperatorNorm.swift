import Spectra
import Tensors

/// The largest singular value of a linear map that is known by its products only.
///
/// - Parameters:
///   - rows: The dimension that the map gives.
///   - columns: The dimension that it takes.
///   - apply: `X ↦ AX`, for some columns at once.
///   - applyTransposed: `Y ↦ AᵀY`.
/// - Returns: `‖A‖₂` up to about `10⁻¹³` relative, never above it but for rounding.
/// - Throws: ``RecoveryError`` if a decomposition fails.
func operatorNorm(
  rows: Int, columns: Int, apply: (Matrix<Double>) -> Matrix<Double>,
  applyTransposed: (Matrix<Double>) -> Matrix<Double>
) throws(RecoveryError) -> Double {
  try SingularTriplets(
    rows: rows, columns: columns,
    excluding: (Matrix(rows: rows, columns: 0), Matrix(rows: columns, columns: 0)),
    SingularTriplets.Request(threshold: 0, count: 1, purpose: .norm(accuracy: 1e-13)),
    apply: apply, applyTransposed: applyTransposed
  ).largest
}

/// The largest singular value of a matrix.
func operatorNorm(of a: Matrix<Double>) throws(DecompositionError) -> Double {
  try singularValues(of: a, route: .direct).values.first ?? 0
}
