import Runs

/// With what, where and when an audit was made.
public struct AuditProvenance: Codable, Hashable, Sendable {
  /// The version of the program.
  public var toolVersion: String
  /// The revision of its source, where known.
  public var gitRevision: String?
  /// The BLAS kernel in use.
  public var blasKernel: String
  /// The threads; they never change a number.
  public var threads: Int
  /// The bytes that the matrices in work might take together.
  public var memoryLimit: Int
  /// The host's name.
  public var host: String
  /// The operating system and its version.
  public var system: String
  /// The processor's model name.
  public var cpuModel: String
  /// The cores that the process might use.
  public var cores: Int
  /// When the audit began, ISO 8601 in UTC.
  public var started: String
  /// When it ended.
  public var ended: String
  /// The time between.
  public var wallSeconds: Double
  /// The largest resident memory of the process, in bytes.
  public var peakMemoryBytes: Int
  /// Rows that an earlier audit in the same folder had computed.
  public var reusedRows: Int

  private enum CodingKeys: String, CodingKey {
    case toolVersion = "tool_version"
    case gitRevision = "git_revision"
    case blasKernel = "blas_kernel"
    case threads
    case memoryLimit = "memory_limit_bytes"
    case host
    case system
    case cpuModel = "cpu_model"
    case cores
    case started
    case ended
    case wallSeconds = "wall_seconds"
    case peakMemoryBytes = "peak_memory_bytes"
    case reusedRows = "reused_rows"
  }

  /// What the machine tells as an audit begins; its end is still to be set.
  init(_ program: Provenance, memoryLimit: Int) {
    toolVersion = program.toolVersion
    gitRevision = program.gitRevision
    blasKernel = program.blasKernel
    threads = program.threads
    self.memoryLimit = memoryLimit
    host = Machine.host
    system = Machine.system
    cpuModel = Machine.cpuModel
    cores = Machine.cores
    started = Machine.now
    ended = started
    wallSeconds = 0
    peakMemoryBytes = Machine.peakMemoryBytes
    reusedRows = 0
  }

  /// Notes that the audit has ended.
  mutating func finish(after seconds: Double) {
    ended = Machine.now
    wallSeconds = seconds
    peakMemoryBytes = Machine.peakMemoryBytes
  }
}
