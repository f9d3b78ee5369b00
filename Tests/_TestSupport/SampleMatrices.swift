import Randomness
package import Tensors

extension Matrix {
  /// Standard normal elements, the same for the same `seed`.
  package static func gaussian(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(SeedPath(root: seed) / "gaussian" / rows / columns)
    return Matrix(
      rows: rows, columns: columns, from: .normal(mean: 0, standardDeviation: 1), using: &stream)
  }
}

extension Matrix<Double> {
  /// Orthonormal columns, by Gram and Schmidt done twice.
  package static func orthonormal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var q = gaussian(rows, columns, seed: seed)
    for j in 0..<columns {
      for _ in 0..<2 {
        for other in 0..<j {
          let share = (0..<rows).reduce(0) { $0 + q[$1, j] * q[$1, other] }
          for i in 0..<rows { q[i, j] -= share * q[i, other] }
        }
      }
      let norm = (0..<rows).reduce(0) { $0 + q[$1, j] * q[$1, j] }.squareRoot()
      for i in 0..<rows { q[i, j] /= norm }
    }
    return q
  }

  /// `U diag(values) V^T` with random orthonormal factors: a matrix of known singular values.
  package static func prescribed(
    _ rows: Int, _ columns: Int, values: [Double], seed: UInt64
  ) -> Matrix {
    let left = orthonormal(rows, values.count, seed: seed)
    let right = orthonormal(columns, values.count, seed: seed &+ 1)
    return left.times(.diagonal(values)).times(right, transposing: .right)
  }
}
