import Checkpoints
import Foundation

/// The lines of `path.jsonl`.
enum PathLog {
  /// A point as a line.
  static func line(_ point: RecoveryPoint) throws -> [UInt8] {
    try Array(PointCoding.encoder.encode(point)) + [0x0A]
  }

  /// Adds a line to a file, in one system call.
  static func append(_ line: [UInt8], to path: String) throws(RecoveryRunError) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, SystemFailure()) }
    defer { close(descriptor) }
    do throws(SystemFailure) { try SystemFile.write(line, to: descriptor) } catch {
      throw failure(path, error)
    }
  }

  private static func failure(_ path: String, _ failure: SystemFailure) -> RecoveryRunError {
    RecoveryRunError(
      .unusableFolder,
      "Cannot write \(path): \(failure.reason); correct this, or choose another folder with --out.")
  }
}
