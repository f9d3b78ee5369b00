/// A network of dense layers without biases: `depth` weight matrices, one activation after every
/// layer but the last.
///
/// Depth counts weight matrices. `W₁` is (width, inputs), the others are (width, width); rows `x` of
/// inputs become `h ← act(h Wᵀ)`.
public struct DenseArchitecture: Hashable, Sendable, Codable {
  /// Entries of one input.
  public let inputs: Int
  /// Entries of every layer's output.
  public let width: Int
  /// The number of weight matrices.
  public let depth: Int
  /// What follows every layer but the last.
  public let activation: Activation

  /// The architecture of these sizes.
  ///
  /// - Precondition: `inputs`, `width` and `depth` are ≥ 1.
  public init(inputs: Int, width: Int, depth: Int, activation: Activation) {
    precondition(
      inputs >= 1 && width >= 1 && depth >= 1,
      "a network needs inputs, width and depth >= 1, not \(inputs), \(width), \(depth)")
    self.inputs = inputs
    self.width = width
    self.depth = depth
    self.activation = activation
  }

  /// The number of weights.
  public var weightCount: Int { width * (inputs + (depth - 1) * width) }

  /// The variance of the weights of layer 1...depth: `gain²/fanIn`, where the last layer, which no
  /// activation follows, has gain 1.
  public func weightVariance(ofLayer layer: Int) -> Double {
    precondition((1...depth).contains(layer), "layer \(layer) of a network of depth \(depth)")
    let gain = layer == depth ? 1 : activation.gain
    return gain * gain / Double(layer == 1 ? inputs : width)
  }
}
