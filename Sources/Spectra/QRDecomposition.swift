public import Tensors

/// The thin QR decomposition `A = Q R`.
public struct QRDecomposition: Sendable {
  /// `Q`, shape `(m, k)`, orthonormal columns; `k = min(m, n)`.
  public let q: Matrix<Double>
  /// `R`, shape `(k, n)`, upper triangular or trapezoidal.
  public let r: Matrix<Double>

  /// Decomposes a matrix of shape `(m, n)` by Householder reflections.
  ///
  /// - Throws: ``DecompositionError`` with code `nonFiniteInput`.
  /// - Complexity: O(m n k).
  public init(_ a: Matrix<Double>) throws(DecompositionError) {
    try a.requireFinite()
    (q, r) = try LAPACK.dgeqrf(a)
  }
}
