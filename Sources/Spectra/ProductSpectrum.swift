public import Tensors

/// The singular values of `scale · B A` for `B` of shape `(m, r)` and `A` of shape `(r, n)`, without
/// forming the product.
///
/// With `B = Q_B R_B` and `Aᵀ = Q_A R_A` they are those of `scale · R_B R_Aᵀ`: exact to rounding, while
/// `BᵀB AAᵀ` would square the condition number.
///
/// - Parameters:
///   - left: `B`.
///   - right: `A`.
///   - scale: Any finite number.
/// - Returns: `min(r, m, n)` values, descending; all other singular values of the product are 0.
/// - Throws: ``DecompositionError`` with code `nonFiniteInput` (place in the factor) or
///   `noConvergence`.
/// - Complexity: O((m + n) r²).
/// - Source: specification of the audit, section 2.5.
public func productSpectrum(
  left: Matrix<Double>, right: Matrix<Double>, scale: Double = 1
) throws(DecompositionError) -> [Double] {
  precondition(
    left.columns == right.rows,
    "the product of \(left.rows) x \(left.columns) and \(right.rows) x \(right.columns)")
  precondition(scale.isFinite, "scale \(scale)")
  let (b, leftScale) = left.normalized
  let (a, rightScale) = right.transposed.normalized
  let core = try QRDecomposition(b).r.times(QRDecomposition(a).r, transposing: .right)
  let factor = scale.magnitude * leftScale * rightScale
  return try LAPACK.dgesdd(core, vectors: .none).values.map { factor * $0 }
}

extension Matrix<Double> {
  /// The matrix over a power of two that brings its entries to at most 2, and that power.
  fileprivate var normalized: (Matrix, Double) {
    let largest = withUnsafeBufferPointer { $0.reduce(0) { max($0, $1.magnitude) } }
    guard largest.isFinite, largest > 0 else { return (self, 1) }
    return (map { $0 / largest.binade }, largest.binade)
  }
}
