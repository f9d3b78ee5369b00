package import Tensors

/// `op(a) op(b)` by three loops in double precision: the reference of every fast product.
package func naiveProduct<Scalar: MatrixScalar>(
  _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, transposing: Transposition = .none
) -> Matrix<Double> {
  let (a, b) = operands(a, b, transposing)
  return product(a, b)
}

/// The largest error of `c` as `op(a) op(b)`, in units of `k ulp (|op(a)| |op(b)|)_ij`.
///
/// A sum of `k` products in any order stays below 1 (Higham, Accuracy and Stability of Numerical
/// Algorithms, section 3.5); the naive reference in the same precision adds another 1 at most.
///
/// - Returns: The ratio; infinite for a wrong shape, and where an element should be exact but is not.
package func productRatio<Scalar: MatrixScalar>(
  _ c: Matrix<Scalar>, _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, transposing: Transposition = .none
) -> Double {
  let (a, b) = operands(a, b, transposing)
  let exact = product(a, b)
  guard c.rows == exact.rows, c.columns == exact.columns else { return .infinity }
  let unit = Double(a.columns) * Double(Scalar.ulpOfOne)
  let sizes = product(a.map(abs), b.map(abs)).elements
  return zip(zip(c.converted(to: Double.self).elements, exact.elements), sizes)
    .reduce(0) { worst, next in
      let ((value, exact), size) = next
      guard value != exact else { return worst }
      return value.isNaN ? .infinity : max(worst, abs(value - exact) / (unit * size))
    }
}

/// `op(a)` and `op(b)` in double precision.
private func operands<Scalar: MatrixScalar>(
  _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, _ transposing: Transposition
) -> (Matrix<Double>, Matrix<Double>) {
  let (a, b) = (a.converted(to: Double.self), b.converted(to: Double.self))
  return switch transposing {
  case .none: (a, b)
  case .left: (flipped(a), b)
  case .right: (a, flipped(b))
  case .both: (flipped(a), flipped(b))
  }
}

private func flipped(_ a: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(rows: a.columns, columns: a.rows)
  for i in 0..<a.rows { for j in 0..<a.columns { result[j, i] = a[i, j] } }
  return result
}

private func product(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
  let (m, n, k) = (a.rows, b.columns, a.columns)
  precondition(k == b.rows, "inner dimensions \(k) and \(b.rows)")
  return Matrix(rows: m, columns: n) { c in
    c.update(repeating: 0)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for i in 0..<m {
          for l in 0..<k {
            for j in 0..<n { c[i * n + j] += a[i * k + l] * b[l * n + j] }
          }
        }
      }
    }
  }
}
