import Charts
import Checkpoints
public import Networks
import Randomness
import Runs
public import Training

/// A training as one JSON object describes it, with every default filled in and every check made
/// that the configuration and its data allow.
///
/// Keys: `network`, `data`, `loss`, `optimizer`, `schedule`, `batches`, `stop`, `record`,
/// `checkpoint`, `networks`, `precision`, `seed`. A key that nothing reads, one that stands twice and
/// two that exclude each other are refused with the place where they stand.
public struct TrainingConfiguration: Sendable {
  /// The version of a configuration, the optional key `schema`.
  public static let schema = "lowrank.train-configuration/1"

  /// The shape of every network.
  public let architecture: Architecture
  /// How the weights begin.
  public let initialization: Initialization
  /// What compares outputs with targets.
  public let loss: Loss
  /// How parameters are changed.
  public let optimizer: OptimizerChoice
  /// The factor on the learning rate.
  public let schedule: Schedule
  /// The rows that a step sees.
  public let batches: Batches
  /// When a training ends.
  public let rule: StoppingRule
  /// At which steps spectra are recorded.
  public let cadence: Cadence
  /// How many networks are trained; they share data, and each has its own start.
  public let networks: Int
  /// The scalar of the training.
  public let precision: Precision
  /// The root of every random draw.
  public let seed: UInt64
  /// When a checkpoint is due; changes no number.
  public let checkpoints: CheckpointCadence

  let subject: RecordForm.Subject
  let source: DataSource
  /// All members but `checkpoint`, which changes no number.
  let identity: JSONValue

  static let keys = [
    "schema", "network", "data", "loss", "optimizer", "schedule", "batches", "stop", "record",
    "checkpoint", "networks", "precision", "seed",
  ]

  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    let root = try node.members(Self.keys)
    try root["schema"]?.choice([Self.schema: ()])
    let network = try root.required("network")
    let form = try NetworkForm(network)
    initialization =
      try network.peek("initialization").map(Initialization.init) ?? .kaiming(.normal)
    let data = try DataForm(root.required("data"), width: form.squareWidth)
    loss = try root["loss"]?.choice(of: Loss.self) ?? data.standardLoss
    seed = UInt64(try root["seed"]?.integer(0...(1 << 53)) ?? 20_230_301)
    let path = SeedPath(root: seed) / "train"
    optimizer = try OptimizerChoice(root.required("optimizer"), seed: path / "optimizer")
    schedule = try root["schedule"]?.schedule ?? .constant
    rule = try StoppingRule(root["stop"])
    networks = try root["networks"]?.integer(1...100_000) ?? 1
    precision = try root["precision"]?.choice(of: Precision.self) ?? .float32
    checkpoints = try root["checkpoint"].map(CheckpointCadence.init) ?? .seconds(10)
    // Files are read when everything that needs none is known to be good.
    source = try DataSource(data, loss: loss)
    architecture = try Self.architecture(form, at: network, for: source)
    let record = try RecordForm(root["record"], architecture)
    (cadence, subject) = (record.cadence, record.subject)
    let batch = try BatchForm(root["batches"], rows: source.rows)
    batches = batch.batches(seed: path / "batches")
    let description = form.json(architecture).merging(["initialization": initialization.json]) {
      $1
    }
    identity = [
      "network": .object(description), "data": data.json, "loss": .string(loss.rawValue),
      "optimizer": JSONValue(encoding: optimizer), "schedule": JSONValue(encoding: schedule),
      "batches": batch.json, "stop": rule.json, "record": record.json,
      "networks": .count(networks), "precision": .string(precision.rawValue),
      "seed": .number(Double(seed)),
    ]
    try requireFittingOptimizer()
    try requireFittingBatches()
    try requireStart(path: path)
  }

  private static func architecture(
    _ form: NetworkForm, at node: ConfigurationNode, for source: DataSource
  ) throws(TrainingRunError) -> Architecture {
    let architecture: Architecture
    do throws(NetworkError) {
      architecture = try form.architecture(inputs: source.inputs, outputs: source.outputs)
    } catch {
      throw TrainingRunError(.shapeMismatch, "\(node.subject): \(error.description)")
    }
    guard architecture.inputs == source.inputs, architecture.outputs == source.outputs else {
      throw TrainingRunError(
        .shapeMismatch,
        "\(node.subject) leads from \(architecture.inputs) to \(architecture.outputs) entries, but "
          + "the samples of \"data\" from \(source.inputs) to \(source.outputs); change one of them."
      )
    }
    return architecture
  }
}

extension ConfigurationNode {
  /// A schedule: its name, or an object with a name.
  fileprivate var schedule: Schedule {
    get throws(TrainingRunError) {
      guard case .text = value else { return try decoded(Schedule.self) }
      return try ConfigurationNode(place: place, value: .object(["name": value]))
        .decoded(Schedule.self)
    }
  }
}

