public import Tensors

extension ResidualNetwork {
  /// The network block by block, as the training engine knows it: to evaluate it truly, to train it
  /// further, to store it.
  ///
  /// Memory grows with `L` times the size of a block.
  ///
  /// - Returns: A dense layer, `L` residual blocks and a dense layer with a bias; and their
  ///   parameters, shape `(1, layout.count)`.
  public func unrolled() throws(NetworkError) -> (
    architecture: Architecture, parameters: Matrix<Double>
  ) {
    var layers = [Layer.dense(outputs: width)]
    var tensors = [embedding.elements]
    for run in runs {
      let (layer, values) = run.block.unrolled
      for _ in 0..<run.count {
        layers.append(layer)
        tensors += values
      }
    }
    layers.append(.dense(outputs: unembedding.outputs, bias: true))
    tensors += [unembedding.weight.elements, unembedding.bias]
    let architecture = try Architecture(inputs: embedding.columns, layers: layers)
    let layout = architecture.layout
    let parameters = Matrix<Double>(rows: 1, columns: layout.count) { target in
      for (entry, values) in zip(layout.entries, tensors) {
        for (place, value) in zip(entry.range, values) { target[place] = value }
      }
    }
    return (architecture, parameters)
  }
}

extension ResidualNetwork.Block {
  fileprivate var unrolled: (layer: Layer, tensors: [[Double]]) {
    switch self {
    case .depth1(let map):
      (
        .residual([.dense(outputs: map.outputs, bias: true), .activation(.relu)]),
        [map.weight.elements, map.bias]
      )
    case .depth2(let inner, let outer):
      (
        .residual([
          .dense(outputs: inner.outputs, bias: true), .activation(.relu),
          .dense(outputs: outer.rows),
        ]),
        [inner.weight.elements, inner.bias, outer.elements]
      )
    }
  }
}
