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
  /// Orthonormal columns: as many of the identity, reflected at up to 64 random planes.
  package static func orthonormal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let normals = gaussian(min(rows, 64), rows, seed: seed)
    var q = Matrix(rows: rows, columns: columns)
    for j in 0..<columns { q[j, j] = 1 }
    for plane in 0..<normals.rows {
      let v = normals.row(plane)
      let length = v.reduce(0) { $0 + $1 * $1 }
      q.withUnsafeMutableBufferPointer { q in
        var shares = [Double](repeating: 0, count: columns)
        for i in 0..<rows { for j in 0..<columns { shares[j] += v[i] * q[i * columns + j] } }
        for i in 0..<rows {
          let factor = 2 * v[i] / length
          for j in 0..<columns { q[i * columns + j] -= factor * shares[j] }
        }
      }
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
