import Checkpoints
import Foundation
import Synchronization

/// The log of finished trials, open for appending.
///
/// A line reaches the kernel in one `write` to a file in append mode before its trial counts as
/// finished, so that killing the process loses at most the trials in flight. There is no `fsync`:
/// after a power failure the tail may be lost, and is then computed again.
package final class TrialLog: Sendable {
  /// The log of the process that owns the folder.
  ///
  /// Other workers would write `trials.<worker>.jsonl`; readers merge them all.
  package static let fileName = "trials.jsonl"

  private struct State {
    var length: Int
    var failure: RunError?
  }

  private let path: String
  private let descriptor: Int32
  private let state: Mutex<State>

  /// Opens the log and cuts off a torn last line.
  package init(folder: String) throws(RunError) {
    let path = "\(folder)/\(Self.fileName)"
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw RunError(SystemFailure(), doing: "write", path: path) }
    do throws(SystemFailure) {
      let length = (try SystemFile.read(path).lastIndex(of: 0x0A) ?? -1) + 1
      if Self.size(of: descriptor) > length {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw SystemFailure() }
      }
      state = Mutex(State(length: length))
    } catch {
      close(descriptor)
      throw RunError(error, doing: "repair the last line of", path: path)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Appends a line; after a failure the log takes no more, so that nothing follows a torn line.
  package func append(_ line: [UInt8]) throws(RunError) {
    try state.withLock { state throws(RunError) in
      if let failure = state.failure { throw failure }
      do throws(SystemFailure) {
        try SystemFile.write(line, to: descriptor)
        state.length += line.count
      } catch {
        ftruncate(descriptor, off_t(state.length))
        let failure = RunError(error, doing: "write", path: path)
        state.failure = failure
        throw failure
      }
    }
  }

  private static func size(of descriptor: Int32) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
    return Int(status.st_size)
  }
}

extension TrialLog {
  /// The logs in a folder: this one first, then those of other workers by name.
  static func paths(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let others = names.filter {
      $0.hasPrefix("trials.") && $0.hasSuffix(".jsonl") && $0 != fileName
    }
    return ([fileName] + others.sorted()).map { "\(folder)/\($0)" }
  }

  /// The intact records of all logs in a folder, a torn last line left out.
  ///
  /// Where two records are of one trial, the first one counts; they are equal unless two machines
  /// computed them.
  ///
  /// - Throws: ``RunError`` with code `damagedLog` for a line that is not as it was written.
  package static func records<Trial, Outcome>(
    in folder: String, of type: TrialRecord<Trial, Outcome>.Type
  ) throws(RunError) -> [TrialRecord<Trial, Outcome>.Identity: Outcome] {
    var result: [TrialRecord<Trial, Outcome>.Identity: Outcome] = [:]
    let decoder = JSONDecoder.forTrials()
    for path in paths(in: folder) {
      let bytes: [UInt8]
      do { bytes = try SystemFile.read(path) } catch {
        if error.isMissing { continue }
        throw RunError(error, doing: "read", path: path)
      }
      let complete = bytes[..<((bytes.lastIndex(of: 0x0A) ?? -1) + 1)].dropLast()
      let lines = complete.split(separator: 0x0A, omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where !complete.isEmpty {
        guard TrialLine.isIntact(line) else {
          throw damaged(path, line: index + 1, "was changed after it was written")
        }
        do {
          let record = try decoder.decode(type, from: Data(line))
          if result[record.identity] == nil { result[record.identity] = record.outcome }
        } catch {
          throw damaged(path, line: index + 1, "does not fit this version of the experiment")
        }
      }
    }
    return result
  }

  private static func damaged(_ path: String, line: Int, _ what: String) -> RunError {
    RunError(
      .damagedLog,
      "\(path), line \(line) \(what); delete this line and run again with --resume to compute its "
        + "trial anew, or run without --resume to start over.")
  }
}
