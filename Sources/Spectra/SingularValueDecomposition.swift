public import Tensors

/// The thin singular value decomposition `A = U diag(s) V^T`.
public struct SingularValueDecomposition: Sendable {
  /// `U`, shape `(m, k)`, orthonormal columns.
  public let left: Matrix<Double>
  /// `s`, shape `(k)`, descending, all at least 0.
  public let values: [Double]
  /// `V`, shape `(n, k)`, orthonormal columns.
  public let right: Matrix<Double>

  /// Decomposes a matrix of shape `(m, n)`; `k = min(m, n)`.
  ///
  /// - Throws: ``DecompositionError`` with code `nonFiniteInput` or `noConvergence`.
  /// - Complexity: O(m n k), by divide and conquer (LAPACK dgesdd).
  public init(_ a: Matrix<Double>) throws(DecompositionError) {
    try a.requireFinite()
    let (values, left, right) = try LAPACK.dgesdd(a, vectors: .thin)
    self.left = left
    self.values = values
    self.right = right.transposed
  }

  /// The matrix that was decomposed, up to rounding.
  public var product: Matrix<Double> {
    left.scalingColumns(by: values).times(right, transposing: .right)
  }
}

extension Matrix<Double> {
  /// The matrix with column `j` multiplied by `factors[j]`.
  func scalingColumns(by factors: [Double]) -> Matrix {
    var result = self
    for i in 0..<rows { for j in 0..<columns { result[i, j] *= factors[j] } }
    return result
  }

  /// Throws with the place of the first element that is not finite.
  func requireFinite() throws(DecompositionError) {
    if let (row, column) = firstNonFinite {
      throw DecompositionError(.nonFiniteInput(row: row, column: column))
    }
  }
}
