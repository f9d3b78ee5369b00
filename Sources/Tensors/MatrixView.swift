/// A rectangle of a matrix, without a copy; it keeps the matrix's elements alive and sees no later
/// change of it.
public struct MatrixView<Scalar: MatrixScalar>: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The distance between the starts of two rows, in elements.
  public let rowStride: Int
  @usableFromInline let storage: AlignedStorage<Scalar>
  @usableFromInline let offset: Int

  @inlinable init(
    _ storage: AlignedStorage<Scalar>, in matrix: Matrix<Scalar>, rows: Range<Int>,
    columns: Range<Int>
  ) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= matrix.rows && columns.lowerBound >= 0
        && columns.upperBound <= matrix.columns,
      "rows \(rows) and columns \(columns) of a matrix of \(matrix.rows) x \(matrix.columns)")
    self.storage = storage
    self.rows = rows.count
    self.columns = columns.count
    rowStride = matrix.columns
    offset = rows.lowerBound * matrix.columns + columns.lowerBound
  }

  /// The element in `row` and `column` of the view.
  @inlinable public subscript(row: Int, column: Int) -> Scalar {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "element (\(row), \(column)) of a view of \(rows) x \(columns)")
    return storage.base[offset + row * rowStride + column]
  }

  /// A matrix of its own with the elements of the view.
  @inlinable public var matrix: Matrix<Scalar> {
    Matrix(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        let source = UnsafeBufferPointer(
          start: storage.base + offset + row * rowStride, count: columns)
        _ = target[row * columns..<(row + 1) * columns].initialize(fromContentsOf: source)
      }
    }
  }
}
