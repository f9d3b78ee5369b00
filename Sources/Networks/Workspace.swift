import Tensors

/// Memory that a program's stages share, planned while the program is compiled.
struct WorkspacePlan {
  private(set) var count = 0

  /// Sets memory aside and returns its offset; every piece begins at a cache line.
  mutating func reserve(_ elements: Int) -> Int {
    defer { count += (elements + 15) / 16 * 16 }
    return count
  }
}

/// The memory of a plan, 64-byte aligned, zero at the start.
final class Workspace<Scalar: MatrixScalar> {
  let base: UnsafeMutablePointer<Scalar>

  init(_ plan: WorkspacePlan) {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(plan.count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
    base = raw.bindMemory(to: Scalar.self, capacity: max(plan.count, 1))
    base.initialize(repeating: 0, count: max(plan.count, 1))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
