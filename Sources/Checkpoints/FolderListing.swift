#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The visible names in a folder, in byte order.
struct FolderListing {
  /// What tells folders apart, whatever their paths.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  let path: String
  let identity: Identity
  /// Regular files and links to them; devices and pipes are not listed.
  let files: [String]
  /// Folders and links to them.
  let folders: [String]

  init(_ path: String) throws(CheckpointError) {
    var status = stat()
    guard stat(path, &status) == 0, let stream = opendir(path) else {
      throw CheckpointError(SystemFailure(), doing: "list", path: path)
    }
    defer { closedir(stream) }
    var (files, folders): ([String], [String]) = ([], [])
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      switch try? FileKind(of: Self.join(path, name)) {
      case .folder: folders.append(name)
      // A link that leads nowhere is reported where it looks like weights.
      case .regular, nil: files.append(name)
      case .other: break
      }
    }
    self.path = path
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(status.st_ino))
    self.files = files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.folders = folders.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The path of a member.
  func path(of name: String) -> String { Self.join(path, name) }

  private static func join(_ path: String, _ name: String) -> String {
    path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }
}
