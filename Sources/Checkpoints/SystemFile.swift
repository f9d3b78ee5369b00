#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A system call that failed.
package struct SystemFailure: Error {
  /// The value of `errno`.
  package let code: Int32

  /// Records the current `errno`, or a given one.
  package init(_ code: Int32 = errno) { self.code = code }

  /// The system's words for it.
  package var reason: String { String(cString: strerror(code)) }
  /// Whether the disk or the quota is used up.
  package var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
  /// Whether the file does not exist.
  package var isMissing: Bool { code == ENOENT }
}

/// Whole files: read at once, replaced in one step.
package enum SystemFile {
  /// The bytes of the file at `path`.
  package static func read(_ path: String) throws(SystemFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemFailure() }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemFailure(EISDIR) }
    let expected = max(Int(status.st_size), 0)
    var failure: SystemFailure?
    // A file that grows meanwhile is read up to the size that it had.
    let bytes = [UInt8](unsafeUninitializedCapacity: expected) { buffer, count in
      while count < expected, let base = buffer.baseAddress {
        let got = systemRead(descriptor, base + count, expected - count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = SystemFailure() }
        if got <= 0 { break }
        count += got
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// What a new file outlives.
  package enum Durability: Sendable {
    /// The death of the process; nothing waits for the disk.
    case process
    /// A loss of power too: written to the disk (`fsync`) before it takes its name.
    case disk
  }

  /// Puts a file with these contents in place of whatever is at `path`, by way of a temporary file
  /// beside it: a reader sees the old contents or the new ones, never a part.
  ///
  /// A device or a pipe is refused: in its place a file would be of harm, with `/dev/null` to the whole
  /// system.
  package static func replace(
    _ path: String, with parts: [[UInt8]], durability: Durability = .process
  ) throws(SystemFailure) {
    try replace(path, durability: durability) { write throws(SystemFailure) in
      for part in parts { try write(part) }
    }
  }

  /// The same for contents that are made piece by piece, in the order in which `contents` hands them
  /// to its argument; nothing is replaced where it throws.
  package static func replace(
    _ path: String, durability: Durability = .process,
    contents: (_ write: ([UInt8]) throws(SystemFailure) -> Void) throws(SystemFailure) -> Void
  ) throws(SystemFailure) {
    if isSpecial(path) { throw SystemFailure(ENOTSUP) }
    let (descriptor, temporary) = try temporary(beside: path)
    do throws(SystemFailure) {
      defer { close(descriptor) }
      let mask = umask(0)
      umask(mask)
      fchmod(descriptor, 0o666 & ~mask)
      try contents { part throws(SystemFailure) in try write(part, to: descriptor) }
      if durability == .disk, fsync(descriptor) != 0 { throw SystemFailure() }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = SystemFailure()
      unlink(temporary)
      throw failure
    }
    if durability == .disk { syncFolder(of: path) }
  }

  /// Whether a device, a pipe or a socket is at `path`.
  package static func isSpecial(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// Makes and opens a new file beside `path`.
  package static func temporary(
    beside path: String
  ) throws(SystemFailure) -> (descriptor: Int32, path: String) {
    var template = (path + ".XXXXXX.tmp").utf8CString.map { $0 }
    let descriptor = mkstemps(&template, 4)
    guard descriptor >= 0 else { throw SystemFailure() }
    let name = template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? path
    }
    return (descriptor, name)
  }

  /// Asks the disk to keep a file's new name too, which not every file system can.
  private static func syncFolder(of path: String) {
    let descriptor = open(folder(of: path), O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// The folder that a path's last component lies in.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Writes all of `bytes`; one system call unless the system cuts it short.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemFailure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        systemWrite(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemFailure() }
      written += count
    }
  }
}

private func systemRead(_ descriptor: Int32, _ to: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, to, count)
}

private func systemWrite(_ descriptor: Int32, _ from: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, from, count)
}
