import Tensors

/// How a matrix is cut into blocks along its longer side.
struct BlockPlan {
  let rows, columns: Int
  /// Rows of a block of a tall matrix, columns of a block of a wide one.
  let length: Int

  /// Blocks of `bytes` at most, unless one row (or column) alone is longer.
  init(rows: Int, columns: Int, bytes: Int) {
    (self.rows, self.columns) = (rows, columns)
    let lines = max(1, bytes / (8 * max(1, min(rows, columns))))
    let long = max(rows, columns)
    let count = max(1, (long + lines - 1) / lines)
    length = (long + count - 1) / count
  }

  var isWide: Bool { rows < columns }
  var longSide: Int { max(rows, columns) }
  var shortSide: Int { min(rows, columns) }

  /// Reads the blocks in order; `body` gets one and where along the longer side it lies.
  ///
  /// A block of a wide matrix has all rows of it, hence is the transpose of the block of its
  /// transpose.
  func forEach(
    of blocks: some MatrixBlocks,
    _ body: (_ block: UnsafeMutableBufferPointer<Double>, _ place: Range<Int>) throws -> Void
  ) throws {
    guard shortSide > 0 else { return }
    try withAlignedDoubles(length * shortSide) { buffer in
      for start in stride(from: 0, to: longSide, by: length) {
        let place = start..<min(start + length, longSide)
        let block = UnsafeMutableBufferPointer(rebasing: buffer[..<(place.count * shortSide)])
        try blocks.read(
          rows: isWide ? 0..<rows : place, columns: isWide ? place : 0..<columns, into: block)
        try body(block, place)
      }
    }
  }
}

/// Scratch memory, 64-byte aligned and not initialised.
func withAlignedDoubles<R>(
  _ count: Int, _ body: (UnsafeMutableBufferPointer<Double>) throws -> R
) rethrows -> R {
  let memory = AlignedDoubles(count: count)
  return try body(memory.elements)
}

/// Memory of numbers, 64-byte aligned and not initialised.
///
/// Aligned by hand: what glibc's `aligned_alloc` cuts off at both ends is taken by small allocations
/// that stay, and the next scratch memory of this size finds no hole to go to. Among 10⁵ small
/// matrices that came to gigabytes.
struct AlignedDoubles: ~Copyable {
  private let memory: UnsafeMutableRawPointer
  let elements: UnsafeMutableBufferPointer<Double>

  init(count: Int) {
    let alignment = 64
    memory = .allocate(
      byteCount: count * MemoryLayout<Double>.stride + alignment,
      alignment: MemoryLayout<Double>.alignment)
    let start = memory.alignedUp(toMultipleOf: alignment)
    elements = UnsafeMutableBufferPointer(
      start: start.bindMemory(to: Double.self, capacity: max(count, 1)), count: count)
  }

  deinit { memory.deallocate() }
}
