public import Checkpoints

/// A run on disk, opened for writing.
public final class RunFolder: Sendable {
  /// What to do with trials that are there already.
  public enum Mode: Sendable {
    /// Start over.
    case fresh
    /// Keep them and do the rest.
    case resume
  }

  /// The folder.
  public let path: String
  /// What decides the numbers.
  public let configuration: RunConfiguration

  init(path: String, configuration: RunConfiguration) {
    self.path = path
    self.configuration = configuration
  }

  /// Opens `root/<configuration.folderName>`.
  public static func open(
    root: String, configuration: RunConfiguration, description: ExperimentDescription,
    provenance: Provenance, mode: Mode = .fresh
  ) throws(RunError) -> RunFolder {
    fatalError()
  }

  /// The manifest as it stands on disk.
  public var manifest: Manifest { fatalError() }

  /// Writes `claims.json`.
  public func writeClaims(_ claims: [Claim]) throws(RunError) { fatalError() }

  /// Writes `arrays/<name>.npz`.
  public func writeArrays(_ arrays: [String: NPYArray], named name: String) throws(RunError) {
    fatalError()
  }

  /// Writes a file below the folder, such as `charts/modes.vl.json`, in one step.
  public func write(_ contents: [UInt8], to relativePath: String) throws(RunError) { fatalError() }
}

/// A run on disk, opened for reading.
public struct StoredRun: Sendable {
  /// The folder.
  public let path: String
  /// Its manifest.
  public let manifest: Manifest
  /// Its claims; `nil` where the run has not come that far.
  public let claims: [Claim]?

  /// Reads `manifest.json` and `claims.json`.
  public init(path: String) throws(RunError) { fatalError() }

  /// The stored outcomes of the job's trials.
  public func result<Job: TrialJob>(of job: Job) throws(RunError) -> RunResult<Job> { fatalError() }
}
