public import Tensors

/// The eigendecomposition `A = Q diag(w) Q^T` of a symmetric matrix.
public struct SymmetricEigendecomposition: Sendable {
  /// `w`, shape `(n)`, ascending.
  public let values: [Double]
  /// `Q`, shape `(n, n)`, one orthonormal eigenvector per column.
  public let vectors: Matrix<Double>

  /// Decomposes a symmetric matrix of shape `(n, n)`; the lower triangle is read.
  ///
  /// - Precondition: The matrix is square.
  /// - Throws: ``DecompositionError`` with code `nonFiniteInput` or `noConvergence`.
  /// - Complexity: O(n^3), by divide and conquer (LAPACK dsyevd).
  public init(_ a: Matrix<Double>) throws(DecompositionError) {
    precondition(a.rows == a.columns, "eigenvalues of a matrix of \(a.rows) x \(a.columns)")
    try a.requireFinite()
    var work = a
    values = try LAPACK.dsyevd(&work, vectors: true)
    vectors = work.transposed
  }
}

/// The eigenvalues of a symmetric matrix of shape `(n, n)`, ascending; the lower triangle is read.
///
/// - Precondition: The matrix is square.
/// - Throws: ``DecompositionError`` with code `nonFiniteInput` or `noConvergence`.
/// - Complexity: O(n^3).
public func symmetricEigenvalues(of a: Matrix<Double>) throws(DecompositionError) -> [Double] {
  precondition(a.rows == a.columns, "eigenvalues of a matrix of \(a.rows) x \(a.columns)")
  try a.requireFinite()
  var work = a
  return try LAPACK.dsyevd(&work, vectors: false)
}
