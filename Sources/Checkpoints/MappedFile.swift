#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file mapped into memory.
///
/// Its size is checked again at each use; one that shrinks between that and the reading itself ends
/// the program with SIGBUS, so files that may change are for ``PositionedFile``.
package final class MappedFile: ByteSource {
  private let file: OpenFile
  /// The mapping, 0 for an empty file; an address, because pointers are not `Sendable`.
  private let address: UInt

  init(_ file: OpenFile) throws(CheckpointError) {
    self.file = file
    guard file.count > 0 else {
      address = 0
      return
    }
    guard let start = mmap(nil, file.count, PROT_READ, MAP_PRIVATE, file.descriptor, 0),
      start != MAP_FAILED
    else { throw CheckpointError(SystemFailure(), doing: "map", path: file.path) }
    address = UInt(bitPattern: start)
  }

  /// Maps a regular file.
  ///
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  package convenience init(_ path: String) throws(CheckpointError) {
    try self.init(OpenFile(path))
  }

  deinit { if file.count > 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), file.count) } }

  package var count: Int { file.count }

  package func read(
    at position: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(CheckpointError) {
    let range = position..<position + target.count
    try file.requireBytes(range)
    target.copyMemory(from: bytes(in: range))
  }

  package func withBytes<R>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R? {
    try file.requireBytes(range)
    return try body(bytes(in: range))
  }

  private func bytes(in range: Range<Int>) -> UnsafeRawBufferPointer {
    let start = UnsafeRawPointer(bitPattern: address)
    return UnsafeRawBufferPointer(start: start.map { $0 + range.lowerBound }, count: range.count)
  }
}
