import CSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open regular file and the size that it had when it was opened.
final class OpenFile: Sendable {
  let path: String
  let count: Int
  let descriptor: Int32

  /// Opens a file; a folder, a device or a pipe is refused without waiting for it.
  init(_ path: String) throws(CheckpointError) {
    // Without O_NONBLOCK a pipe that nobody writes to would hold the program up.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw CheckpointError(SystemFailure(), doing: "read", path: path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let failure = SystemFailure()
      close(descriptor)
      throw CheckpointError(failure, doing: "read", path: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw CheckpointError(
        .unusableFile,
        "\(path) is \(FileKind(mode: status.st_mode).words), not a regular file; give the path of a "
          + "file on disk.")
    }
    self.path = path
    self.descriptor = descriptor
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Throws `truncated` if the file has become shorter than it was, or than a range needs.
  func requireBytes(_ range: Range<Int>) throws(CheckpointError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw CheckpointError(SystemFailure(), doing: "read", path: path)
    }
    guard Int(status.st_size) >= count else {
      throw CheckpointError(
        .truncated,
        "\(path) has shrunk from \(count) to \(Int(status.st_size)) bytes while it was read; read a "
          + "copy that nobody writes to.")
    }
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw CheckpointError(
        .truncated,
        "\(path) has \(count) bytes, and bytes \(range.lowerBound) to \(range.upperBound) were asked "
          + "of it; copy or save it again.")
    }
  }

  /// Whether the file lies on a network file system, or on one whose mappings are as slow.
  var isOnNetwork: Bool { lowrank_is_on_network(descriptor) != 0 }
}

/// What a path leads to.
enum FileKind {
  case regular, folder
  case other(String)

  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    case S_IFIFO: self = .other("a pipe")
    case S_IFSOCK: self = .other("a socket")
    default: self = .other("a device")
    }
  }

  /// What the path, which may be a link, leads to.
  init(of path: String) throws(CheckpointError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw CheckpointError(SystemFailure(), doing: "read", path: path)
    }
    self.init(mode: status.st_mode)
  }

  var words: String {
    switch self {
    case .regular: "a regular file"
    case .folder: "a folder"
    case .other(let words): words
    }
  }
}
