package import Tensors

/// The eigenvalues of a symmetric matrix, ascending, by cyclic Jacobi rotations.
///
/// Slow, and independent of LAPACK.
///
/// - Source: Golub and Van Loan, Matrix Computations, section 8.5.
package func jacobiEigenvalues(of matrix: Matrix<Double>) -> [Double] {
  var a = matrix
  let n = a.rows
  let negligible = a.frobeniusNorm * .ulpOfOne
  while offDiagonalNorm(a) > negligible {
    for p in 0..<n { for q in p + 1..<max(n, p + 1) { rotate(&a, p, q) } }
  }
  return (0..<n).map { a[$0, $0] }.sorted()
}

/// Makes the elements `(p, q)` and `(q, p)` zero.
private func rotate(_ a: inout Matrix<Double>, _ p: Int, _ q: Int) {
  guard a[p, q] != 0 else { return }
  let tau = (a[q, q] - a[p, p]) / (2 * a[p, q])
  let t = (tau < 0 ? -1 : 1) / (abs(tau) + (1 + tau * tau).squareRoot())
  let c = 1 / (1 + t * t).squareRoot()
  let s = t * c
  for i in 0..<a.rows {
    (a[i, p], a[i, q]) = (c * a[i, p] - s * a[i, q], s * a[i, p] + c * a[i, q])
  }
  for i in 0..<a.rows {
    (a[p, i], a[q, i]) = (c * a[p, i] - s * a[q, i], s * a[p, i] + c * a[q, i])
  }
  // What is left of them is rounding, which would keep the iteration going.
  (a[p, q], a[q, p]) = (0, 0)
}

private func offDiagonalNorm(_ a: Matrix<Double>) -> Double {
  var rest = a
  for i in 0..<a.rows { rest[i, i] = 0 }
  return rest.frobeniusNorm
}
