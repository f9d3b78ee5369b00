/// Memory for elements, 64-byte aligned so that vectors never straddle a cache line.
///
/// Shared by values that hold the same elements; whoever writes makes sure to be the only holder.
@usableFromInline
final class AlignedStorage<Scalar: MatrixScalar>: @unchecked Sendable {
  @usableFromInline let count: Int
  @usableFromInline let base: UnsafeMutablePointer<Scalar>

  /// Memory that is not initialised.
  @usableFromInline init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
    base = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// A copy with its own memory.
  @usableFromInline func copied() -> AlignedStorage {
    let copy = AlignedStorage(count: count)
    copy.base.initialize(from: base, count: count)
    return copy
  }

  @inlinable var buffer: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
