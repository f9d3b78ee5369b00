/// The shape of a network: the width of its inputs and its layers.
public struct Architecture: Hashable, Sendable {
  /// Entries of one input.
  public let inputs: Int
  /// The layers, in the order in which inputs pass through them.
  public let layers: [Layer]
  /// Entries of one output.
  public let outputs: Int
  /// Where the parameters lie.
  public let layout: ParameterLayout

  /// Checks that the layers fit and lays their parameters out.
  ///
  /// - Parameters:
  ///   - inputs: Entries of one input, ≥ 1.
  ///   - layers: At least one.
  /// - Throws: ``NetworkError`` that names the layer which does not fit.
  public init(inputs: Int, layers: [Layer]) throws(NetworkError) {
    guard inputs >= 1 else {
      throw NetworkError(.emptyShape, "A network needs inputs of at least 1 entry, not \(inputs).")
    }
    guard !layers.isEmpty else {
      throw NetworkError(.emptyShape, "A network needs at least one layer.")
    }
    var survey = LayerSurvey()
    outputs = try survey.visit(layers, width: inputs, path: "layers")
    self.inputs = inputs
    self.layers = layers
    layout = ParameterLayout(survey.requests)
  }

  /// Whether outputs are an affine function of inputs in evaluation: no activation but the identity.
  public var isAffine: Bool { layers.allSatisfy(\.isAffine) }

  /// The number of weight matrices.
  public var depth: Int { layout.weights.count }
}

extension Layer {
  /// Whether the layer is an affine function in evaluation.
  var isAffine: Bool {
    switch self {
    case .dense, .batchNorm: true
    case .activation(let activation): activation == .linear
    case .residual(let branch, _): branch.allSatisfy(\.isAffine)
    }
  }
}

/// Walks through layers, checks their widths and collects the tensors that they need.
private struct LayerSurvey {
  var requests: [(name: String, shape: [Int], role: ParameterLayout.Role)] = []

  /// Returns the width after the layers.
  mutating func visit(
    _ layers: [Layer], width: Int, path: String
  ) throws(NetworkError) -> Int {
    var width = width
    for (index, layer) in layers.enumerated() {
      let place = "\(path).\(index)"
      switch layer {
      case .dense(let outputs, let bias):
        guard outputs >= 1 else {
          throw NetworkError(
            .emptyShape, "The dense layer \(place) needs at least 1 output, not \(outputs).")
        }
        let next = layers[(index + 1)...].activationBeforeNextWeight
        requests.append(("\(place).weight", [outputs, width], .weight(followedBy: next)))
        if bias { requests.append(("\(place).bias", [outputs], .bias)) }
        width = outputs
      case .activation: break
      case .batchNorm(let norm):
        guard norm.epsilon > 0, (0...1).contains(norm.momentum) else {
          throw NetworkError(
            .invalidValue,
            "The batch normalisation \(place) needs epsilon > 0 and a momentum from 0 to 1, not "
              + "\(norm.epsilon) and \(norm.momentum).")
        }
        requests.append(("\(place).weight", [width], .scale))
        requests.append(("\(place).bias", [width], .shift))
        requests.append(("\(place).running_mean", [width], .runningMean))
        requests.append(("\(place).running_var", [width], .runningVariance))
      case .residual(let branch, let scale):
        guard scale.isFinite else {
          throw NetworkError(
            .invalidValue, "The scale of the residual block \(place) is \(scale); give a number.")
        }
        let inner = try visit(branch, width: width, path: "\(place).branch")
        guard inner == width, !branch.isEmpty else {
          throw NetworkError(
            .shapeMismatch,
            "The branch of the residual block \(place) takes \(width) entries and gives \(inner) "
              + "from \(branch.count) layers: it must give as many as it takes.")
        }
      }
    }
    return width
  }
}

extension ArraySlice<Layer> {
  /// The function that the output of a weight goes through before it meets another weight.
  fileprivate var activationBeforeNextWeight: Activation? {
    for layer in self {
      switch layer {
      case .activation(let activation): return activation
      case .batchNorm: continue
      case .dense, .residual: return nil
      }
    }
    return nil
  }
}

extension Architecture: Codable {
  private enum CodingKeys: CodingKey {
    case inputs
    case layers
  }

  /// Reads the shape and checks it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      inputs: container.decode(Int.self, forKey: .inputs),
      layers: container.decode([Layer].self, forKey: .layers))
  }

  /// Writes inputs and layers; the rest follows from them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(layers, forKey: .layers)
  }
}
