import Checkpoints
import Foundation
import Runs

/// The files of one recovery.
///
/// ```
/// config.json       options and data, with every default
/// state/<job>.npz   how far a fold or the refit has come
/// path.jsonl        the points of all jobs; grows, and is put in order at the end
/// factors.npz, predictions.csv, result.json, report.html, charts/
/// previous-1/       config.json, state/ and path.jsonl of an earlier recovery that was begun anew
/// .lock             held by the process that writes here
/// ```
///
/// All but `path.jsonl` are replaced in one step. The state is the truth: `path.jsonl` is written
/// anew from it when a recovery is resumed.
struct RecoveryFolder: Sendable {
  let path: String
  private let lock: FolderLock

  var configurationPath: String { "\(path)/config.json" }
  var pathLog: String { "\(path)/path.jsonl" }

  func statePath(_ job: RecoveryJob.Name) -> String { "\(path)/state/\(job).npz" }

  /// Opens the folder, creating what is missing; nobody else can open it until this value is gone.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - configuration: The text of `config.json`.
  ///   - resume: Whether to keep the state that is there; otherwise it is set aside.
  /// - Throws: ``RecoveryRunError``.
  init(_ path: String, configuration: [UInt8], resume: Bool) throws(RecoveryRunError) {
    self.path = path
    do throws(RunError) {
      try RunFolder.createFolder(path)
      lock = try FolderLock(path, work: "recovery")
    } catch {
      throw RecoveryRunError(
        error.code == .folderInUse ? .folderInUse : .unusableFolder, error.message)
    }
    if access(configurationPath, F_OK) == 0 {
      let there: [UInt8] = try reporting("read", configurationPath) { () throws(SystemFailure) in
        try SystemFile.read(configurationPath)
      }
      try Self.requireSame(there, configuration, path: configurationPath)
    }
    if !resume, access("\(path)/state", F_OK) == 0 { try setAside() }
    do throws(RunError) { try RunFolder.createFolder("\(path)/state") } catch {
      throw RecoveryRunError(.unusableFolder, error.message)
    }
    removeStrays()
    try write(configuration, to: "config.json")
  }

  /// Writes a file in one step.
  func write(_ bytes: [UInt8], to name: String) throws(RecoveryRunError) {
    try reporting("write", "\(path)/\(name)") { () throws(SystemFailure) in
      try SystemFile.replace("\(path)/\(name)", with: [bytes])
    }
  }

  /// Removes temporary files that a killed process left beside the ones that it was replacing.
  private func removeStrays() {
    for folder in [path, "\(path)/state"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for name in names where name.hasSuffix(".tmp") { unlink("\(folder)/\(name)") }
    }
  }

  /// Moves state and points into a new folder; the state moves in one step, last.
  private func setAside() throws(RecoveryRunError) {
    var number = 1
    while access("\(path)/previous-\(number)", F_OK) == 0 { number += 1 }
    let target = "\(path)/previous-\(number)"
    do {
      let files = FileManager.default
      try files.createDirectory(atPath: target, withIntermediateDirectories: false)
      for name in ["config.json", "path.jsonl"] where files.fileExists(atPath: "\(path)/\(name)") {
        try files.copyItem(atPath: "\(path)/\(name)", toPath: "\(target)/\(name)")
      }
      try files.moveItem(atPath: "\(path)/state", toPath: "\(target)/state")
    } catch {
      throw RecoveryRunError(
        .unusableFolder,
        "Cannot set the earlier recovery aside in \(target): \(error.localizedDescription); correct "
          + "this, or choose another folder with --out.")
    }
  }

  /// Refuses a folder that holds a recovery of other data or options.
  private static func requireSame(
    _ there: [UInt8], _ wanted: [UInt8], path: String
  ) throws(RecoveryRunError) {
    guard there != wanted else { return }
    let lines = [there, wanted].map { text in
      String(decoding: text, as: UTF8.self).split(separator: "\n").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " ,"))
      }
    }
    let place = zip(lines[0], lines[1]).first { $0 != $1 }
    let difference = place.map { ": it has \($0.0), and this one \($0.1)" } ?? ""
    throw RecoveryRunError(
      .otherConfiguration,
      "\(path) belongs to another recovery\(difference); use those data and options, or choose "
        + "another folder with --out.")
  }
}

/// Runs a system operation on `path` and puts its failure into words.
private func reporting<Result>(
  _ what: String, _ path: String, _ body: () throws(SystemFailure) -> Result
) throws(RecoveryRunError) -> Result {
  do { return try body() } catch {
    throw RecoveryRunError(
      .unusableFolder,
      "Cannot \(what) \(path): \(error.reason); correct this, or choose another folder with --out.")
  }
}
