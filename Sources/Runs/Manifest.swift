/// The head of a run folder, `manifest.json`: what was run, with what, where, and how it ended.
///
/// The file begins with the key `schema` and ``RunConfiguration/schema``.
public struct Manifest: Codable, Equatable, Sendable {
  /// How far the run has come.
  public enum Status: String, Codable, CaseIterable, Sendable {
    /// Begun; also what a killed run leaves behind.
    case running
    /// Every trial is stored.
    case finished
    /// Somebody asked to stop; `--resume` goes on.
    case interrupted
    /// A trial threw an error, or the disk refused a line.
    case failed
  }

  /// How many trials there are.
  public struct TrialCounts: Codable, Equatable, Sendable {
    /// All trials of the job.
    public var total: Int
    /// Those that are stored.
    public var finished: Int
    /// Those of the stored ones that an earlier session had finished.
    public var reused: Int
  }

  /// How far the run has come.
  public var status: Status
  /// What was run.
  public var description: ExperimentDescription
  /// What decides the numbers.
  public var configuration: RunConfiguration
  /// The SHA-256 of the configuration.
  public var configurationHash: String
  /// The root seed; the same as in the configuration.
  public var seed: UInt64
  /// The version of the tool, of the last session as all that follows.
  public var toolVersion: String
  /// The revision of its source, where known.
  public var gitRevision: String?
  /// The BLAS kernel in use.
  public var blasKernel: String
  /// The threads of the run; they never change a result.
  public var threads: Int
  /// The host's name.
  public var host: String
  /// The operating system and its version.
  public var system: String
  /// The processor's model name.
  public var cpuModel: String
  /// The cores that the process may use.
  public var cores: Int
  /// When the first session began, ISO 8601 in UTC.
  public var started: String
  /// When the last session ended; `nil` while it runs or when it was killed.
  public var ended: String?
  /// Seconds over all sessions that came to an end; a killed session leaves no time behind.
  public var wallSeconds: Double
  /// The largest resident memory of any session's process, in bytes.
  public var peakMemoryBytes: Int
  /// How many trials there are.
  public var trials: TrialCounts

  private enum CodingKeys: String, CodingKey {
    case status
    case description
    case configuration
    case configurationHash = "configuration_hash"
    case seed
    case toolVersion = "tool_version"
    case gitRevision = "git_revision"
    case blasKernel = "blas_kernel"
    case threads
    case host
    case system
    case cpuModel = "cpu_model"
    case cores
    case started
    case ended
    case wallSeconds = "wall_seconds"
    case peakMemoryBytes = "peak_memory_bytes"
    case trials
  }
}

/// What the caller knows about the program that does a run.
public struct Provenance: Equatable, Sendable {
  /// The version of the tool.
  public var toolVersion: String
  /// The revision of its source, where known.
  public var gitRevision: String?
  /// The BLAS kernel in use.
  public var blasKernel: String
  /// The threads of the run; they never change a result.
  public var threads: Int

  /// Creates the record; see the properties.
  public init(toolVersion: String, gitRevision: String? = nil, blasKernel: String, threads: Int) {
    self.toolVersion = toolVersion
    self.gitRevision = gitRevision
    self.blasKernel = blasKernel
    self.threads = threads
  }
}
