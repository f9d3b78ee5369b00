import Checkpoints
import Runs
import Synchronization

/// The SHA-256 of every tensor that a plan reads, and of every file.
struct TensorDigests: Sendable {
  /// Digests by position of the tensor, or why there is none.
  let tensors: [Int: Result<String, CheckpointError>]
  /// Digests of the files in their order; empty text where there is none.
  let files: [String]
  /// Whether somebody asked to stop before all were there.
  let isInterrupted: Bool

  private enum Job: Sendable {
    case tensor(Int)
    case file(Int)
  }

  /// Reads everything once, the largest first.
  ///
  /// - Parameters:
  ///   - checkpoint: The files.
  ///   - wanted: Positions of tensors.
  ///   - filesToo: Whether files are digested.
  ///   - threads: How many are read at once.
  ///   - stop: Asks to end early.
  init(
    of checkpoint: Checkpoint, wanted: Set<Int>, filesToo: Bool, threads: Int, stop: StopToken
  ) {
    struct Found: Sendable {
      var tensors: [Int: Result<String, CheckpointError>] = [:]
      var files: [String]
    }
    let jobs: [(size: Int, job: Job)] =
      wanted.sorted().map { (checkpoint.tensors[$0].bytes, .tensor($0)) }
      + (filesToo ? checkpoint.files.enumerated().map { ($1.bytes, .file($0)) } : [])
    let order = jobs.sorted { $0.size > $1.size }.map(\.job)
    let found = Mutex(Found(files: Array(repeating: "", count: checkpoint.files.count)))
    Workers.each(below: order.count, threads: threads, stop: stop) { position in
      switch order[position] {
      case .tensor(let index):
        let digest = Result { () throws(CheckpointError) in
          try TensorDigest.sha256(of: checkpoint.tensors[index])
        }
        found.withLock { $0.tensors[index] = digest }
      case .file(let index):
        let digest = (try? checkpoint.files[index].sha256()) ?? ""
        found.withLock { $0.files[index] = digest }
      }
    }
    (tensors, files) = found.withLock { ($0.tensors, $0.files) }
    isInterrupted = stop.isRequested && tensors.count < wanted.count
  }
}

extension StoredTensor {
  /// The bytes of the elements.
  fileprivate var bytes: Int { elementType?.byteCount(of: count) ?? 0 }
}
