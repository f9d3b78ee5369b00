import Randomness
import Tensors
import Testing
import _TestSupport

@Suite struct MatrixBatchTests {
  @Test("law: matrices lie one after the other, aligned")
  func order() {
    let batch = MatrixBatch<Double>(count: 3, rows: 2, columns: 2) {
      for i in $0.indices { $0[i] = Double(i) }
    }
    #expect(batch[0] == Matrix([[0, 1], [2, 3]]))
    #expect(batch[2] == Matrix([[8, 9], [10, 11]]))
    batch.withUnsafeBufferPointer {
      #expect($0.count == 12 && UInt(bitPattern: $0.baseAddress).isMultiple(of: 64))
    }
  }

  @Test("law: setting one matrix leaves the others and every copy alone")
  func copyOnWrite() {
    var batch = MatrixBatch<Float>(count: 3, rows: 2, columns: 1, repeating: 1)
    let copy = batch
    batch[1] = Matrix([[5], [6]])
    #expect(batch[0] == copy[0] && batch[2] == copy[2] && copy[1] == Matrix([[1], [1]]))
    #expect(batch[1] == Matrix([[5], [6]]))
    batch.withUnsafeMutableBufferPointer { $0[5] = 9 }
    #expect(batch[2] == Matrix([[1], [9]]) && copy[2] == Matrix([[1], [1]]))
  }

  @Test("law: draws are those of one matrix of all rows")
  func draws() {
    let distribution = Distribution.normal(mean: 1, standardDeviation: 2)
    var (first, second) = (RandomStream(SeedPath(root: 4)), RandomStream(SeedPath(root: 4)))
    let batch = MatrixBatch<Float>(count: 4, rows: 3, columns: 5, from: distribution, using: &first)
    let stacked = Matrix<Float>(rows: 12, columns: 5, from: distribution, using: &second)
    #expect((0..<4).flatMap { batch[$0].elements } == stacked.elements)
  }

  @Test(
    "law: products are those of the single matrices",
    arguments: [(0, 2, 2, 2), (3, 0, 4, 2), (3, 4, 0, 2), (4, 3, 5, 0), (7, 16, 9, 33)],
    [Transposition.none, .left, .right, .both])
  func products(shape: (Int, Int, Int, Int), transposing: Transposition) {
    let (count, m, k, n) = shape
    let left = transposing == .left || transposing == .both
    let right = transposing == .right || transposing == .both
    var stream = RandomStream(SeedPath(root: 5))
    let normal = Distribution.normal(mean: 0, standardDeviation: 1)
    let a = MatrixBatch<Double>(
      count: count, rows: left ? k : m, columns: left ? m : k, from: normal, using: &stream)
    let b = MatrixBatch<Double>(
      count: count, rows: right ? n : k, columns: right ? k : n, from: normal, using: &stream)
    let c = a.times(b, transposing: transposing)
    #expect(c.count == count && c.rows == m && c.columns == n)
    for i in 0..<count {
      #expect(c[i] == a[i].times(b[i], transposing: transposing))
      #expect(productRatio(c[i], a[i], b[i], transposing: transposing) <= 2)
    }
  }

  @Test("hostile: counts and shapes that differ, matrices outside, negative sizes")
  func hostile() async {
    await #expect(processExitsWith: .failure) {
      _ = MatrixBatch<Double>(count: 2, rows: 3, columns: 3)
        .times(MatrixBatch(count: 3, rows: 3, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = MatrixBatch<Double>(count: 2, rows: 3, columns: 2)
        .times(MatrixBatch(count: 2, rows: 3, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = MatrixBatch<Double>(count: 2, rows: 3, columns: 3)[2]
    }
    await #expect(processExitsWith: .failure) {
      var batch = MatrixBatch<Double>(count: 2, rows: 3, columns: 3)
      batch[0] = Matrix(rows: 3, columns: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = MatrixBatch<Double>(count: -1, rows: 3, columns: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = MatrixBatch<Double>(count: 0, rows: -3, columns: 3)
    }
  }
}
