import Checkpoints
import Tensors

/// `B − A` of two matrices of one shape, read block by block: neither is in memory at once.
struct DifferenceBlocks: MatrixBlocks {
  /// `B`.
  let minuend: any MatrixBlocks
  /// `A`.
  let subtrahend: any MatrixBlocks

  init(_ minuend: any MatrixBlocks, minus subtrahend: any MatrixBlocks) {
    precondition(
      minuend.rows == subtrahend.rows && minuend.columns == subtrahend.columns,
      "\(minuend.rows) x \(minuend.columns) minus \(subtrahend.rows) x \(subtrahend.columns)")
    (self.minuend, self.subtrahend) = (minuend, subtrahend)
  }

  var rows: Int { minuend.rows }
  var columns: Int { minuend.columns }

  func read(
    rows: Range<Int>, columns: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) throws {
    try minuend.read(rows: rows, columns: columns, into: target)
    let count = rows.count * columns.count
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count)) { buffer in
      try subtrahend.read(
        rows: rows, columns: columns, into: .init(rebasing: buffer[..<count]))
      guard let result = target.baseAddress, let other = buffer.baseAddress else { return }
      for index in 0..<count { result[index] -= other[index] }
    }
  }
}

/// The difference of two planned matrices of one identity and shape.
struct DifferenceSource: MatrixSource {
  /// `B`.
  let minuend: StoredSource
  /// `A`.
  let subtrahend: StoredSource

  /// No type was rounded to.
  var storedType: ElementType? { nil }

  func blocks(_ place: Int) throws -> any MatrixBlocks {
    DifferenceBlocks(try minuend.blocks(place), minus: try subtrahend.blocks(place))
  }

  /// The factors of `s₂ B₂ A₂ − s₁ B₁ A₁`: `[s₂ B₂, −s₁ B₁]` and `[A₂; A₁]`.
  func factors() throws -> LowRankFactors {
    let (plus, minus) = (try minuend.factors(), try subtrahend.factors())
    let left = (try Matrix(reading: plus.left), try Matrix(reading: minus.left))
    let right = (try Matrix(reading: plus.right), try Matrix(reading: minus.right))
    let ranks = (left.0.columns, left.1.columns)
    let beside = Matrix(rows: left.0.rows, columns: ranks.0 + ranks.1) { target in
      for row in 0..<left.0.rows {
        let start = row * (ranks.0 + ranks.1)
        for column in 0..<ranks.0 { target[start + column] = plus.scale * left.0[row, column] }
        for column in 0..<ranks.1 {
          target[start + ranks.0 + column] = -minus.scale * left.1[row, column]
        }
      }
    }
    let columns = right.0.columns
    let stacked = Matrix(rows: ranks.0 + ranks.1, columns: columns) { target in
      for row in 0..<(ranks.0 + ranks.1) {
        for column in 0..<columns {
          target[row * columns + column] =
            row < ranks.0 ? right.0[row, column] : right.1[row - ranks.0, column]
        }
      }
    }
    return LowRankFactors(
      left: beside, right: stacked, scale: 1,
      hasUnknownScale: plus.hasUnknownScale || minus.hasUnknownScale)
  }
}
