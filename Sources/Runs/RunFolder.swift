public import Checkpoints
import Foundation
import Synchronization

/// A run on disk, opened by the process that does it.
///
/// ```
/// <root>/<experiment>-<preset>-<8 hex of the configuration's hash>/
///   manifest.json   what was run, with what, where, how it ended
///   trials.jsonl    one line per finished trial; only ever appended to
///   arrays/*.npz    what is too large for JSON
///   claims.json     the verdicts
/// ```
///
/// Everything but the log is replaced in one step, so that a reader never sees half a file. Files
/// that are not the run's own are left alone.
public final class RunFolder: Sendable {
  /// What to do with the trials of an earlier run of the same configuration.
  public enum Mode: Sendable {
    /// Start over: the logs of the earlier run are kept as `previous-trials….jsonl` (one
    /// generation), its claims are removed.
    case fresh
    /// Keep them and do the rest; without an earlier run the same as `fresh`.
    case resume
  }

  /// The folder.
  public let path: String
  /// What decides the numbers.
  public let configuration: RunConfiguration

  let log: TrialLog
  private let state: Mutex<Manifest>
  private let earlierSeconds: Double
  private let opened = ContinuousClock.now

  /// Opens `root/<configuration.folderName>`, creating what is missing, and writes a manifest with
  /// status `running`.
  ///
  /// - Parameters:
  ///   - root: The folder of all runs.
  ///   - configuration: What decides the numbers.
  ///   - description: The experiment in words.
  ///   - provenance: The program.
  ///   - mode: What to do with the trials of an earlier run.
  /// - Returns: The folder, ready for ``Runner``.
  /// - Throws: ``RunError`` with code `unusableFolder`, `diskFull`, `otherVersion`,
  ///   `otherConfiguration` or `damagedDocument`.
  public static func open(
    root: String, configuration: RunConfiguration, description: ExperimentDescription,
    provenance: Provenance, mode: Mode = .fresh
  ) throws(RunError) -> RunFolder {
    let path = "\(root)/\(configuration.folderName)"
    try createFolder(path)
    let earlier = try Manifest.read(in: path)
    if let earlier, earlier.configuration != configuration {
      throw RunError(
        .otherConfiguration,
        "\(path)/manifest.json belongs to another configuration than its folder's name says; "
          + "move the folder away or choose another one with --out.")
    }
    let resumed = mode == .resume ? earlier : nil
    if resumed == nil { try setAsideEarlierRun(in: path) }
    try remove("\(path)/claims.json")
    let manifest = Manifest(
      status: .running, description: description, configuration: configuration,
      configurationHash: configuration.hash, seed: configuration.seed,
      toolVersion: provenance.toolVersion, gitRevision: provenance.gitRevision,
      blasKernel: provenance.blasKernel, threads: provenance.threads, host: Machine.host,
      system: Machine.system, cpuModel: Machine.cpuModel, cores: Machine.cores,
      started: resumed?.started ?? Machine.now, ended: nil,
      wallSeconds: resumed?.wallSeconds ?? 0, peakMemoryBytes: resumed?.peakMemoryBytes ?? 0,
      trials: resumed?.trials ?? Manifest.TrialCounts(total: 0, finished: 0, reused: 0))
    let folder = try RunFolder(path: path, manifest: manifest)
    try folder.store(manifest)
    return folder
  }

  private init(path: String, manifest: Manifest) throws(RunError) {
    self.path = path
    configuration = manifest.configuration
    log = try TrialLog(folder: path)
    earlierSeconds = manifest.wallSeconds
    state = Mutex(manifest)
  }

  /// The manifest as it stands on disk.
  public var manifest: Manifest { state.withLock { $0 } }

  /// Stores the claims as `claims.json`.
  public func writeClaims(_ claims: [Claim]) throws(RunError) {
    try write(document(ClaimsDocument.schema, ClaimsDocument(claims: claims)), to: "claims.json")
  }

  /// Stores arrays as `arrays/<name>.npz`.
  public func writeArrays(_ arrays: [String: NPYArray], named name: String) throws(RunError) {
    try write(NPZFile.encode(arrays), to: "arrays/\(name).npz")
  }

  /// Stores a file below the folder in one step, such as `charts/modes.vl.json`.
  ///
  /// - Precondition: `relativePath` does not leave the folder.
  public func write(_ contents: [UInt8], to relativePath: String) throws(RunError) {
    let components = relativePath.split(separator: "/", omittingEmptySubsequences: false)
    precondition(
      !components.contains { $0.isEmpty || $0 == "." || $0 == ".." },
      "\"\(relativePath)\" leaves the run's folder")
    let target = "\(path)/\(relativePath)"
    if components.count > 1 {
      try Self.createFolder("\(path)/\(components.dropLast().joined(separator: "/"))")
    }
    try reporting("write", target) { () throws(SystemFailure) in
      try SystemFile.replace(target, with: [contents])
    }
  }

  /// Records how many trials there are and how far they have come.
  func record(_ status: Manifest.Status, trials: Manifest.TrialCounts) throws(RunError) {
    let elapsed = (ContinuousClock.now - opened) / .seconds(1)
    var manifest = manifest
    manifest.status = status
    manifest.trials = trials
    manifest.ended = status == .running ? nil : Machine.now
    manifest.wallSeconds = earlierSeconds + elapsed
    manifest.peakMemoryBytes = max(manifest.peakMemoryBytes, Machine.peakMemoryBytes)
    try store(manifest)
  }

  private func store(_ manifest: Manifest) throws(RunError) {
    try write(document(RunConfiguration.schema, manifest), to: Manifest.fileName)
    state.withLock { $0 = manifest }
  }

  private func document(_ schema: String, _ body: some Encodable) -> [UInt8] {
    do { return try JSONDocument.encode(schema: schema, body) } catch {
      preconditionFailure("\(schema) cannot be encoded: \(error)")
    }
  }
}

extension RunFolder {
  /// Creates a folder and those above it that are missing.
  package static func createFolder(_ path: String) throws(RunError) {
    var prefix = path.hasPrefix("/") ? "" : "."
    for component in path.split(separator: "/") {
      prefix += "/\(component)"
      guard mkdir(prefix, 0o777) != 0 else { continue }
      let failure = SystemFailure()
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: prefix, isDirectory: &isFolder)
      if !exists || !isFolder.boolValue {
        throw RunError(failure, doing: "create the folder", path: prefix)
      }
    }
  }

  /// Renames the logs of an earlier run, so that readers pass them over.
  package static func setAsideEarlierRun(in path: String) throws(RunError) {
    for log in TrialLog.paths(in: path) {
      let name = log.dropFirst(path.count + 1)
      guard rename(log, "\(path)/previous-\(name)") != 0 else { continue }
      let failure = SystemFailure()
      if !failure.isMissing { throw RunError(failure, doing: "set aside", path: log) }
    }
  }

  private static func remove(_ path: String) throws(RunError) {
    guard unlink(path) != 0 else { return }
    let failure = SystemFailure()
    if !failure.isMissing { throw RunError(failure, doing: "remove", path: path) }
  }
}
