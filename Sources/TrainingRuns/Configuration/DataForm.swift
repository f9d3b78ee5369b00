import Charts
import Checkpoints
import Datasets
import Networks
import Randomness
import Tensors

/// What networks learn from, as a configuration describes it.
enum DataForm {
  /// Samples of a linear teacher.
  case leastSquares(
    rank: Int, dimension: Int, trainingSamples: Int, testSamples: Int, LinearTeacher.Scale)
  /// Arrays from one npz file or from two npy files.
  case arrays(ArrayFiles)
  /// Images of clothing and their classes.
  case fashionMNIST(trainingSamples: Int, testSamples: Int, folder: String?)

  private enum Kind: String, CaseIterable {
    case leastSquares = "least-squares"
    case arrays
    case fashionMNIST = "fashion-mnist"
  }

  /// Reads the data; `width` is that of a square network, where it is known.
  init(_ node: ConfigurationNode, width: Int?) throws(TrainingRunError) {
    guard node.peek("kind") != nil || node.value.isObject == false else {
      throw TrainingRunError(
        .missingKey,
        "\(node.subject) needs the key \"kind\": "
          + "\(Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")).")
    }
    guard let kind = try node.peek("kind")?.choice(of: Kind.self) else {
      throw node.wrong("an object with the key \"kind\"")
    }
    switch kind {
    case .leastSquares:
      let members = try node.members(
        ["kind", "rank", "dimension", "training_samples", "test_samples", "scale"])
      let own = try members["dimension"]?.integer(1...4096)
      guard let dimension = own ?? width else {
        _ = try members.required("dimension")
        preconditionFailure("a key that is absent was not refused")
      }
      self = .leastSquares(
        rank: try members["rank"]?.integer(1...dimension) ?? dimension, dimension: dimension,
        trainingSamples: try members.required("training_samples").integer(1...10_000_000),
        testSamples: try members["test_samples"]?.integer(1...10_000_000) ?? 256,
        try members["scale"]?.choice(of: LinearTeacher.Scale.self) ?? .raw)
    case .arrays:
      self = .arrays(try ArrayFiles(node))
    case .fashionMNIST:
      let members = try node.members(["kind", "training_samples", "test_samples", "folder"])
      self = .fashionMNIST(
        trainingSamples: try members["training_samples"]?.integer(1...60_000) ?? 10_000,
        testSamples: try members["test_samples"]?.integer(1...10_000) ?? 2_000,
        folder: try members["folder"]?.text())
    }
  }

  var json: JSONValue {
    switch self {
    case .leastSquares(let rank, let dimension, let trainingSamples, let testSamples, let scale):
      [
        "kind": "least-squares", "rank": .count(rank), "dimension": .count(dimension),
        "training_samples": .count(trainingSamples), "test_samples": .count(testSamples),
        "scale": .string(scale.rawValue),
      ]
    case .arrays(let files): files.json
    case .fashionMNIST(let trainingSamples, let testSamples, let folder):
      [
        "kind": "fashion-mnist", "training_samples": .count(trainingSamples),
        "test_samples": .count(testSamples), "folder": folder.map(JSONValue.string) ?? .null,
      ]
    }
  }

  /// The loss that the data are made for.
  var standardLoss: Loss { if case .fashionMNIST = self { .crossEntropy } else { .squared } }
}

/// The files of `"kind": "arrays"`.
enum ArrayFiles {
  /// An npz file with the arrays `inputs` and `targets`, and maybe `test_inputs`, `test_targets`.
  case archive(String)
  /// Two npy files.
  case pair(inputs: String, targets: String)

  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    let members = try node.members(["kind", "file", "inputs", "targets"])
    try members.requireAtMostOne(of: "file", "inputs")
    try members.requireAtMostOne(of: "file", "targets")
    if members["inputs"] != nil || members["targets"] != nil {
      self = .pair(
        inputs: try members.required("inputs").text(),
        targets: try members.required("targets").text())
    } else {
      self = .archive(try members.required("file").text())
    }
  }

  var json: JSONValue {
    switch self {
    case .archive(let path): ["kind": "arrays", "file": .string(path)]
    case .pair(let inputs, let targets):
      ["kind": "arrays", "inputs": .string(inputs), "targets": .string(targets)]
    }
  }
}

extension StrictJSON.Value {
  fileprivate var isObject: Bool { if case .object = self { true } else { false } }
}
