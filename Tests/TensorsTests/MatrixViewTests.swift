import Tensors
import Testing

@Suite struct MatrixViewTests {
  let matrix = Matrix<Double>(rows: 4, columns: 5, elements: (0..<20).map(Double.init))

  @Test("law: a window shows the elements that it covers")
  func window() {
    let view = matrix[1..<3, 2..<5]
    #expect(view.rows == 2 && view.columns == 3 && view.rowStride == 5)
    #expect(view[0, 0] == 7 && view[1, 2] == 14)
    #expect(view.matrix == Matrix([[7, 8, 9], [12, 13, 14]]))
    #expect(matrix[0..<4, 0..<5].matrix == matrix)
  }

  @Test("law: empty windows, also at the far corner")
  func empty() {
    #expect(matrix[4..<4, 5..<5].matrix == Matrix(rows: 0, columns: 0))
    #expect(matrix[1..<3, 5..<5].matrix == Matrix(rows: 2, columns: 0))
    #expect(matrix[2..<2, 0..<5].matrix == Matrix(rows: 0, columns: 5))
  }

  @Test("law: a view sees no later change and outlives its matrix")
  func snapshot() {
    var changing = matrix
    let view = changing[0..<1, 0..<2]
    changing[0, 0] = -1
    changing = Matrix(rows: 0, columns: 0)
    #expect(view.matrix == Matrix([[0, 1]]))
  }

  @Test("hostile: windows and elements outside")
  func outside() async {
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.identity(3)[0..<4, 0..<1] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.identity(3)[-1..<2, 0..<1] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Double>.identity(3)[0..<1, 2..<4] }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>.identity(3)[0..<2, 0..<2][0, 2]
    }
  }
}
