import CBLAS
import Tensors

/// A factor with few columns as the sparse kernels take it: rows of whole vectors of 8 numbers, zeros
/// behind the last column, aligned.
struct PaddedFactor: Sendable {
  /// Columns that mean something.
  let columns: Int
  /// Vectors per row.
  let blocks: Int
  /// Shape `(rows, 8 * blocks)`.
  var matrix: Matrix<Double>

  var rows: Int { matrix.rows }
  /// Numbers from row to row.
  var stride: Int { 8 * blocks }

  /// Zeros.
  init(rows: Int, columns: Int) {
    self.columns = columns
    blocks = max(1, (columns + 7) / 8)
    matrix = Matrix(rows: rows, columns: 8 * blocks)
  }

  /// The columns of `source`.
  init(_ source: Matrix<Double>) {
    self.init(rows: source.rows, columns: source.columns)
    let (stride, columns) = (stride, columns)
    matrix.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { source in
        for row in 0..<source.count / max(columns, 1) {
          for column in 0..<columns {
            target[row * stride + column] = source[row * columns + column]
          }
        }
      }
    }
  }

  /// The columns without the padding.
  var unpadded: Matrix<Double> { matrix[0..<rows, 0..<columns].matrix }
}
