/// Memory for elements, 64-byte aligned so that vectors never straddle a cache line.
///
/// Shared by values that hold the same elements; whoever writes makes sure to be the only holder.
final class AlignedStorage<Scalar: MatrixScalar>: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutablePointer<Scalar>

  /// Memory that is not initialised.
  init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
    base = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// A copy with its own memory.
  func copied() -> AlignedStorage {
    let copy = AlignedStorage(count: count)
    copy.base.initialize(from: base, count: count)
    return copy
  }

  var buffer: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
