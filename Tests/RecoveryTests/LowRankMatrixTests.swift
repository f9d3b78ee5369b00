import Randomness
import Recovery
import Spectra
import Tensors
import Testing

@Suite struct LowRankMatrixTests {
  private func factors(
    _ rows: Int, _ columns: Int, rank: Int
  ) -> (left: Matrix<Double>, right: Matrix<Double>) {
    var stream = RandomStream(SeedPath("recovery-tests/low-rank") / rows / columns / rank)
    return (
      Matrix(rows: rows, columns: rank, from: .standardNormal, using: &stream),
      Matrix(rows: columns, columns: rank, from: .standardNormal, using: &stream)
    )
  }

  @Test("law: the canonical form has the product of the factors and orthogonal columns")
  func canonical() throws {
    let (left, right) = factors(30, 20, rank: 4)
    let product = left.times(right, transposing: .right)
    let expected = try SingularValueDecomposition(product).values
    for matrix in [
      try LowRankMatrix(left: left, right: right), try LowRankMatrix(product),
      // A column twice, once with the other sign, and one of zeros.
      try LowRankMatrix(
        left: Matrix(left.withExtraColumns([0, 0, -1])),
        right: Matrix(right.withExtraColumns([0, 0, 0]))),
    ] {
      #expect(matrix.rank == 4)
      // Rounding of products of 30 numbers of size up to 30.
      #expect((matrix.dense - product).frobeniusNorm < 1e-12)
      for (a, b) in zip(matrix.singularValues, expected) { #expect(abs(a - b) < 1e-12) }
      let diagonal = Matrix.diagonal(matrix.singularValues)
      #expect((matrix.left.gram() - diagonal).frobeniusNorm < 1e-12)
      #expect((matrix.right.gram() - diagonal).frobeniusNorm < 1e-12)
      #expect(abs(matrix[7, 5] - product[7, 5]) < 1e-13)
      #expect(abs(matrix.frobeniusNorm - product.frobeniusNorm) < 1e-12)
    }
  }

  @Test("oracle: values at observed entries are those of the dense matrix, at every width")
  func values() throws {
    // Ranks on both sides of the vector length and of the special cases; the rows have from 1 to 17
    // entries, so that every remainder occurs.
    for rank in [1, 7, 8, 9, 16, 24, 31, 33, 41] {
      let (left, right) = factors(60, 47, rank: rank)
      let matrix = try LowRankMatrix(left: left, right: right)
      let dense = left.times(right, transposing: .right)
      let places = (0..<60).flatMap { i in
        (0...i % 17).map { (row: i, column: (i + 5 * $0) % 47, value: 0.0) }
      }
      let entries = try ObservedEntries(
        rows: 60, columns: 47, entries: places, coverage: .allowingEmptyRows)
      for (value, entry) in zip(matrix.values(at: entries), entries.entries) {
        #expect(abs(value - dense[entry.row, entry.column]) < 1e-11)
      }
    }
  }

  @Test("law: distances are those of the dense matrices, and do not cancel")
  func distances() throws {
    let (left, right) = factors(30, 20, rank: 3)
    let (other, otherRight) = factors(30, 20, rank: 5)
    let (x, z) = (
      try LowRankMatrix(left: left, right: right),
      try LowRankMatrix(left: other, right: otherRight)
    )
    let expected = (x.dense - z.dense).frobeniusNorm
    #expect(abs(try x.distance(to: z) - expected) < 1e-12)
    #expect(try x.distance(to: x) < 1e-13)
    let near = try LowRankMatrix(left: (1 + 1e-9) * left, right: right)
    let relative = try x.distance(to: near) / x.frobeniusNorm
    // The difference of squared norms would have no digit of this.
    #expect(abs(relative - 1e-9) < 1e-14)
  }

  @Test("hostile: zero matrices, one row, and numbers that are not finite")
  func hostile() throws {
    let zero = LowRankMatrix.zero(rows: 3, columns: 2)
    #expect(zero.rank == 0 && zero.dense == Matrix(rows: 3, columns: 2))
    #expect(try LowRankMatrix(Matrix(rows: 3, columns: 2)).rank == 0)
    #expect(zero.frobeniusNorm == 0 && zero[2, 1] == 0)
    let entries = try ObservedEntries(
      rows: 3, columns: 2, entries: [(1, 1, 5)], coverage: .allowingEmptyRows)
    #expect(zero.values(at: entries) == [0])
    let wide = try LowRankMatrix(
      left: Matrix([[1, 2, 3]]), right: Matrix([[1, 1, 1], [0, 0, 1]]))
    #expect(wide.rank == 1 && wide.rows == 1)
    #expect((wide.dense - Matrix([[6, 3]])).frobeniusNorm < 1e-14)
    let error = #expect(throws: RecoveryError.self) {
      _ = try LowRankMatrix(left: Matrix([[1], [.nan]]), right: Matrix([[1]]))
    }
    #expect(error?.description.contains("row 1, column 0") == true)
  }
}

extension Matrix<Double> {
  /// The rows, each with its first element times each of `factors` behind it.
  fileprivate func withExtraColumns(_ factors: [Double]) -> [[Double]] {
    (0..<rows).map { i in row(i) + factors.map { $0 * self[i, 0] } }
  }
}
