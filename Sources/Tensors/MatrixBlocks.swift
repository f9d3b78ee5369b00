/// A matrix that is read block by block, so that it need not be in memory at once.
public protocol MatrixBlocks: Sendable {
  /// The number of rows.
  var rows: Int { get }
  /// The number of columns.
  var columns: Int { get }

  /// Writes a block, row-major.
  ///
  /// - Parameters:
  ///   - rows: Rows of the block, within the matrix.
  ///   - columns: Columns of the block, within the matrix.
  ///   - target: Room for `rows.count * columns.count` elements, all of which are written.
  /// - Throws: What prevents reading.
  func read(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>) throws
}

extension Matrix: MatrixBlocks where Scalar == Double {
  /// Copies a block, row-major.
  ///
  /// - Parameters:
  ///   - rows: Rows of the block.
  ///   - columns: Columns of the block.
  ///   - target: Room for `rows.count * columns.count` elements.
  public func read(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(
      target.count >= rows.count * columns.count,
      "room for \(target.count) elements of \(rows.count) x \(columns.count)")
    withUnsafeBufferPointer { source in
      guard let from = source.baseAddress, var to = target.baseAddress else { return }
      for row in rows {
        to.update(from: from + row * self.columns + columns.lowerBound, count: columns.count)
        to += columns.count
      }
    }
  }
}
