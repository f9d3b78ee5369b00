import Charts
import Checkpoints
import Networks

extension Layer {
  private enum Kind: String, CaseIterable {
    case dense
    case activation
    case batchNorm = "batch-norm"
    case residual
  }

  /// Reads a layer: `"relu"`, `"batch-norm"`, or an object with `kind`.
  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    if case .text(let name) = node.value {
      self = name == "batch-norm" ? .batchNorm() : .activation(try Activation(node))
      return
    }
    guard let kind = try node.peek("kind")?.choice(of: Kind.self) else {
      self = try Self.dense(node)
      return
    }
    switch kind {
    case .dense: self = try Self.dense(node)
    case .activation:
      self = .activation(
        try Activation(node.members(["kind", "activation"]).required("activation")))
    case .batchNorm:
      let members = try node.members(["kind", "epsilon", "momentum"])
      self = .batchNorm(try BatchNorm(members))
    case .residual:
      let members = try node.members(["kind", "branch", "scale"])
      var branch: [Layer] = []
      for layer in try members.required("branch").elements() {
        branch.append(try Layer(layer))
      }
      self = .residual(branch, scale: try members["scale"]?.number() ?? 1)
    }
  }

  private static func dense(_ node: ConfigurationNode) throws(TrainingRunError) -> Layer {
    let members = try node.members(["kind", "outputs", "bias"])
    return .dense(
      outputs: try members.required("outputs").integer(1...65_536),
      bias: try members["bias"]?.flag() ?? false)
  }

  /// The layer for writing.
  var json: JSONValue {
    switch self {
    case .dense(let outputs, let bias):
      ["kind": "dense", "outputs": .count(outputs), "bias": .bool(bias)]
    case .activation(let activation): ["kind": "activation", "activation": activation.json]
    case .batchNorm(let norm):
      [
        "kind": "batch-norm", "epsilon": .number(norm.epsilon), "momentum": .number(norm.momentum),
      ]
    case .residual(let branch, let scale):
      ["kind": "residual", "scale": .number(scale), "branch": .array(branch.map(\.json))]
    }
  }
}

extension BatchNorm {
  /// Reads `true`, `false` or an object with the constants.
  static func read(_ node: ConfigurationNode) throws(TrainingRunError) -> BatchNorm? {
    if case .flag(let flag) = node.value { return flag ? BatchNorm() : nil }
    return try BatchNorm(node.members(["epsilon", "momentum"]))
  }

  fileprivate init(_ members: ConfigurationMembers) throws(TrainingRunError) {
    let standard = BatchNorm()
    self.init(
      epsilon: try members["epsilon"]?.number(.positive) ?? standard.epsilon,
      momentum: try members["momentum"]?.number(.within(0...1)) ?? standard.momentum)
  }

  var json: JSONValue { ["epsilon": .number(epsilon), "momentum": .number(momentum)] }
}

extension Activation {
  /// Reads a name, or an object with a name and the parameter of the function.
  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    let name = node.peek("name") ?? node
    let activation: Activation = try name.choice([
      "linear": .linear, "relu": .relu, "leaky-relu": .leakyReLU(), "tanh": .tanh, "gelu": .gelu,
      "selu": .selu, "silu": .silu, "sine": .sine(),
    ])
    guard node.peek("name") != nil else {
      self = activation
      return
    }
    switch activation {
    case .leakyReLU(let slope):
      self = .leakyReLU(
        slope: try node.members(["name", "slope"])["slope"]?.number() ?? slope)
    case .sine(let omega):
      self = .sine(
        omega: try node.members(["name", "omega"])["omega"]?.number(.within(1e-6...1e6)) ?? omega)
    default:
      _ = try node.members(["name"])
      self = activation
    }
  }

  var json: JSONValue {
    switch self {
    case .linear: "linear"
    case .relu: "relu"
    case .leakyReLU(let slope): ["name": "leaky-relu", "slope": .number(slope)]
    case .tanh: "tanh"
    case .gelu: "gelu"
    case .selu: "selu"
    case .silu: "silu"
    case .sine(let omega): ["name": "sine", "omega": .number(omega)]
    // No configuration names one; an architecture from Swift is written with what is known of it.
    case .custom(let own): ["name": .string(own.name), "gain": .number(own.gain)]
    }
  }
}

extension JSONValue {
  static func count(_ value: Int) -> JSONValue { .number(Double(value)) }
}
