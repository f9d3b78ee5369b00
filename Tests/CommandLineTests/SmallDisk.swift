import Foundation
import Testing

/// A mounted file system of a few kibibytes, unmounted when nobody holds it; needs root.
final class SmallDisk {
  let path: String

  init(at path: String, kibibytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard try Self.call("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", path) == 0
    else {
      try Test.cancel("only root can mount the small disk that this test fills")
    }
  }

  deinit {
    _ = try? Self.call("umount", path)
  }

  private static func call(_ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
