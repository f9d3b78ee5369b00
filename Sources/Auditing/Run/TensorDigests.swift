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

  /// The bytes that are to be read.
  static func bytes(of checkpoint: Checkpoint, wanted: Set<Int>, filesToo: Bool) -> Int {
    wanted.reduce(0) { $0 + checkpoint.tensors[$1].bytes }
      + (filesToo ? checkpoint.files.reduce(0) { $0 + $1.bytes } : 0)
  }

  /// Reads file after file, each with its tensors, in their order: what one digest has read is still
  /// in memory for the other.
  ///
  /// - Parameters:
  ///   - checkpoint: The files.
  ///   - wanted: Positions of tensors.
  ///   - filesToo: Whether files are digested.
  ///   - threads: How many are read at once.
  ///   - stop: Asks to end early.
  ///   - advanced: Is told the name and bytes of whatever is done.
  init(
    of checkpoint: Checkpoint, wanted: Set<Int>, filesToo: Bool, threads: Int, stop: StopToken,
    advanced: @escaping @Sendable (_ name: String, _ bytes: Int) -> Void = { _, _ in }
  ) {
    struct Found: Sendable {
      var tensors: [Int: Result<String, CheckpointError>] = [:]
      var files: [String]
    }
    let tensors = checkpoint.tensors
    let byFile = Dictionary(grouping: wanted) { tensors[$0].file }
    let order = checkpoint.files.indices.flatMap { file -> [Job] in
      let inside = (byFile[file] ?? []).sorted {
        (tensors[$0].location?.offset ?? 0, $0) < (tensors[$1].location?.offset ?? 0, $1)
      }
      let whole: [Job] = filesToo ? [.file(file)] : []
      let parts = inside.map { Job.tensor($0) }
      // Side by side with its tensors, a file is the longest job; alone, tensors show the progress.
      return threads > 1 ? whole + parts : parts + whole
    }
    let found = Mutex(Found(files: Array(repeating: "", count: checkpoint.files.count)))
    Workers.each(below: order.count, threads: threads, stop: stop) { position in
      switch order[position] {
      case .tensor(let index):
        let digest = Result { () throws(CheckpointError) in
          try TensorDigest.sha256(of: tensors[index])
        }
        found.withLock { $0.tensors[index] = digest }
        advanced(tensors[index].name, tensors[index].bytes)
      case .file(let index):
        let digest = (try? checkpoint.files[index].sha256()) ?? ""
        found.withLock { $0.files[index] = digest }
        advanced(checkpoint.files[index].path, checkpoint.files[index].bytes)
      }
    }
    (self.tensors, files) = found.withLock { ($0.tensors, $0.files) }
    isInterrupted = stop.isRequested && self.tensors.count < wanted.count
  }
}

extension StoredTensor {
  /// The bytes of the elements.
  fileprivate var bytes: Int { elementType?.byteCount(of: count) ?? 0 }
}
