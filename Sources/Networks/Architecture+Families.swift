/// What stands on the branch of a residual block.
public enum ResidualBlock: Hashable, Sendable, Codable {
  /// `σ(W h)`: one weight per block.
  case depthOne(Activation)
  /// `V σ(U h)`: two weights per block, `hidden` entries between them.
  ///
  /// - Source: E. Boix-Adsera, equation for depth-2 blocks; L. Chizat's two-layer residual blocks.
  case depthTwo(Activation, hidden: Int)
  /// `W σ(h)`: one weight per block, the function first.
  case preActivation(Activation)
}

extension Architecture {
  /// A plain network: `depth` dense layers, a function after every one but the last.
  ///
  /// - Parameters:
  ///   - inputs: Entries of one input.
  ///   - width: Entries between layers.
  ///   - outputs: Entries of one output.
  ///   - depth: The number of weight matrices, ≥ 1.
  ///   - activation: What follows every layer but the last; `.linear` adds nothing.
  ///   - bias: Whether the layers have biases.
  ///   - batchNorm: The batch normalisation that stands before every activation, if any.
  /// - Returns: The architecture.
  /// - Throws: ``NetworkError`` if a size is below 1.
  public static func dense(
    inputs: Int, width: Int, outputs: Int, depth: Int, activation: Activation, bias: Bool = false,
    batchNorm: BatchNorm? = nil
  ) throws(NetworkError) -> Architecture {
    guard depth >= 1 else {
      throw NetworkError(.emptyShape, "A network needs a depth of at least 1, not \(depth).")
    }
    var layers: [Layer] = []
    for layer in 1...depth {
      layers.append(.dense(outputs: layer == depth ? outputs : width, bias: bias))
      guard layer < depth else { break }
      if let batchNorm { layers.append(.batchNorm(batchNorm)) }
      if activation != .linear { layers.append(.activation(activation)) }
    }
    return try Architecture(inputs: inputs, layers: layers)
  }

  /// A deep linear network of square layers without biases, `f(x) = W_d ⋯ W₁ x`.
  public static func linear(width: Int, depth: Int) throws(NetworkError) -> Architecture {
    try dense(inputs: width, width: width, outputs: width, depth: depth, activation: .linear)
  }

  /// A residual network without embedding: `depth` blocks `h ← h + scale · branch(h)`.
  ///
  /// - Parameters:
  ///   - width: Entries of inputs, of every block and of outputs.
  ///   - depth: The number of blocks, ≥ 1.
  ///   - block: What stands on the branch.
  ///   - scale: The factor of the branch; 1, `1/depth` and `1/√depth` are usual.
  ///   - batchNorm: The batch normalisation that ends the branch, if any.
  /// - Returns: The architecture.
  /// - Throws: ``NetworkError`` if a size is below 1.
  public static func residual(
    width: Int, depth: Int, block: ResidualBlock, scale: Double = 1, batchNorm: BatchNorm? = nil
  ) throws(NetworkError) -> Architecture {
    guard depth >= 1 else {
      throw NetworkError(.emptyShape, "A residual network needs at least 1 block, not \(depth).")
    }
    let branch = block.layers(width: width) + (batchNorm.map { [.batchNorm($0)] } ?? [])
    let blocks = [Layer](repeating: .residual(branch, scale: scale), count: depth)
    return try Architecture(inputs: width, layers: blocks)
  }
}

extension ResidualBlock {
  fileprivate func layers(width: Int) -> [Layer] {
    let layers: [Layer] =
      switch self {
      case .depthOne(let activation): [.dense(outputs: width), .activation(activation)]
      case .depthTwo(let activation, let hidden):
        [.dense(outputs: hidden), .activation(activation), .dense(outputs: width)]
      case .preActivation(let activation): [.activation(activation), .dense(outputs: width)]
      }
    return layers.filter { $0 != .activation(.linear) }
  }
}
