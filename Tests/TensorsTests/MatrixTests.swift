import Randomness
import Tensors
import Testing
import _TestSupport

@Suite struct MatrixTests {
  @Test("law: row-major order in, out and between", arguments: [(0, 0), (0, 3), (3, 0), (2, 3)])
  func order(rows: Int, columns: Int) {
    let elements = (0..<rows * columns).map(Double.init)
    let matrix = Matrix(rows: rows, columns: columns, elements: elements)
    #expect(matrix.elements == elements)
    #expect((0..<rows).flatMap(matrix.row) == elements)
    #expect(matrix.withUnsafeBufferPointer(Array.init) == elements)
    for i in 0..<rows {
      for j in 0..<columns { #expect(matrix[i, j] == Double(i * columns + j)) }
    }
  }

  @Test("law: every way to make a matrix agrees")
  func construction() {
    let matrix = Matrix<Float>([[1, 2], [3, 4], [5, 6]])
    #expect(matrix == Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6]))
    #expect(
      matrix == Matrix(rows: 3, columns: 2) { for i in $0.indices { $0[i] = Float(i + 1) } })
    #expect(Matrix<Float>(rows: 2, columns: 2) == Matrix([[0, 0], [0, 0]]))
    #expect(Matrix<Float>(rows: 1, columns: 2, repeating: 7) == Matrix([[7, 7]]))
    #expect(Matrix<Float>.identity(2) == Matrix([[1, 0], [0, 1]]))
    #expect(Matrix<Float>.diagonal([2, 3]) == Matrix([[2, 0], [0, 3]]))
    #expect(Matrix<Float>([]) == Matrix.identity(0))
  }

  @Test("law: draws are those of the stream, row by row")
  func draws() {
    let distribution = Distribution.uniform(-1...2)
    var (first, second) = (RandomStream(SeedPath(root: 3)), RandomStream(SeedPath(root: 3)))
    let matrix = Matrix<Double>(rows: 5, columns: 7, from: distribution, using: &first)
    #expect(matrix.elements == second.values(35, from: distribution))
    #expect(first.next() == second.next())
  }

  @Test("law: memory starts at a cache line", arguments: [0, 1, 3, 8, 17, 1000])
  func alignment(count: Int) {
    func isAligned<S>(_ matrix: Matrix<S>) -> Bool {
      matrix.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress).isMultiple(of: 64) }
    }
    // Many at once: a single allocation is aligned by chance one time in four.
    let doubles = (0..<20).map { Matrix<Double>(rows: count, columns: 1, repeating: Double($0)) }
    let floats = (0..<20).map { Matrix<Float>(rows: 1, columns: count, repeating: Float($0)) }
    #expect(doubles.allSatisfy(isAligned) && floats.allSatisfy(isAligned))
  }

  @Test("law: a copy shares memory until one of both is written")
  func copyOnWrite() {
    func address(_ matrix: Matrix<Double>) -> UnsafePointer<Double>? {
      matrix.withUnsafeBufferPointer(\.baseAddress)
    }
    var matrix = Matrix<Double>([[1, 2], [3, 4]])
    let copy = matrix
    #expect(address(copy) == address(matrix))
    matrix[0, 1] = 20
    #expect(address(copy) != address(matrix))
    #expect(copy == Matrix([[1, 2], [3, 4]]) && matrix == Matrix([[1, 20], [3, 4]]))

    let before = address(matrix)
    matrix[1, 1] = 40
    #expect(address(matrix) == before, "the only holder writes in place")

    let other = matrix
    matrix.withUnsafeMutableBufferPointer { $0[0] = 10 }
    #expect(other[0, 0] == 1 && matrix[0, 0] == 10)
  }

  @Test("law: equality is that of shapes and of numbers")
  func equality() {
    #expect(Matrix<Double>(rows: 2, columns: 3) != Matrix(rows: 3, columns: 2))
    #expect(Matrix<Double>(rows: 0, columns: 3) != Matrix(rows: 0, columns: 2))
    #expect(Matrix([[0.0]]) == Matrix([[-0.0]]))
    let undefined = Matrix([[Double.nan]])
    #expect(undefined != undefined)
  }

  @Test("hostile: wrong counts, ragged rows, negative sizes, elements outside")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>(rows: -1, columns: 2) }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>(rows: -1, columns: -1) }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>([[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.identity(2)[0, 2] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.identity(2)[-1, 1] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.identity(2).row(2) }
    await #expect(processExitsWith: .failure) {
      var matrix = Matrix<Double>.identity(2)
      matrix[2, 0] = 1
    }
  }
}
