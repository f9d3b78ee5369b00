import Foundation
import Randomness
import Recovery
import RecoveryRuns

/// A folder that is gone when nobody holds it any more.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "recovery-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }

  func bytes(_ name: String) -> Data? {
    FileManager.default.contents(atPath: "\(path)/\(name)")
  }
}

/// A planted 20 × 16 matrix of rank 2 with sixty per cent of its entries.
struct PlantedCompletion {
  let truth: LowRankMatrix
  let data: CompletionData

  init() throws {
    let matrix = try PlantedMatrix(
      rows: 20, columns: 16, spectrum: .gaussianFactors(rank: 2), noise: 0.02)
    let planted = try matrix.completion(observedShare: 0.6, seed: SeedPath(root: 7) / "tests")
    truth = planted.truth
    data = CompletionData(source: "planted", entries: planted.problem.entries)
  }

  /// Few points and folds, so that a test takes a fraction of a second.
  static var options: RecoveryOptions {
    var options = RecoveryOptions()
    options.selection = .crossValidation(
      CrossValidation(splitting: .folds(3), rule: .oneStandardError))
    options.points = 8
    options.tolerance = 1e-5
    return options
  }
}
