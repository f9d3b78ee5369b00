import Checkpoints
import Foundation

/// A small transformer as a file: two layers of attention and a perceptron, an embedding, biases, and
/// position numbers.
struct AuditModel {
  /// Tensors by name.
  var tensors: [String: NPYArray]

  private static let width = 64

  /// Gaussian entries; the queries have three planted directions besides.
  init() {
    var random = Seeded(state: 5)
    tensors = [
      "embeddings.word_embeddings.weight": Self.gaussian(200, Self.width, &random),
      "embeddings.position_ids": NPYArray(shape: [1, 32], storage: .int64(Array(0..<32))),
    ]
    for layer in 0..<2 {
      let name = "encoder.layer.\(layer)."
      for part in ["query", "key", "value"] {
        tensors[name + "attention.self.\(part).weight"] = Self.gaussian(
          Self.width, Self.width, planted: part == "query" ? 3 : 0, &random)
        tensors[name + "attention.self.\(part).bias"] = Self.gaussian(
          1, Self.width, &random, rank: 1)
      }
      tensors[name + "intermediate.dense.weight"] = Self.gaussian(128, Self.width, &random)
      tensors[name + "output.dense.weight"] = Self.gaussian(Self.width, 128, &random)
    }
  }

  /// All tensors.
  var count: Int { tensors.count }
  /// Those with two axes longer than 1.
  var matrices: [String] {
    tensors.filter { $0.value.shape.count { $0 > 1 } == 2 }.keys.sorted()
  }
  /// All elements.
  var parameters: Int { tensors.values.reduce(0) { $0 + $1.count } }

  /// Writes one safetensors file.
  func write(to path: String) throws {
    try SafetensorsFile(tensors: tensors, metadata: ["format": "pt"]).write(to: path)
  }

  /// Writes two shards and their index into a folder; the first shard has the embeddings.
  func writeShards(to folder: String) throws {
    var map: [String: String] = [:]
    for (shard, isFirst) in [(1, true), (2, false)] {
      let name = "model-0000\(shard)-of-00002.safetensors"
      let part = tensors.filter { $0.key.hasPrefix("embeddings.") == isFirst }
      for key in part.keys { map[key] = name }
      try SafetensorsFile(tensors: part).write(to: "\(folder)/\(name)")
    }
    let index = try JSONSerialization.data(withJSONObject: ["metadata": [:], "weight_map": map])
    try index.write(to: URL(filePath: "\(folder)/model.safetensors.index.json"))
  }

  /// A matrix of normal numbers in single precision, with `planted` directions that stand out; a
  /// vector where `rank` is 1.
  static func gaussian(
    _ rows: Int, _ columns: Int, planted: Int = 0, _ random: inout Seeded, rank: Int = 2
  ) -> NPYArray {
    var values = (0..<rows * columns).map { _ in normal(&random) / Double(columns).squareRoot() }
    for direction in 0..<planted {
      let left = (0..<rows).map { _ in normal(&random) / Double(rows).squareRoot() }
      let right = (0..<columns).map { _ in normal(&random) / Double(columns).squareRoot() }
      for index in values.indices {
        values[index] +=
          Double(10 * (direction + 1)) * left[index / columns] * right[index % columns]
      }
    }
    return NPYArray(
      shape: rank == 1 ? [rows * columns] : [rows, columns],
      storage: .float32(values.map { Float($0) }))
  }

  /// Box and Muller.
  private static func normal(_ random: inout Seeded) -> Double {
    let radius = (-2 * log(Double.random(in: 1e-12..<1, using: &random))).squareRoot()
    return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
  }
}
