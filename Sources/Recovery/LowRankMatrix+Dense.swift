import Spectra
import Tensors

extension LowRankMatrix {
  /// `U` and `V`, shapes `(m, r)` and `(n, r)`, orthonormal columns.
  var singularVectors: (u: Matrix<Double>, v: Matrix<Double>) {
    let scales = singularValues.map { 1 / $0.squareRoot() }
    return (left.scalingColumns(by: scales), right.scalingColumns(by: scales))
  }

  /// The `rank` largest singular values of a dense matrix, and their vectors.
  init(_ dense: Matrix<Double>, rank: Int) throws {
    let svd = try SingularValueDecomposition(dense)
    let values = Array(svd.values[..<rank])
    let scales = values.map { $0.squareRoot() }
    self.init(
      left: svd.left.firstColumns(rank).scalingColumns(by: scales),
      right: svd.right.firstColumns(rank).scalingColumns(by: scales), singularValues: values)
  }

  /// The zero matrix.
  static func zero(rows: Int, columns: Int) -> LowRankMatrix {
    LowRankMatrix(
      left: Matrix(rows: rows, columns: 0), right: Matrix(rows: columns, columns: 0),
      singularValues: [])
  }
}

extension Matrix<Double> {
  /// The matrix with column `j` multiplied by `factors[j]`.
  func scalingColumns(by factors: [Double]) -> Matrix {
    precondition(factors.count == columns, "\(factors.count) factors for \(columns) columns")
    return Matrix(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { source in
        for i in source.indices { target[i] = source[i] * factors[i % columns] }
      }
    }
  }

  /// The columns before `count`.
  func firstColumns(_ count: Int) -> Matrix {
    Matrix(rows: rows, columns: count) { target in
      withUnsafeBufferPointer { source in
        for i in 0..<rows {
          for j in 0..<count { target[i * count + j] = source[i * columns + j] }
        }
      }
    }
  }

  /// `Σ aᵢⱼ bᵢⱼ`.
  func inner(_ other: Matrix) -> Double {
    withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
      }
    }
  }
}
