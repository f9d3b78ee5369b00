import Foundation
import Runs
import TrainingRuns

/// A folder that is gone when nobody holds it any more.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "lowrank-training-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A small training; every part can be replaced.
func text(
  network: String = #"{"kind": "linear", "width": 6, "depth": 3}"#,
  data: String = #"{"kind": "least-squares", "rank": 2, "training_samples": 5}"#,
  optimizer: String = #"{"name": "momentum", "learning_rate": 0.01}"#, more: String = ""
) -> String {
  #"{"network": \#(network), "data": \#(data), "optimizer": \#(optimizer)\#(more)}"#
}

func configuration(
  _ text: String, _ overrides: [(key: String, value: String)] = []
) throws(TrainingRunError) -> TrainingConfiguration {
  try TrainingConfiguration(decoding: Array(text.utf8), name: "x.json", overrides: overrides)
}

/// The files whose bytes are decided by the configuration alone.
func files(in folder: String) -> [String: Data] {
  var files: [String: Data] = [:]
  for name in ["config.json", "log.jsonl", "checkpoint.safetensors"] {
    files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)")
  }
  return files
}
