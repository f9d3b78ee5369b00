package import Tensors

// Factors are not unique, residuals are: decompositions are judged in LAPACK's units, where a good
// routine stays of order 1 and LAPACK's own tests refuse 30 (LAPACK Working Note 41, section 7).

/// What LAPACK's tests accept of a residual ratio.
package let acceptedRatio = 30.0

/// `|A - P| / (|A| max(m, n) ulp)` in the Frobenius norm; `|P|` over the smallest number for `A = 0`.
package func reconstructionRatio(_ a: Matrix<Double>, _ product: Matrix<Double>) -> Double {
  guard a.rows == product.rows, a.columns == product.columns else { return .infinity }
  let unit = a.frobeniusNorm * Double(max(a.rows, a.columns, 1)) * .ulpOfOne
  return (a - product).frobeniusNorm / max(unit, .leastNonzeroMagnitude)
}

/// `|I - Q^T Q| / (m ulp)` in the Frobenius norm, for columns that should be orthonormal.
package func orthogonalityRatio(_ q: Matrix<Double>) -> Double {
  let gram = naiveProduct(q, q, transposing: .left)
  return (Matrix.identity(q.columns) - gram).frobeniusNorm / (Double(max(q.rows, 1)) * .ulpOfOne)
}

/// The largest difference of two lists, relative to the largest magnitude of the second; infinite for
/// lists of different lengths.
package func relativeDistance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let scale = b.map(\.magnitude).max() ?? 0
  let difference = zip(a, b).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  return difference == 0 ? 0 : difference / scale
}
