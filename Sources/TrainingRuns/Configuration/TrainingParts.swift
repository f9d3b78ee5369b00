import Charts
import Checkpoints
import Foundation
import Networks
import Randomness
import Training

/// The scalar of a training.
public enum Precision: String, CaseIterable, Sendable {
  /// Single precision; the usual one.
  case float32
  /// Double precision.
  case float64
}

/// When a checkpoint is due.
public enum CheckpointCadence: Hashable, Sendable {
  /// At multiples of so many steps, ≥ 1.
  case steps(Int)
  /// So many seconds after the last one.
  case seconds(Double)
}

extension CheckpointCadence {
  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    let members = try node.members(["every", "seconds"])
    try members.requireAtMostOne(of: "every", "seconds")
    let every = try members["every"]?.integer(1...1_000_000_000)
    if let every {
      self = .steps(every)
    } else {
      self = .seconds(try members.required("seconds").number(.nonNegative))
    }
  }

  var json: JSONValue {
    switch self {
    case .steps(let count): ["every": .count(count)]
    case .seconds(let seconds): ["seconds": .number(seconds)]
    }
  }
}

/// Which rows a step sees.
enum BatchForm {
  case full
  case size(Int)

  init(_ node: ConfigurationNode?, rows: Int) throws(TrainingRunError) {
    guard let node else {
      self = .full
      return
    }
    if case .text = node.value {
      self = try node.choice(["full": .full])
      return
    }
    let size = try node.members(["size"]).required("size")
    self = .size(try size.integer(1...max(rows, 1)))
  }

  func batches(seed: SeedPath) -> Batches {
    switch self {
    case .full: .full
    case .size(let size): .shuffled(size: size, seed: seed)
    }
  }

  var json: JSONValue {
    switch self {
    case .full: "full"
    case .size(let size): ["size": .count(size)]
    }
  }
}

extension StoppingRule {
  init(_ node: ConfigurationNode?) throws(TrainingRunError) {
    let keys = ["maximum_steps", "loss_below", "plateau", "divergence_factor"]
    let members = try node?.members(keys)
    self.init(
      maximumSteps: try members?["maximum_steps"]?.integer(0...1_000_000_000_000) ?? 10_000,
      lossBelow: try members?["loss_below"]?.number(.nonNegative),
      plateau: try members?["plateau"].map { node throws(TrainingRunError) in
        let plateau = try node.members(["window", "improvement"])
        return Plateau(
          window: try plateau.required("window").integer(1...1_000_000_000),
          improvement: try plateau["improvement"]?.number(.within(0...1)) ?? 1e-3)
      }, divergenceFactor: try members?["divergence_factor"]?.number(.positive) ?? 1e6)
  }

  var json: JSONValue {
    [
      "maximum_steps": .count(maximumSteps),
      "loss_below": lossBelow.map(JSONValue.number) ?? .null,
      "plateau": plateau.map {
        ["window": .count($0.window), "improvement": .number($0.improvement)]
      } ?? .null, "divergence_factor": .number(divergenceFactor),
    ]
  }
}

/// What is recorded, and when.
struct RecordForm: Hashable {
  typealias Subject = SpectrumRecorder<Double>.Subject

  let cadence: Cadence
  let subject: Subject

  init(_ node: ConfigurationNode?, _ network: Architecture) throws(TrainingRunError) {
    let members = try node?.members(["every", "per_decade", "matrices"])
    try members?.requireAtMostOne(of: "every", "per_decade")
    let every = try members?["every"]?.integer(1...1_000_000_000)
    let perDecade = try members?["per_decade"]?.integer(1...1_000) ?? 20
    cadence = every.map(Cadence.every) ?? .logarithmic(perDecade: perDecade)
    let own = try members?["matrices"]?.choice(of: Subject.self)
    if let place = members?["matrices"]?.place, own == .effectiveWeight, !network.isAffine {
      throw TrainingRunError(
        .contradiction,
        "\"\(place)\" is \"effective-weight\", which a network with activations does not have; "
          + "record \"weights\".")
    }
    subject = own ?? (network.isAffine ? .effectiveWeight : .weights)
  }

  var json: JSONValue {
    var members: [String: JSONValue] = ["matrices": .string(subject.rawValue)]
    switch cadence {
    case .every(let n): members["every"] = .count(n)
    case .logarithmic(let perDecade): members["per_decade"] = .count(perDecade)
    }
    return .object(members)
  }
}

// MARK: - Settings that their types read themselves

extension ConfigurationNode {
  /// A value that reads itself; its own sentence gets the place in front.
  func decoded<Value: Decodable>(
    _ type: Value.Type, seed: SeedPath? = nil
  ) throws(TrainingRunError) -> Value {
    guard case .object(var members) = value else {
      throw wrong("an object with the key \"name\"")
    }
    if let seed, members["seed"] == nil { members["seed"] = .text(seed.description) }
    let text = StrictJSON.Value.object(members).json.text
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch let error as TrainingError {
      let code: TrainingRunError.Code =
        switch error.code {
        case .unknownKey: .unknownKey
        case .missingKey: .missingKey
        default: .invalidValue
        }
      throw TrainingRunError(code, "\(subject): \(error.description)")
    } catch {
      throw wrong("an object with settings of the right types")
    }
  }
}

extension JSONValue {
  /// What a value writes of itself.
  init(encoding value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let text = try? encoder.encode(value),
      let tree = try? StrictJSON.parse(Array(text)[...], .full)
    else { preconditionFailure("\(type(of: value)) does not write itself as JSON") }
    self = tree.json
  }
}
