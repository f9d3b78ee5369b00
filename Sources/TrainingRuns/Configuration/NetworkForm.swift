import Charts
import Networks

/// A network as a configuration describes it: what is left out follows from the data.
enum NetworkForm {
  /// A chain of dense layers.
  case dense(
    inputs: Int?, width: Int, outputs: Int?, depth: Int, Activation, bias: Bool, BatchNorm?)
  /// Residual blocks of one width.
  case residual(width: Int, depth: Int, ResidualBlock, scale: Double, BatchNorm?)
  /// Any layers.
  case layers(inputs: Int?, [Layer])

  private enum Kind: String, CaseIterable {
    case dense
    case linear
    case residual
    case layers
  }

  private static let widths = 1...65_536
  private static let depths = 1...10_000

  init(_ node: ConfigurationNode) throws(TrainingRunError) {
    let hasLayers = node.peek("layers") != nil
    let kind = try node.peek("kind")?.choice(of: Kind.self) ?? (hasLayers ? .layers : .dense)
    let members: ConfigurationMembers
    switch kind {
    case .layers:
      try Self.refuse("layers", with: ["width", "depth", "activation", "block", "bias"], node)
      members = try node.members(["kind", "initialization", "inputs", "layers"])
      let layers = try members.required("layers").elements()
      var read: [Layer] = []
      for layer in layers { read.append(try Layer(layer)) }
      self = .layers(inputs: try members["inputs"]?.integer(Self.widths), read)
    case .dense, .linear:
      try Self.refuse("layers", with: ["width", "depth"], node)
      let activation = kind == .linear ? [] : ["activation"]
      members = try node.members(
        ["kind", "initialization", "inputs", "width", "outputs", "depth"] + activation
          + ["bias", "batch_norm"])
      let standard = kind == .linear ? Activation.linear : .relu
      self = .dense(
        inputs: try members["inputs"]?.integer(Self.widths),
        width: try members.required("width").integer(Self.widths),
        outputs: try members["outputs"]?.integer(Self.widths),
        depth: try members.required("depth").integer(Self.depths),
        try members["activation"].map(Activation.init) ?? standard,
        bias: try members["bias"]?.flag() ?? false,
        try members["batch_norm"].flatMap(BatchNorm.read)
      )
    case .residual:
      try Self.refuse("layers", with: ["width", "depth"], node)
      members = try node.members(
        [
          "kind", "initialization", "width", "depth", "block", "activation", "hidden", "scale",
          "batch_norm",
        ])
      let width = try members.required("width").integer(Self.widths)
      self = .residual(
        width: width, depth: try members.required("depth").integer(Self.depths),
        try Self.block(members, width: width), scale: try members["scale"]?.number() ?? 1,
        try members["batch_norm"].flatMap(BatchNorm.read))
    }
  }

  private static func refuse(
    _ key: String, with others: [String], _ node: ConfigurationNode
  ) throws(TrainingRunError) {
    guard node.peek(key) != nil, let other = others.first(where: { node.peek($0) != nil }) else {
      return
    }
    throw TrainingRunError(
      .contradiction,
      "\(node.subject) has both \"\(key)\", which says everything about the layers, and "
        + "\"\(other)\"; remove one of them.")
  }

  private static func block(
    _ members: ConfigurationMembers, width: Int
  ) throws(TrainingRunError) -> ResidualBlock {
    let activation = try members["activation"].map(Activation.init) ?? .relu
    let hidden = try members["hidden"]?.integer(widths)
    let block: ResidualBlock =
      try members["block"]?.choice([
        "depth-one": .depthOne(activation),
        "depth-two": .depthTwo(activation, hidden: hidden ?? width),
        "pre-activation": .preActivation(activation),
      ]) ?? .depthOne(activation)
    if let node = members["hidden"], !block.hasHiddenWidth {
      throw TrainingRunError(
        .contradiction,
        "\"\(node.place)\" is the inner width of blocks of the form \"depth-two\"; remove it, or "
          + "choose that form as \"block\".")
    }
    return block
  }
}

// MARK: - What follows

extension NetworkForm {
  /// The width of inputs and outputs of a square network, as far as the network alone tells it.
  var squareWidth: Int? {
    switch self {
    case .dense(let inputs, let width, let outputs, _, _, _, _): inputs ?? outputs ?? width
    case .residual(let width, _, _, _, _): width
    case .layers(let inputs, let layers): inputs ?? layers.lastWidth
    }
  }

  /// The architecture for data from `inputs` to `outputs` entries.
  func architecture(inputs: Int, outputs: Int) throws(NetworkError) -> Architecture {
    switch self {
    case .dense(
      let ownInputs, let width, let ownOutputs, let depth, let activation, let bias, let norm):
      try .dense(
        inputs: ownInputs ?? inputs, width: width, outputs: ownOutputs ?? outputs, depth: depth,
        activation: activation, bias: bias, batchNorm: norm)
    case .residual(let width, let depth, let block, let scale, let norm):
      try .residual(width: width, depth: depth, block: block, scale: scale, batchNorm: norm)
    case .layers(let ownInputs, let layers):
      try Architecture(inputs: ownInputs ?? inputs, layers: layers)
    }
  }

  /// The members that stand for `architecture`, all defaults filled in.
  func json(_ architecture: Architecture) -> [String: JSONValue] {
    switch self {
    case .dense(_, let width, _, let depth, let activation, let bias, let norm):
      [
        "kind": "dense", "inputs": .count(architecture.inputs), "width": .count(width),
        "outputs": .count(architecture.outputs), "depth": .count(depth),
        "activation": activation.json, "bias": .bool(bias), "batch_norm": norm?.json ?? false,
      ]
    case .residual(let width, let depth, let block, let scale, let norm):
      [
        "kind": "residual", "width": .count(width), "depth": .count(depth),
        "scale": .number(scale), "batch_norm": norm?.json ?? false,
      ].merging(block.json) { $1 }
    case .layers(_, let layers):
      [
        "kind": "layers", "inputs": .count(architecture.inputs),
        "layers": .array(layers.map(\.json)),
      ]
    }
  }
}

extension [Layer] {
  /// The outputs of the last dense layer; a branch keeps the width.
  fileprivate var lastWidth: Int? {
    for layer in reversed() {
      switch layer {
      case .dense(let outputs, _): return outputs
      case .residual(let branch, _): if let width = branch.lastWidth { return width }
      case .activation, .batchNorm: continue
      }
    }
    return nil
  }
}

extension ResidualBlock {
  fileprivate var hasHiddenWidth: Bool { if case .depthTwo = self { true } else { false } }

  fileprivate var json: [String: JSONValue] {
    switch self {
    case .depthOne(let activation): ["block": "depth-one", "activation": activation.json]
    case .depthTwo(let activation, let hidden):
      ["block": "depth-two", "activation": activation.json, "hidden": .count(hidden)]
    case .preActivation(let activation): ["block": "pre-activation", "activation": activation.json]
    }
  }
}
