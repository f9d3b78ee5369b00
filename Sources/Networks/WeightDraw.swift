import Randomness
import Tensors

/// Draws one network's weights after another into one buffer.
struct WeightDraw<Scalar: MatrixScalar> {
  /// Neighbouring layers of one distribution share a fill.
  private let fills: [(range: Range<Int>, distribution: Distribution)]
  private var weights: Matrix<Scalar>

  init(_ network: DenseArchitecture, _ weights: WeightDistribution) {
    var fills: [(range: Range<Int>, distribution: Distribution)] = []
    var start = 0
    for layer in 1...network.depth {
      let end = start + (layer == 1 ? network.inputs : network.width) * network.width
      let variance = network.weightVariance(ofLayer: layer)
      let distribution = weights.distribution(variance: variance)
      if let last = fills.last, last.distribution == distribution {
        fills[fills.count - 1].range = last.range.lowerBound..<end
      } else {
        fills.append((start..<end, distribution))
      }
      start = end
    }
    self.fills = fills
    self.weights = Matrix(rows: 1, columns: start)
  }

  /// Draws the next network and shows its transposed weights, layer after layer.
  mutating func next(
    _ stream: inout RandomStream, _ body: (UnsafePointer<Scalar>) -> Void
  ) {
    weights.withUnsafeMutableBufferPointer { buffer in
      for fill in fills {
        Scalar._fill(
          UnsafeMutableBufferPointer(rebasing: buffer[fill.range]), from: fill.distribution,
          using: &stream)
      }
      if let base = buffer.baseAddress { body(base) }
    }
  }
}
