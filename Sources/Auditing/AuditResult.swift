public import Checkpoints

/// What an audit found.
public struct AuditResult: Sendable {
  /// The files, with the SHA-256 of each.
  public let files: [AuditedFile]
  /// How the numbers were made.
  public let options: AuditOptions
  /// What became of every tensor.
  public let coverage: Coverage
  /// One row per matrix, in the order of the files.
  public let rows: [AuditRow]
  /// What is odd about the files and tensors.
  public let findings: [CheckpointFinding]
  /// Files that could not be used while others could.
  public let refused: [CheckpointError]
  /// Whether the audit was stopped early; the rows are those that were finished.
  public let isInterrupted: Bool
  /// With what, where and when the audit was made; nil for results put together by hand.
  public let provenance: AuditProvenance?
  /// Every stack of several matrices at a glance.
  public let stacks: [StackSummary]

  /// Puts a result together; see the properties.
  public init(
    files: [AuditedFile], options: AuditOptions, coverage: Coverage, rows: [AuditRow],
    findings: [CheckpointFinding], refused: [CheckpointError], isInterrupted: Bool,
    provenance: AuditProvenance? = nil, stacks: [StackSummary] = []
  ) {
    self.files = files
    self.options = options
    self.coverage = coverage
    self.rows = rows
    self.findings = findings
    self.refused = refused
    self.isInterrupted = isInterrupted
    self.provenance = provenance
    self.stacks = stacks
  }
}

/// A file and its digest.
public struct AuditedFile: Codable, Hashable, Sendable {
  /// The path as it was given or found.
  public let path: String
  /// The format, by its name in ``Checkpoint/Format``.
  public let format: String
  /// The size in bytes.
  public let bytes: Int
  /// The SHA-256 of the bytes.
  public let sha256: String

  /// Describes a file.
  public init(path: String, format: String, bytes: Int, sha256: String) {
    self.path = path
    self.format = format
    self.bytes = bytes
    self.sha256 = sha256
  }
}
