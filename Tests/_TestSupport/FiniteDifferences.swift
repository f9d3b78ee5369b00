package import Tensors

/// The gradient of `f` at `a` by central differences of fourth order.
///
/// Truncation is of order `step^4`, rounding of order `ulp |f| / step`: a step near `1e-3` balances
/// them at `1e-12` for functions whose derivatives are of order 1.
package func finiteDifferences(
  at a: Matrix<Double>, step: Double, _ f: (Matrix<Double>) throws -> Double
) rethrows -> Matrix<Double> {
  var gradient = Matrix<Double>(rows: a.rows, columns: a.columns)
  for i in 0..<a.rows {
    for j in 0..<a.columns {
      func value(_ steps: Double) throws -> Double {
        var moved = a
        moved[i, j] += steps * step
        return try f(moved)
      }
      let near = try value(1) - value(-1)
      let far = try value(2) - value(-2)
      gradient[i, j] = (8 * near - far) / (12 * step)
    }
  }
  return gradient
}
