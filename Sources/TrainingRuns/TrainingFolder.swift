import Checkpoints
import Foundation
import Runs

/// The files of one training.
///
/// ```
/// config.json              the configuration with every default
/// log.jsonl                losses and spectra; grows
/// checkpoint.safetensors   parameters and everything that goes on from them
/// previous-1/              the same files of an earlier training that was begun anew
/// .lock                    held by the process that writes here
/// ```
///
/// All but the log are replaced in one step. The log may run ahead of the checkpoint, and a killed
/// process may leave a torn last line: what lies behind the checkpoint is cut off on resuming.
struct TrainingFolder {
  let path: String
  private let lock: FolderLock

  var configurationPath: String { "\(path)/config.json" }
  var logPath: String { "\(path)/log.jsonl" }
  var checkpointPath: String { "\(path)/checkpoint.safetensors" }

  /// Opens the folder for a configuration, creating what is missing; nobody else can open it until
  /// this value is gone.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - configuration: What is trained there.
  ///   - resume: Whether to keep the checkpoint that is there; otherwise it is set aside, with its
  ///     log, in the first folder `previous-1`, `previous-2`, … that does not exist.
  /// - Throws: ``TrainingRunError`` with code `unusableFolder`, `folderInUse`, `otherConfiguration`
  ///   or `damagedCheckpoint`.
  init(
    _ path: String, _ configuration: TrainingConfiguration, resume: Bool
  ) throws(TrainingRunError) {
    self.path = path
    let text = configuration.text
    do throws(RunError) {
      try RunFolder.createFolder(path)
      lock = try FolderLock(path, work: "training")
    } catch {
      throw TrainingRunError(
        error.code == .folderInUse ? .folderInUse : .unusableFolder, error.message)
    }
    if let there = try Self.read(configurationPath) {
      try Self.requireSame(there, configuration, path: configurationPath)
    }
    removeStrays()
    if !resume, access(checkpointPath, F_OK) == 0 { try setAside() }
    // A log without a checkpoint is that of a training without any, or is kept elsewhere by now.
    if access(checkpointPath, F_OK) != 0 { unlink(logPath) }
    try reporting("write", configurationPath) { () throws(SystemFailure) in
      try SystemFile.replace(configurationPath, with: [Array(text.utf8)])
    }
  }

  /// Moves checkpoint and log into a new folder.
  ///
  /// What belongs to the checkpoint is copied first; the checkpoint moves in one step. A process
  /// that dies before leaves the pair here, and one that dies after leaves it there.
  private func setAside() throws(TrainingRunError) {
    var number = 1
    while access("\(path)/previous-\(number)", F_OK) == 0 { number += 1 }
    let target = "\(path)/previous-\(number)"
    do {
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
      for name in ["config.json", "log.jsonl"] {
        try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(target)/\(name)")
      }
      try FileManager.default.moveItem(
        atPath: checkpointPath, toPath: "\(target)/checkpoint.safetensors")
    } catch {
      throw Self.unusable(target, "set the earlier training aside in", error.localizedDescription)
    }
  }

  /// Removes temporary files that a killed process left beside the ones that it was replacing.
  private func removeStrays() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasSuffix(".tmp") {
      let isOurs = ["config.json.", "checkpoint.safetensors."].contains { name.hasPrefix($0) }
      if isOurs { unlink("\(path)/\(name)") }
    }
  }

  /// Refuses a folder that holds another training.
  private static func requireSame(
    _ bytes: [UInt8], _ configuration: TrainingConfiguration, path: String
  ) throws(TrainingRunError) {
    guard let there = try? StrictJSON.parse(bytes[...], .full) else {
      throw TrainingRunError(
        .damagedCheckpoint,
        "\(path) is damaged or was edited; restore it, or choose another folder with --out.")
    }
    let place = firstDifference(
      there.json, configuration.identity, ignoring: ["schema", "checkpoint"])
    guard let place else { return }
    throw TrainingRunError(
      .otherConfiguration,
      "\(path) belongs to another training: \(place.path.isEmpty ? "it" : "its \"\(place.path)\"") "
        + "is \(place.left), not \(place.right); use that configuration, or choose another folder "
        + "with --out.")
  }

  private static func read(_ path: String) throws(TrainingRunError) -> [UInt8]? {
    do throws(SystemFailure) { return try SystemFile.read(path) } catch {
      if error.isMissing { return nil }
      throw unusable(path, "read", error.reason)
    }
  }

  static func unusable(_ path: String, _ what: String, _ reason: String) -> TrainingRunError {
    TrainingRunError(
      .unusableFolder,
      "Cannot \(what) \(path): \(reason); correct this, or choose another folder with --out.")
  }
}

/// Runs a system operation on `path` and puts its failure into words.
func reporting<Result>(
  _ what: String, _ path: String, _ body: () throws(SystemFailure) -> Result
) throws(TrainingRunError) -> Result {
  do { return try body() } catch { throw TrainingFolder.unusable(path, what, error.reason) }
}
