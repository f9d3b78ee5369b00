#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is read by position, never mapped: for network file systems and files that may change.
package final class PositionedFile: ByteSource {
  private let file: OpenFile

  init(_ file: OpenFile) { self.file = file }

  /// Opens a regular file.
  ///
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  package convenience init(_ path: String) throws(CheckpointError) {
    self.init(try OpenFile(path))
  }

  package var count: Int { file.count }

  package func read(
    at position: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(CheckpointError) {
    try file.requireBytes(position..<position + target.count)
    guard let start = target.baseAddress else { return }
    var done = 0
    while done < target.count {
      let got = pread(file.descriptor, start + done, target.count - done, off_t(position + done))
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw CheckpointError(SystemFailure(), doing: "read", path: file.path) }
      guard got > 0 else {
        throw CheckpointError(
          .truncated,
          "\(file.path) ended at byte \(position + done) while it was read; read a copy that nobody "
            + "writes to.")
      }
      done += got
    }
  }

  package func withBytes<R>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R? { nil }
}

extension FileAccess {
  /// Opens a regular file for this kind of access.
  ///
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  package func open(_ path: String) throws(CheckpointError) -> any ByteSource {
    let file = try OpenFile(path)
    let maps =
      switch self {
      case .automatic: !file.isOnNetwork
      case .mapped: true
      case .read: false
      }
    return maps ? try MappedFile(file) : PositionedFile(file)
  }
}
