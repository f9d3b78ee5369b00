/// A trained model on disk: one file, the shards of an index, or a folder of files.
///
/// Opening reads headers only; elements are read through ``TensorMatrix`` and ``TensorDigest`` when
/// wanted.
public struct Checkpoint: Sendable {
  /// One file of a checkpoint.
  public struct File: Codable, Hashable, Sendable {
    /// Its path.
    public let path: String
    /// Its format.
    public let format: Format
    /// Its size in bytes.
    public let bytes: Int

    package init(path: String, format: Format, bytes: Int) {
      self.path = path
      self.format = format
      self.bytes = bytes
    }
  }

  /// The formats that are read.
  public enum Format: String, Codable, CaseIterable, Hashable, Sendable {
    /// safetensors.
    case safetensors
    /// One array of NumPy.
    case npy
    /// A ZIP archive of npy arrays.
    case npz
    /// A ZIP archive with a pickle and raw storages, as `torch.save` writes since 1.6.
    case pytorch
  }

  /// How a checkpoint is read.
  public struct Options: Codable, Hashable, Sendable {
    /// How bytes are fetched.
    public var access: FileAccess = .automatic
    /// Whether folders within a folder are searched too.
    public var isRecursive = false
    /// Whether the state of an optimizer counts as part of the model.
    public var includesOptimizerState = false
    /// Whether npy elements of type `V2` are bfloat16.
    public var readsVoid2AsBFloat16 = false
    /// The most elements that a tensor may claim; what claims more is skipped.
    public var maximumElements = 1 << 36

    /// The defaults.
    public init() {}
  }

  /// The files, in the order in which they were found.
  public let files: [File]
  /// Every tensor of every file, readable or not, in the order of the files.
  public let tensors: [StoredTensor]
  /// What is odd about the files.
  public let findings: [CheckpointFinding]
  /// Files that could not be used while others could.
  public let refused: [CheckpointError]

  /// The configuration of adapters beside each file; nil where there is none.
  private let adapters: [AdapterConfiguration?]

  package init(
    files: [File], tensors: [StoredTensor], findings: [CheckpointFinding],
    refused: [CheckpointError], adapters: [AdapterConfiguration?] = []
  ) {
    self.files = files
    self.tensors = tensors
    self.findings = findings
    self.refused = refused
    self.adapters = adapters
  }

  /// How the factors of adapters in the tensor's file are scaled; nil where no file says so.
  package func adapterConfiguration(of tensor: StoredTensor) -> AdapterConfiguration? {
    adapters.indices.contains(tensor.file) ? adapters[tensor.file] : nil
  }

  /// The same checkpoint with other names for its tensors, one per tensor and no two equal.
  package func renamed(_ names: [String]) -> Checkpoint {
    precondition(names.count == tensors.count, "\(names.count) names, \(tensors.count) tensors")
    return Checkpoint(
      files: files, tensors: zip(tensors, names).map { $0.renamed($1) }, findings: findings,
      refused: refused, adapters: adapters)
  }
}

/// How the bytes of a file are fetched.
public enum FileAccess: String, CaseIterable, Codable, Hashable, Sendable {
  /// Mapped on local file systems, read on network ones.
  case automatic = "auto"
  /// Mapped into memory; a file that shrinks meanwhile ends the program.
  case mapped = "mmap"
  /// Read in blocks; right for files that may change.
  case read = "pread"
}
