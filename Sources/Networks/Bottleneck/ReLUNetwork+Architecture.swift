public import Tensors

extension ReLUNetwork {
  /// The map that a chain of dense layers and relus computes, so that a trained network can be judged.
  ///
  /// - Parameters:
  ///   - architecture: Dense layers, relus and linear activations.
  ///   - parameters: Shape `(1, layout.count)`.
  /// - Throws: ``NetworkError`` with code `notAChain`, which names the layer that is neither, or
  ///   `invalidValue` for a parameter that is not finite.
  public init(
    _ architecture: Architecture, parameters: Matrix<Double>
  ) throws(NetworkError) {
    let layout = architecture.layout
    let values = parameters.elements
    precondition(
      values.count == layout.count,
      "\(values.count) parameters for a network of \(layout.count)")
    var layers: [AffineMap] = []
    var pending = AffineMap(.identity(architecture.inputs))
    for (index, layer) in architecture.layers.enumerated() {
      switch layer {
      case .dense:
        guard let weight = layout.entry(named: "layers.\(index).weight") else {
          preconditionFailure("dense layer \(index) without a weight")
        }
        let bias = layout.entry(named: "layers.\(index).bias")
        let dense = AffineMap(
          Matrix(
            rows: weight.shape[0], columns: weight.shape[1], elements: Array(values[weight.range])),
          bias: bias.map { Array(values[$0.range]) })
        pending = dense.after(pending)
      case .activation(.linear): break
      case .activation(.relu):
        layers.append(pending)
        pending = AffineMap(.identity(pending.outputs))
      default:
        throw NetworkError(
          .notAChain,
          "layers.\(index) is neither dense nor relu; a piecewise affine map is read from a chain "
            + "of dense layers and relus only.")
      }
    }
    try self.init(layers + [pending])
  }
}
