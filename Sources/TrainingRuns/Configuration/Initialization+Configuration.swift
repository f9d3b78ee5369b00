import Charts
import Networks

extension Initialization {
  /// Reads a name, or an object with a name and what belongs to it.
  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    let isObject = node.peek("name") != nil
    let name = node.peek("name") ?? node
    let plain: Initialization = try name.choice([
      "kaiming-normal": .kaiming(.normal), "kaiming-uniform": .kaiming(.uniform),
      "xavier-normal": .xavier(.normal), "xavier-uniform": .xavier(.uniform),
      "normal": .variance(.nan, .normal), "uniform": .variance(.nan, .uniform),
      "orthogonal": .orthogonal(gain: 1), "siren": .siren, "low-rank": .lowRank(factors: 1),
    ])
    func members(_ keys: String...) throws(TrainingRunError) -> ConfigurationMembers {
      if isObject { return try node.members(["name"] + keys) }
      return ConfigurationMembers(node: node, nodes: [:])
    }
    switch plain {
    case .variance(_, let shape):
      let variance = try members("variance").required("variance").number(.nonNegative)
      self = .variance(variance, shape)
    case .orthogonal(let gain):
      self = .orthogonal(gain: try members("gain")["gain"]?.number() ?? gain)
    case .lowRank:
      self = .lowRank(factors: try members("factors").required("factors").integer(1...10_000))
    case .kaiming, .xavier, .siren:
      _ = try members()
      self = plain
    }
  }

  var json: JSONValue {
    switch self {
    case .kaiming(let shape): .string("kaiming-\(shape.rawValue)")
    case .xavier(let shape): .string("xavier-\(shape.rawValue)")
    case .variance(let variance, let shape):
      ["name": .string(shape.rawValue), "variance": .number(variance)]
    case .orthogonal(let gain): ["name": "orthogonal", "gain": .number(gain)]
    case .siren: "siren"
    case .lowRank(let factors): ["name": "low-rank", "factors": .count(factors)]
    }
  }
}
