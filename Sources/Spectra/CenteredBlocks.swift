package import Tensors

/// A matrix whose columns have their means taken off, as it is read.
///
/// Samples are the rows. Each element loses the first of its column before it loses the mean of these
/// differences: a column of one value becomes exactly 0, and a large common offset costs no digits.
package struct CenteredBlocks: MatrixBlocks {
  private let source: any MatrixBlocks
  /// The first row.
  private let origins: [Double]
  /// The means of the differences to it.
  private let means: [Double]

  package var rows: Int { source.rows }
  package var columns: Int { source.columns }

  /// Reads all of `source` once for the means.
  package init(_ source: any MatrixBlocks) throws {
    self.source = source
    var origins = Array(repeating: 0.0, count: source.columns)
    var sums = origins
    if source.rows > 0 {
      try origins.withUnsafeMutableBufferPointer {
        try source.read(rows: 0..<1, columns: 0..<source.columns, into: $0)
      }
    }
    let plan = BlockPlan(rows: source.rows, columns: source.columns, bytes: Self.blockBytes)
    try plan.forEach(of: source) { block, place in
      let columns = plan.isWide ? place : 0..<source.columns
      Self.add(block, columns: columns, minus: origins, to: &sums)
    }
    self.origins = origins
    let count = Double(max(1, source.rows))
    means = sums.map { $0 / count }
  }

  package func read(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) throws {
    try source.read(rows: rows, columns: columns, into: target)
    origins.withUnsafeBufferPointer { origins in
      means.withUnsafeBufferPointer { means in
        var position = 0
        for _ in rows {
          for column in columns {
            target[position] = (target[position] - origins[column]) - means[column]
            position += 1
          }
        }
      }
    }
  }

  /// The bytes of a block that is read at a time.
  static let blockBytes = 16 << 20

  private static func add(
    _ block: UnsafeMutableBufferPointer<Double>, columns: Range<Int>, minus origins: [Double],
    to sums: inout [Double]
  ) {
    origins.withUnsafeBufferPointer { origins in
      sums.withUnsafeMutableBufferPointer { sums in
        for start in stride(from: 0, to: block.count, by: columns.count) {
          var position = start
          for column in columns {
            sums[column] += block[position] - origins[column]
            position += 1
          }
        }
      }
    }
  }
}
