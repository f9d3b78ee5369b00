import Networks
import Tensors
import Testing
import _TestSupport

@Suite struct LayerKernelsTests {
  static let shapes = [
    (1, 1), (1, 37), (37, 1), (2, 3), (4, 4), (5, 9), (8, 16), (10, 32), (16, 16), (17, 31),
    (24, 32), (33, 130),
  ]

  @Test("oracle: the transpose, nothing beside it", arguments: shapes, InstructionSet.allCases)
  func transpose(_ shape: (rows: Int, columns: Int), set: InstructionSet) {
    expectTranspose(of: Matrix<Double>.gaussian(shape.rows, shape.columns, seed: 1), set)
    expectTranspose(of: Matrix<Float>.gaussian(shape.rows, shape.columns, seed: 1), set)
  }

  @Test("oracle: rows added and summed", arguments: shapes, InstructionSet.allCases)
  func rows(_ shape: (rows: Int, columns: Int), set: InstructionSet) {
    let (rows, columns) = shape
    let matrix = Matrix<Float>.gaussian(rows, columns, seed: 2)
    let row = Matrix<Float>.gaussian(1, columns, seed: 3).elements
    let added = changed(matrix.elements) { matrix in
      row.withUnsafeBufferPointer { row in
        guard let row = row.baseAddress else { return }
        LayerKernels.addRow(row, to: matrix, rows: rows, columns: columns, atMost: set)
      }
    }
    #expect(added == matrix.elements.indices.map { matrix.elements[$0] + row[$0 % columns] })

    let sums = sumRows(matrix, set)
    let exact = (0..<columns).map { j in (0..<rows).reduce(0.0) { $0 + Double(matrix[$1, j]) } }
    // A sum of `rows` normal draws, in any order.
    #expect(distance(sums, exact) <= Double(rows * rows) * Double(Float.ulpOfOne))
    #expect(sums == sumRows(matrix, .baseline), "additions alone: the same bits everywhere")
    let wide = matrix.converted(to: Double.self)
    #expect(distance(sumRows(wide, set), exact) <= Double(rows * rows) * Double.ulpOfOne)
  }

  @Test("oracle: scaled sums of any length", arguments: 0...70, InstructionSet.allCases)
  func scaled(count: Int, set: InstructionSet) {
    let x = Matrix<Double>.gaussian(1, count, seed: 4).elements
    let y = Matrix<Double>.gaussian(1, count, seed: 5).elements
    let sum = changed(y) { y in
      x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress else { return }
        LayerKernels.addScaled(x, by: -0.3, to: y, count: count, atMost: set)
      }
    }
    // Two roundings or one, of numbers below 8.
    #expect(distance(sum, zip(x, y).map { $1 - 0.3 * $0 }) <= 8 * Double.ulpOfOne)
    let scaled = changed(x) { LayerKernels.scale($0, by: -0.3, count: count, atMost: set) }
    #expect(scaled == x.map { $0 * -0.3 })
    let single = changed(x.map(Float.init)) {
      LayerKernels.scale($0, by: 3, count: count, atMost: set)
    }
    #expect(single == x.map { Float($0) * 3 })
  }

  private func expectTranspose<Scalar: MatrixScalar>(of a: Matrix<Scalar>, _ set: InstructionSet) {
    let margin = 16
    let start = [Scalar](repeating: .nan, count: a.rows * a.columns + 2 * margin)
    let result = changed(start) { target in
      a.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress else { return }
        LayerKernels.transpose(
          source, rows: a.rows, columns: a.columns, into: target + margin, atMost: set)
      }
    }
    let expected = (0..<a.columns).flatMap { j in (0..<a.rows).map { a[$0, j] } }
    #expect(Array(result[margin..<margin + expected.count]) == expected)
    #expect(result.prefix(margin).allSatisfy(\.isNaN) && result.suffix(margin).allSatisfy(\.isNaN))
  }

  private func sumRows<Scalar: MatrixScalar>(
    _ matrix: Matrix<Scalar>, _ set: InstructionSet
  ) -> [Scalar] {
    changed([Scalar](repeating: .nan, count: matrix.columns)) { sums in
      matrix.withUnsafeBufferPointer { elements in
        guard let base = elements.baseAddress else { return }
        LayerKernels.sumRows(
          base, rows: matrix.rows, columns: matrix.columns, into: sums, atMost: set)
      }
    }
  }
}
