import Checkpoints
import Foundation

/// `log.jsonl`, open for appending: one JSON object per line.
struct TrainingLog: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// The bytes up to here are whole lines.
  private(set) var length: Int

  /// Opens the log and cuts off what lies behind `length`.
  init(_ path: String, length: Int) throws(TrainingRunError) {
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TrainingFolder.unusable(path, "write", SystemFailure().reason)
    }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size >= length else {
      close(descriptor)
      throw TrainingRunError(
        .damagedCheckpoint,
        "\(path) has \(max(size, 0)) bytes, fewer than the \(length) that its checkpoint counts; "
          + "restore it, or begin anew without --resume.")
    }
    guard ftruncate(descriptor, off_t(length)) == 0 else {
      let failure = SystemFailure()
      close(descriptor)
      throw TrainingFolder.unusable(path, "cut", failure.reason)
    }
    (self.path, self.descriptor, self.length) = (path, descriptor, length)
  }

  deinit { close(descriptor) }

  /// Appends lines in one system call.
  mutating func append(_ entries: [LogEntry]) throws(TrainingRunError) {
    guard !entries.isEmpty else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes: [UInt8] = []
    for entry in entries {
      guard let line = try? encoder.encode(entry) else {
        preconditionFailure("a log entry holds finite numbers only")
      }
      bytes += line
      bytes.append(0x0A)
    }
    do throws(SystemFailure) { try SystemFile.write(bytes, to: descriptor) } catch {
      ftruncate(descriptor, off_t(length))
      throw TrainingFolder.unusable(path, "write", error.reason)
    }
    length += bytes.count
  }

  /// The lines of a log, in their order.
  static func entries(in path: String) throws(TrainingRunError) -> [LogEntry] {
    let bytes: [UInt8] = try reporting("read", path) { () throws(SystemFailure) in
      try SystemFile.read(path)
    }
    let decoder = JSONDecoder()
    var entries: [LogEntry] = []
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      guard let entry = try? decoder.decode(LogEntry.self, from: Data(line)) else {
        throw TrainingRunError(
          .damagedCheckpoint,
          "Line \(index + 1) of \(path) is damaged or was edited; begin anew without --resume.")
      }
      entries.append(entry)
    }
    return entries
  }
}
