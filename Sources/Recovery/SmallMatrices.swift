import Tensors

// What the descent does with matrices as small as the rank.

/// `R`, upper triangular, with `RᵀR = gram`; nil where the columns behind it are dependent to about
/// half of the digits, so that a decomposition of these themselves is needed.
func upperCholesky(_ gram: Matrix<Double>) -> Matrix<Double>? {
  let n = gram.rows
  var r = Matrix<Double>(rows: n, columns: n)
  var isRegular = true
  r.withUnsafeMutableBufferPointer { r in
    gram.withUnsafeBufferPointer { gram in
      for i in 0..<n {
        for j in i..<n { r[i * n + j] = gram[i * n + j] }
        for k in 0..<i {
          let factor = r[k * n + i]
          for j in i..<n { r[i * n + j] -= factor * r[k * n + j] }
        }
        let pivot = r[i * n + i]
        guard pivot > 1e-6 * gram[i * n + i] else {
          isRegular = false
          return
        }
        let inverse = 1 / pivot.squareRoot()
        for j in i..<n { r[i * n + j] *= inverse }
      }
    }
  }
  return isRegular ? r : nil
}

/// `R⁻¹ B` for an upper triangular `R`.
func solvingUpper(_ r: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
  let (n, width) = (r.rows, b.columns)
  var x = b
  x.withUnsafeMutableBufferPointer { x in
    r.withUnsafeBufferPointer { r in
      for i in (0..<n).reversed() {
        for k in i + 1..<n {
          let factor = r[i * n + k]
          for j in 0..<width { x[i * width + j] -= factor * x[k * width + j] }
        }
        let inverse = 1 / r[i * n + i]
        for j in 0..<width { x[i * width + j] *= inverse }
      }
    }
  }
  return x
}

extension Matrix<Double> {
  /// Some of the columns, in the given order.
  func selectingColumns(_ indices: [Int]) -> Matrix {
    let columns = columns
    return Matrix(rows: rows, columns: indices.count) { target in
      withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for (place, column) in indices.enumerated() {
            target[row * indices.count + place] = source[row * columns + column]
          }
        }
      }
    }
  }
}
