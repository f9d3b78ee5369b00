import Tensors

/// A matrix whose elements are multiplied block by block as they are read.
struct ScaledBlocks<Base: MatrixBlocks>: MatrixBlocks {
  /// The matrix as it is stored.
  let base: Base
  /// What belongs to which element.
  let scale: MatrixScale
  /// The factors, row-major.
  let values: [Double]

  var rows: Int { base.rows }
  var columns: Int { base.columns }

  func read(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) throws {
    try base.read(rows: rows, columns: columns, into: target)
    guard var position = target.baseAddress else { return }
    for row in rows {
      scale.apply(row: row, columns: columns, values: values, to: position)
      position += columns.count
    }
  }
}
