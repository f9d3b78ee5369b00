import Checkpoints
import Foundation

/// The right to write into a folder of work: one process has it at a time, and the system takes it
/// back when that process ends, however it ends.
package final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, or refuses at once.
  ///
  /// - Parameters:
  ///   - folder: A folder that is there.
  ///   - work: What writes there, such as `training`, for the message.
  /// - Throws: ``RunError`` with code `folderInUse` or `unusableFolder`.
  package init(_ folder: String, work: String) throws(RunError) {
    let path = "\(folder)/.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw RunError(SystemFailure(), doing: "write", path: path) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let failure = SystemFailure()
      if failure.code == EINTR { continue }
      close(descriptor)
      guard failure.code == EWOULDBLOCK else {
        throw RunError(failure, doing: "lock", path: path)
      }
      throw RunError(
        .folderInUse,
        "Another \(work) is writing into \(folder); wait until it has ended, or choose another "
          + "folder with --out.")
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
