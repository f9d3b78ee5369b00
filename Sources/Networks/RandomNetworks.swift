public import Randomness
public import Tensors

// The hot loop of the initialization experiments: draw a network's weights into one reused buffer,
// run the inputs through it, forget it. Weights are drawn as Wᵀ, row-major (in, out); since their
// entries are independent and of one distribution, this is a draw of W as well, and rows of inputs
// need no transposed product.

extension DenseArchitecture {
  /// The outputs of random networks, one after the other, on the same inputs.
  ///
  /// Each network's weights are drawn layer by layer, each as `Wᵀ` in row-major order, with the
  /// variance of ``weightVariance(ofLayer:)``. A linear network's weights are multiplied first where
  /// that is cheaper, which is when there are more inputs than entries of an input.
  ///
  /// - Parameters:
  ///   - count: How many networks, ≥ 0.
  ///   - inputs: One input per row; shape `(N, self.inputs)`.
  ///   - weights: The shape of the distribution of the weights.
  ///   - stream: Where the draws come from; every network takes the same number of them.
  /// - Returns: Shape `(count, N, width)`.
  public func features<Scalar: MatrixScalar>(
    ofNetworks count: Int, inputs: Matrix<Scalar>, weights: WeightDistribution = .normal,
    stream: inout RandomStream
  ) -> MatrixBatch<Scalar> {
    precondition(count >= 0, "the number of networks must be >= 0, not \(count)")
    precondition(
      inputs.columns == self.inputs,
      "inputs of \(inputs.columns) entries for a network of \(self.inputs)")
    let multipliesFirst = activation == .linear && depth > 1 && inputs.rows > self.inputs
    return inputs.withUnsafeBufferPointer { rows in
      multipliesFirst
        ? mappedOnce(count, rows, weights: weights, stream: &stream)
        : mappedByLayers(count, rows, weights: weights, stream: &stream)
    }
  }

  /// Inputs through all layers.
  private func mappedByLayers<Scalar>(
    _ count: Int, _ inputs: UnsafeBufferPointer<Scalar>, weights: WeightDistribution,
    stream: inout RandomStream
  ) -> MatrixBatch<Scalar> {
    let rows = inputs.count / self.inputs
    var draw = WeightDraw<Scalar>(self, weights)
    var chain = LayerChain<Scalar>(
      layers: depth, rows: rows, entries: self.inputs, width: width, activation: activation)
    return MatrixBatch(count: count, rows: rows, columns: width) { outputs in
      guard let inputs = inputs.baseAddress, let outputs = outputs.baseAddress else { return }
      for network in 0..<count {
        draw.next(&stream) { weights in
          chain.run(inputs, weights: weights, into: outputs + network * rows * width)
        }
      }
    }
  }

  /// The weights' product first, then the inputs through it; the chain starts at `W₁ᵀ`.
  private func mappedOnce<Scalar>(
    _ count: Int, _ inputs: UnsafeBufferPointer<Scalar>, weights: WeightDistribution,
    stream: inout RandomStream
  ) -> MatrixBatch<Scalar> {
    let rows = inputs.count / self.inputs
    var draw = WeightDraw<Scalar>(self, weights)
    var chain = LayerChain<Scalar>(
      layers: depth - 1, rows: self.inputs, entries: width, width: width, activation: .linear)
    let map = ProductKernel<Scalar>(m: rows, n: width, k: self.inputs)
    var product = Matrix<Scalar>(rows: self.inputs, columns: width)
    return MatrixBatch(count: count, rows: rows, columns: width) { outputs in
      product.withUnsafeMutableBufferPointer { product in
        guard let inputs = inputs.baseAddress, let outputs = outputs.baseAddress,
          let product = product.baseAddress
        else { return }
        for network in 0..<count {
          draw.next(&stream) { weights in
            chain.run(weights, weights: weights + self.inputs * width, into: product)
          }
          map(inputs, product, into: outputs + network * rows * width)
        }
      }
    }
  }
}

/// The effective weights of random linear networks: products of `depth` independent square factors,
/// entries of mean 0 and variance `1/width`.
///
/// The factors are drawn and multiplied in this order: the first one drawn stands left. Since they
/// are alike, the product is distributed as `W_d ⋯ W₁`.
///
/// - Parameters:
///   - count: How many products, ≥ 0.
///   - depth: Factors of each product, ≥ 1.
///   - width: Rows and columns of each factor, ≥ 1.
///   - distribution: The shape of the distribution of the entries.
///   - stream: Where the draws come from; every product takes the same number of them.
///   - scalar: The scalar of the result.
/// - Returns: Shape `(count, width, width)`.
public func effectiveWeights<Scalar: MatrixScalar>(
  ofNetworks count: Int, depth: Int, width: Int, distribution: WeightDistribution = .normal,
  stream: inout RandomStream, as scalar: Scalar.Type = Double.self
) -> MatrixBatch<Scalar> {
  precondition(count >= 0, "the number of products must be >= 0, not \(count)")
  let network = DenseArchitecture(inputs: width, width: width, depth: depth, activation: .linear)
  guard depth > 1 else {
    return MatrixBatch(
      count: count, rows: width, columns: width,
      from: distribution.distribution(variance: 1 / Double(width)), using: &stream)
  }
  var draw = WeightDraw<Scalar>(network, distribution)
  var chain = LayerChain<Scalar>(
    layers: depth - 1, rows: width, entries: width, width: width, activation: .linear)
  return MatrixBatch(count: count, rows: width, columns: width) { products in
    guard let products = products.baseAddress else { return }
    for index in 0..<count {
      draw.next(&stream) { weights in
        chain.run(
          weights, weights: weights + width * width, into: products + index * width * width)
      }
    }
  }
}
