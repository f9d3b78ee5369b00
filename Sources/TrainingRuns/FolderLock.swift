import Checkpoints
import Foundation

/// The right to write into the folder of a training: one process has it at a time, and the system
/// takes it back when that process ends, however it ends.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, or refuses at once.
  init(_ folder: String) throws(TrainingRunError) {
    let path = "\(folder)/.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TrainingFolder.unusable(path, "write", SystemFailure().reason)
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let failure = SystemFailure()
      if failure.code == EINTR { continue }
      close(descriptor)
      guard failure.code == EWOULDBLOCK else {
        throw TrainingFolder.unusable(path, "lock", failure.reason)
      }
      throw TrainingRunError(
        .folderInUse,
        "Another training is writing into \(folder); wait until it has ended, or choose another "
          + "folder with --out.")
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
