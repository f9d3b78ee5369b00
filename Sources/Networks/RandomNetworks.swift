public import Randomness
public import Tensors

// The hot loop of the initialization experiments: draw a network's weights into one reused buffer,
// run the inputs through it, forget it. Weights are drawn as W^T, row-major (in, out); since their
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
  ///   - stream: Where the draws come from; each network takes the same number of them.
  /// - Returns: Shape `(count, N, width)`.
  public func features<Scalar: MatrixScalar>(
    ofNetworks count: Int, inputs: Matrix<Scalar>, weights: WeightDistribution = .normal,
    stream: inout RandomStream
  ) -> MatrixBatch<Scalar> {
    precondition(
      inputs.columns == self.inputs,
      "inputs of \(inputs.columns) entries for a network of \(self.inputs)")
    var pass = ForwardPass<Scalar>(self, inputCount: inputs.rows, weights: weights)
    return MatrixBatch(count: count, rows: inputs.rows, columns: width) { outputs in
      inputs.withUnsafeBufferPointer { inputs in
        guard let target = outputs.baseAddress, let source = inputs.baseAddress else { return }
        for network in 0..<count {
          pass.run(source, into: target + network * inputs.count / self.inputs * width, &stream)
        }
      }
    }
  }
}
