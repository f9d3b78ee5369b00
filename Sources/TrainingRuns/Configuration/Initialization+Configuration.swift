import Charts
import Networks

extension Initialization {
  private enum Kind: String, CaseIterable {
    case kaimingNormal = "kaiming-normal"
    case kaimingUniform = "kaiming-uniform"
    case xavierNormal = "xavier-normal"
    case xavierUniform = "xavier-uniform"
    case normal
    case uniform
    case orthogonal
    case siren
    case lowRank = "low-rank"
  }

  /// Reads a name, or an object with a name and what belongs to it.
  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    let name = node.peek("name")
    let kind = try (name ?? node).choice(of: Kind.self)
    func members(_ keys: String...) throws(TrainingRunError) -> ConfigurationMembers {
      if name != nil { return try node.members(["name"] + keys) }
      return ConfigurationMembers(node: node, nodes: [:])
    }
    func plain(_ initialization: Initialization) throws(TrainingRunError) -> Initialization {
      _ = try members()
      return initialization
    }
    // Far inside the range of single precision.
    func variance() throws(TrainingRunError) -> Double {
      try members("variance").required("variance").number(.within(0...1e30))
    }
    switch kind {
    case .normal: self = .variance(try variance(), .normal)
    case .uniform: self = .variance(try variance(), .uniform)
    case .orthogonal: self = .orthogonal(gain: try members("gain")["gain"]?.number() ?? 1)
    case .lowRank:
      self = .lowRank(factors: try members("factors").required("factors").integer(1...10_000))
    case .kaimingNormal: self = try plain(.kaiming(.normal))
    case .kaimingUniform: self = try plain(.kaiming(.uniform))
    case .xavierNormal: self = try plain(.xavier(.normal))
    case .xavierUniform: self = try plain(.xavier(.uniform))
    case .siren: self = try plain(.siren)
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