// MARK: - As text

extension TrainingConfiguration {
  /// The SHA-256 of what decides the numbers but for the contents of data files, 64 hexadecimal
  /// digits.
  public var hash: String { SHA256.hexadecimal(of: Array(identity.text.utf8)) }

  /// The name of the folder of this training: `train-<first 8 digits of the hash>`.
  public var folderName: String { "train-\(hash.prefix(8))" }

  /// The configuration with every default written out, as JSON that is read back as the same one.
  public var text: String {
    guard case .object(var members) = identity else { return identity.prettyText }
    members["checkpoint"] = checkpoints.json
    let body = JSONValue.object(members).prettyText
    return "{\n  \"schema\": \"\(Self.schema)\"," + body.dropFirst() + "\n"
  }

  /// Every value with the path of its key, such as `network.width`, in the order of the paths.
  public var facts: [(name: String, value: String)] { identity.leaves(at: "") }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: A JSON file. Paths in it count from the current folder.
  ///   - overrides: Keys with dots, such as `optimizer.learning_rate`, and JSON values or plain texts
  ///     that take the place of what the file says.
  /// - Throws: ``TrainingRunError``, which names the file and the place in it.
  public init(
    contentsOf path: String, overrides: [(key: String, value: String)] = []
  ) throws(TrainingRunError) {
    let bytes: [UInt8]
    do { bytes = try SystemFile.read(path) } catch {
      throw TrainingRunError(
        .unreadable,
        "The configuration \(path) cannot be read: \(error.reason); name a JSON file, or begin with "
          + "`lowrank train --example > \(path)`.")
    }
    try self.init(decoding: bytes, name: path, overrides: overrides)
  }

  /// Reads the bytes of a file; see ``init(contentsOf:overrides:)``.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  ///   - overrides: As there.
  /// - Throws: ``TrainingRunError``.
  public init(
    decoding bytes: [UInt8], name: String, overrides: [(key: String, value: String)] = []
  ) throws(TrainingRunError) {
    do throws(TrainingRunError) {
      var tree = try Self.tree(bytes)
      for (key, value) in overrides {
        let keys = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // What is no JSON is a text, so that quotes can be left out.
        let new = (try? StrictJSON.parse(Array(value.utf8)[...], .full)) ?? .text(value)
        try tree.set(keys[...], to: new, path: key)
      }
      try self.init(ConfigurationNode(place: "", value: tree))
    } catch { throw TrainingRunError(error.code, "\(name): \(error.description)") }
  }

  private static func tree(_ bytes: [UInt8]) throws(TrainingRunError) -> StrictJSON.Value {
    do throws(StrictJSON.Failure) {
      return try StrictJSON.parse(bytes[...], .full)
    } catch {
      switch error {
      case .duplicate(let key, let place):
        let subject = place.isEmpty ? "The configuration" : "\"\(place.joined(separator: "."))\""
        throw TrainingRunError(
          .contradiction, "\(subject) has the key \"\(key)\" twice; remove one of them.")
      case .malformed(let position):
        let before = bytes.prefix(position)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        throw TrainingRunError(
          .unreadable,
          "This is no JSON at line \(line), column \(position - start + 1); correct it there.")
      }
    }
  }
}

extension StrictJSON.Value {
  /// Puts a value at the end of a path of keys and positions; objects that are missing are made.
  fileprivate mutating func set(
    _ keys: ArraySlice<String>, to new: StrictJSON.Value, path: String
  ) throws(TrainingRunError) {
    guard let key = keys.first else {
      self = new
      return
    }
    switch self {
    case .object(var members):
      // `null` counts as absent.
      let present = members[key].flatMap { $0 == .null ? nil : $0 }
      var member = present ?? .object([:])
      try member.set(keys.dropFirst(), to: new, path: path)
      members[key] = member
      self = .object(members)
    case .list(var values):
      guard let index = Int(key), values.indices.contains(index) else { fallthrough }
      try values[index].set(keys.dropFirst(), to: new, path: path)
      self = .list(values)
    default:
      throw TrainingRunError(
        .unknownKey, "There is no \"\(path)\" to override: \"\(key)\" leads nowhere.")
    }
  }
}

extension JSONValue {
  /// The values that are no objects, with their paths; lists stay whole.
  fileprivate func leaves(at path: String) -> [(name: String, value: String)] {
    switch self {
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { key, value in
        value.leaves(at: path.isEmpty ? key : "\(path).\(key)")
      }
    case .null: []
    case .string(let text): [(path, text)]
    default: [(path, text)]
    }
  }
}
