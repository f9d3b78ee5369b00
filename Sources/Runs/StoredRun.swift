/// A run on disk, opened for reading.
public struct StoredRun: Sendable {
  /// The folder.
  public let path: String
  /// Its manifest.
  public let manifest: Manifest
  /// Its claims; `nil` where the run has not come that far.
  public let claims: [Claim]?

  /// Reads `manifest.json` and `claims.json`.
  ///
  /// - Parameter path: The run's folder.
  /// - Throws: ``RunError`` with code `unusableFolder`, `otherVersion` or `damagedDocument`.
  public init(path: String) throws(RunError) {
    guard let manifest = try Manifest.read(in: path) else {
      throw RunError(
        .unusableFolder,
        "\(path) holds no run: there is no \(Manifest.fileName); name a folder below runs/ that "
          + "`lowrank reproduce` has written.")
    }
    self.path = path
    self.manifest = manifest
    claims = try JSONDocument.read(
      ClaimsDocument.self, schema: ClaimsDocument.schema, path: "\(path)/claims.json")?.claims
  }

  /// The stored outcomes of the job's trials; the run is not touched.
  ///
  /// - Parameter job: The job that the run was made with.
  /// - Returns: The outcomes that are there; `interrupted` where some are missing.
  /// - Throws: ``RunError`` with code `unusableFolder` or `damagedLog`.
  public func result<Job: TrialJob>(of job: Job) throws(RunError) -> RunResult<Job> {
    RunResult(trials: job.trials, outcomes: try job.stored(in: path))
  }
}

/// The contents of `claims.json`.
struct ClaimsDocument: Codable {
  static let schema = "lowrank.claims/1"
  let claims: [Claim]
}

extension Manifest {
  static let fileName = "manifest.json"

  /// The manifest of the run in a folder; `nil` where there is none.
  static func read(in folder: String) throws(RunError) -> Manifest? {
    try JSONDocument.read(
      Manifest.self, schema: RunConfiguration.schema, path: "\(folder)/\(fileName)")
  }
}

extension TrialJob {
  /// The outcomes in a folder's logs, by position in `trials`; a record of no trial is passed over.
  func stored(in folder: String) throws(RunError) -> [Outcome?] {
    typealias Record = TrialRecord<Trial, Outcome>
    let records = try TrialLog.records(in: folder, of: Record.self)
    return trials.map { records[Record.Identity(trial: $0, seed: seedPath(of: $0))] }
  }
}
