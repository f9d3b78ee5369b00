import Tensors

/// Memory for a factor with few columns as the sparse kernels take it: rows of whole vectors of 8
/// numbers, zeros behind the last column, aligned.
///
/// A class, since threads write different rows of it at once; whoever holds one is its only writer.
final class PaddedFactor: @unchecked Sendable {
  let rows: Int
  /// Columns that mean something.
  let columns: Int
  /// Vectors per row.
  let blocks: Int
  /// Shape `(rows, 8 * blocks)`; valid as long as the factor is held.
  let base: UnsafeMutablePointer<Double>

  /// Numbers from row to row.
  var stride: Int { 8 * blocks }

  /// Zeros.
  init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    blocks = max(1, (columns + 7) / 8)
    let count = max(1, rows) * 8 * blocks
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Double>.stride, alignment: 64)
    base = raw.bindMemory(to: Double.self, capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// The columns of `source`.
  convenience init(_ source: Matrix<Double>) {
    self.init(rows: source.rows, columns: source.columns)
    guard columns > 0 else { return }
    source.withUnsafeBufferPointer { source in
      for row in 0..<rows {
        let line = UnsafeBufferPointer(rebasing: source[row * columns..<(row + 1) * columns])
        guard let start = line.baseAddress else { return }
        (base + row * stride).update(from: start, count: columns)
      }
    }
  }

  /// The columns without the padding.
  var unpadded: Matrix<Double> {
    Matrix(rows: rows, columns: columns) { target in
      guard columns > 0, let start = target.baseAddress else { return }
      for row in 0..<rows {
        (start + row * columns).initialize(from: base + row * stride, count: columns)
      }
    }
  }
}
