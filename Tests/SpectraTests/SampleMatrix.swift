import Tensors
import _TestSupport

/// Matrices that are hard in one way each.
enum SampleMatrix: CaseIterable {
  case square, tall, wide, row, column, single, graded, rankOne, zero, huge, tiny
  case empty, noRows, noColumns

  var matrix: Matrix<Double> {
    switch self {
    case .square: .gaussian(40, 40, seed: 1)
    case .tall: .gaussian(33, 9, seed: 2)
    case .wide: .gaussian(9, 33, seed: 3)
    case .row: .gaussian(1, 9, seed: 4)
    case .column: .gaussian(9, 1, seed: 5)
    case .single: Matrix([[-3]])
    case .graded: .prescribed(30, 20, values: Self.decades, seed: 6)
    case .rankOne: .prescribed(12, 17, values: [5], seed: 7)
    case .zero: Matrix(rows: 5, columns: 3)
    case .huge: 1e200 * .gaussian(10, 8, seed: 8)
    case .tiny: 1e-200 * .gaussian(8, 10, seed: 9)
    case .empty: Matrix(rows: 0, columns: 0)
    case .noRows: Matrix(rows: 0, columns: 4)
    case .noColumns: Matrix(rows: 4, columns: 0)
    }
  }

  /// 1, 0.1, 0.01 and so on.
  private static let decades = sequence(first: 1.0) { $0 / 10 }.prefix(20).map(\.self)

  /// `A + A^T` of a Gaussian matrix.
  static func symmetric(_ size: Int) -> Matrix<Double> {
    let a = Matrix<Double>.gaussian(size, size, seed: 10)
    return a + a.transposed
  }
}
