public import Tensors

/// The affine map `x ↦ W x + b`.
public struct AffineMap: Sendable, Equatable {
  /// `W`, shape `(outputs, inputs)`.
  public let weight: Matrix<Double>
  /// `b`, as many entries as `W` has rows.
  public let bias: [Double]

  /// An affine map; without a bias the linear map `x ↦ W x`.
  ///
  /// - Precondition: One entry of the bias per row of the weight.
  public init(_ weight: Matrix<Double>, bias: [Double]? = nil) {
    let bias = bias ?? Array(repeating: 0, count: weight.rows)
    precondition(
      bias.count == weight.rows, "a bias of \(bias.count) entries for \(weight.rows) outputs")
    self.weight = weight
    self.bias = bias
  }

  /// Entries of one input.
  public var inputs: Int { weight.columns }
  /// Entries of one output.
  public var outputs: Int { weight.rows }

  /// `W x + b`.
  func callAsFunction(_ x: [Double]) -> [Double] {
    weight.withUnsafeBufferPointer { w in
      bias.indices.map { row in
        x.indices.reduce(bias[row]) { $0 + w[row * inputs + $1] * x[$1] }
      }
    }
  }

  /// `W X^T + b` for one input per row of `X`, shape `(N, outputs)`.
  func outputs(of inputs: Matrix<Double>) -> Matrix<Double> {
    var result = inputs.times(weight, transposing: .right)
    result.withUnsafeMutableBufferPointer { values in
      for i in values.indices { values[i] += bias[i % bias.count] }
    }
    return result
  }

  /// This map after another one.
  func after(_ first: AffineMap) -> AffineMap {
    AffineMap(weight.times(first.weight), bias: self(first.bias))
  }
}

/// A continuous piecewise affine map as a network with biases:
/// `f(x) = W_n a_{n-1} + b_n`, `a_j = relu(W_j a_{j-1} + b_j)`, `a_0 = x`.
public struct ReLUNetwork: Sendable, Equatable {
  /// The affine maps in order, a relu between neighbours; one of them is an affine function.
  public let layers: [AffineMap]
  let first: AffineMap
  let last: AffineMap

  /// A network.
  ///
  /// - Parameter layers: At least one; each takes as many entries as the one before gives.
  /// - Throws: ``NetworkError`` with code `emptyShape`, `shapeMismatch` or `invalidValue`, which
  ///   names the layer.
  public init(_ layers: [AffineMap]) throws(NetworkError) {
    guard let first = layers.first, let last = layers.last else {
      throw NetworkError(.emptyShape, "A ReLU network needs at least one layer.")
    }
    for (index, layer) in layers.enumerated() {
      guard layer.inputs >= 1, layer.outputs >= 1 else {
        throw NetworkError(
          .emptyShape,
          "Layer \(index) of a ReLU network has a weight of \(layer.outputs) x \(layer.inputs); "
            + "give it at least one input and one output.")
      }
      if let place = layer.weight.firstNonFinite {
        throw NetworkError(
          .invalidValue,
          "The weight of layer \(index) is \(layer.weight[place.row, place.column]) in row "
            + "\(place.row), column \(place.column); give a finite number.")
      }
      if let row = layer.bias.firstIndex(where: { !$0.isFinite }) {
        throw NetworkError(
          .invalidValue,
          "The bias of layer \(index) is \(layer.bias[row]) in entry \(row); give a finite number.")
      }
    }
    for (index, (one, next)) in zip(layers, layers.dropFirst()).enumerated()
    where one.outputs != next.inputs {
      throw NetworkError(
        .shapeMismatch,
        "Layer \(index) of a ReLU network gives \(one.outputs) entries, but layer \(index + 1) "
          + "takes \(next.inputs).")
    }
    self.layers = layers
    self.first = first
    self.last = last
  }

  /// Entries of one input.
  public var inputs: Int { first.inputs }
  /// Entries of one output.
  public var outputs: Int { last.outputs }
  /// Whether there is no hidden layer.
  public var isAffine: Bool { layers.count == 1 }
  /// The layers that a relu follows.
  var hidden: ArraySlice<AffineMap> { layers.dropLast() }

  /// `f(x)`.
  ///
  /// - Precondition: `x` has ``inputs`` entries.
  public func callAsFunction(_ x: [Double]) -> [Double] {
    precondition(x.count == inputs, "a point of \(x.count) entries for \(inputs) inputs")
    return last(hidden.reduce(x) { a, layer in layer(a).map { max($0, 0) } })
  }

  /// `f` of every row.
  ///
  /// - Parameter points: Shape `(N, inputs)`.
  /// - Returns: Shape `(N, outputs)`.
  public func outputs(of points: Matrix<Double>) -> Matrix<Double> {
    precondition(
      points.columns == inputs, "points of \(points.columns) entries for \(inputs) inputs")
    return last.outputs(
      of: hidden.reduce(points) { a, layer in layer.outputs(of: a).map { max($0, 0) } })
  }

  /// This network after another one, `x ↦ self(h(x))`; the two affine maps that meet become one.
  ///
  /// - Throws: ``NetworkError`` with code `shapeMismatch` where the widths do not fit.
  public func after(_ h: ReLUNetwork) throws(NetworkError) -> ReLUNetwork {
    guard h.outputs == inputs else {
      throw NetworkError(
        .shapeMismatch,
        "The first network gives \(h.outputs) entries, but the second takes \(inputs).")
    }
    return try ReLUNetwork(h.hidden + [first.after(h.last)] + layers.dropFirst())
  }

  /// The same function with a hidden layer: an affine one goes through
  /// `x = relu(x) - relu(-x)` first.
  var withHiddenLayer: ReLUNetwork {
    get throws(NetworkError) {
      guard isAffine else { return self }
      var split = Matrix<Double>(rows: 2 * inputs, columns: inputs)
      var joined = Matrix<Double>(rows: inputs, columns: 2 * inputs)
      for i in 0..<inputs {
        (split[i, i], split[inputs + i, i]) = (1, -1)
        (joined[i, i], joined[i, inputs + i]) = (1, -1)
      }
      return try ReLUNetwork([AffineMap(split), last.after(AffineMap(joined))])
    }
  }

  /// The network `x ↦ f(x) + c`.
  func addingToOutput(_ c: [Double]) throws(NetworkError) -> ReLUNetwork {
    let shifted = AffineMap(last.weight, bias: zip(last.bias, c).map { $0 + $1 })
    return try ReLUNetwork(hidden + [shifted])
  }

  /// The network `y ↦ f(y - c)`.
  func subtractingFromInput(_ c: [Double]) throws(NetworkError) -> ReLUNetwork {
    try ReLUNetwork([AffineMap(first.weight, bias: first(c.map { -$0 }))] + layers.dropFirst())
  }
}
