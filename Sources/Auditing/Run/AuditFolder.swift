import Checkpoints
import Foundation
import Randomness
import Runs
import Synchronization

/// An audit on disk: what is finished outlives the process.
///
/// ```
/// <folder>/
///   manifest.json           what was audited, with what, where, how it ended
///   trials.jsonl            one line per finished row; only ever appended to
///   previous-trials.jsonl   the log of an earlier audit that was not resumed
/// ```
public final class AuditFolder: Sendable {
  /// A row and, where somebody wanted them, its singular values.
  struct Stored: Codable, Sendable {
    let row: AuditRow
    let singularValues: [Double]?
  }

  /// The folder.
  public let path: String

  private typealias Record = TrialRecord<RowKey, Stored>
  private static let seed = SeedPath(root: 0) / "audit"

  private let log: TrialLog
  private let stored: Mutex<[Record.Identity: Stored]>

  /// Opens a folder, creating what is missing.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - resume: Whether rows of an earlier audit are used where file, options and seed give the
  ///     same numbers; otherwise its log is set aside.
  /// - Throws: ``AuditError`` with code `unusableFolder` or `damagedLog`.
  public init(_ path: String, resume: Bool) throws(AuditError) {
    do throws(RunError) {
      try RunFolder.createFolder(path)
      _ = try JSONDocument.read(
        AuditManifest.self, schema: AuditManifest.schema, path: "\(path)/\(AuditManifest.fileName)")
      if !resume { try RunFolder.setAsideEarlierRun(in: path) }
      log = try TrialLog(folder: path)
      stored = Mutex(resume ? try TrialLog.records(in: path, of: Record.self) : [:])
    } catch { throw AuditError(error) }
    self.path = path
  }

  /// What an earlier audit has found for a row; nil where it has not come that far.
  ///
  /// - Parameters:
  ///   - key: The row.
  ///   - spectrum: Whether its singular values are needed as well.
  /// - Returns: The row as it was kept.
  func row(_ key: RowKey, spectrum: Bool) -> Stored? {
    var key = key
    for hasSpectrum in spectrum ? [true] : [false, true] {
      key.hasSpectrum = hasSpectrum
      let identity = Record.Identity(trial: key, seed: Self.seed)
      if let row = stored.withLock({ $0[identity] }) { return row }
    }
    return nil
  }

  /// Forgets the rows of the earlier audit, with their singular values.
  func releaseRows() { stored.withLock { $0 = [:] } }

  /// Keeps a finished row.
  func append(_ row: Stored, _ key: RowKey, using encoder: JSONEncoder) throws(AuditError) {
    var key = key
    key.hasSpectrum = row.singularValues != nil
    let line: [UInt8]
    do { line = try Record(trial: key, seed: Self.seed, outcome: row).line(using: encoder) } catch {
      preconditionFailure("a row cannot be encoded: \(error)")
    }
    do { try log.append(line) } catch { throw AuditError(error) }
  }

  /// Puts the manifest in place.
  func write(_ manifest: AuditManifest) throws(AuditError) {
    let text: [UInt8]
    do { text = try JSONDocument.encode(schema: AuditManifest.schema, manifest) } catch {
      preconditionFailure("a manifest cannot be encoded: \(error)")
    }
    do { try SystemFile.replace("\(path)/\(AuditManifest.fileName)", with: [text]) } catch {
      throw AuditError(
        .unusableFolder,
        "Cannot write \(path)/\(AuditManifest.fileName): \(error.reason); correct this, or choose "
          + "another folder with --out.")
    }
  }
}

/// The contents of `manifest.json`.
struct AuditManifest: Codable, Sendable {
  static let schema = "lowrank.audit-run/1"
  static let fileName = "manifest.json"

  /// How far the audit has come.
  enum Status: String, Codable, Sendable {
    case running, finished, interrupted
  }

  var status: Status
  var options: AuditOptions
  var rules: ViewRules
  var files: [AuditedFile]
  var rows: Int
  var finishedRows: Int
  var provenance: AuditProvenance

  private enum CodingKeys: String, CodingKey {
    case status
    case options
    case rules
    case files
    case rows
    case finishedRows = "finished_rows"
    case provenance
  }
}

extension AuditError {
  /// What went wrong with the folder.
  fileprivate init(_ error: RunError) {
    self.init(error.code == .damagedLog ? .damagedLog : .unusableFolder, error.message)
  }
}
