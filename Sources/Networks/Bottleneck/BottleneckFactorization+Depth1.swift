import Tensors
import Theory

extension BottleneckFactorization {
  /// Coordinates: the input, one set for every layer of `h`, one for every hidden layer of `g`.
  ///
  /// The relu of a depth-1 block only adds, so nothing is cleared.
  func depth1Network(
    _ plan: BottleneckPlan, _ counts: BottleneckPlan.Counts
  ) -> ResidualNetwork {
    let (encoding, decoding) = simulated
    let sets = slotRanges([encoder.inputs] + (encoding + decoding).map(\.outputs))
    let bottleneck = encoding.count
    let m = sets[sets.count - 1].upperBound
    func runs(_ layers: ArraySlice<AffineMap>, from first: Int, scale: Double)
      -> [ResidualNetwork.Run]
    {
      zip(layers, first...).map { layer, source in
        simulation(
          of: layer, from: sets[source], to: sets[source + 1], scale: scale, blocks: counts.layer,
          width: m)
      }
    }
    var growth = Matrix<Double>(rows: m, columns: m)
    for coordinate in sets[bottleneck] { growth[coordinate, coordinate] = counts.rate }
    let amplifier = ResidualNetwork.Run(
      block: .depth1(AffineMap(growth)), count: counts.amplifier,
      effect: .growing(sets[bottleneck], rate: counts.rate))
    let reading = selection(of: sets[sets.count - 1], scale: plan.scale, width: m)
    return ResidualNetwork(
      embedding: selection(of: sets[0], scale: plan.scale, width: m).transposed,
      runs: runs(encoding, from: 0, scale: plan.scale) + [amplifier]
        + runs(decoding, from: bottleneck, scale: 1 / plan.scale),
      unembedding: AffineMap(decoder.last.weight.times(reading), bias: decoder.last.bias),
      penalty: plan.penalty)
  }

  /// `N` blocks, each of which adds `relu(B z + b)/N`.
  private func simulation(
    of layer: AffineMap, from source: Range<Int>, to target: Range<Int>, scale: Double, blocks: Int,
    width: Int
  ) -> ResidualNetwork.Run {
    var weight = Matrix<Double>(rows: width, columns: width)
    var bias = [Double](repeating: 0, count: width)
    for (row, to) in target.enumerated() {
      bias[to] = scale * layer.bias[row] / Double(blocks)
      for (column, from) in source.enumerated() {
        weight[to, from] = layer.weight[row, column] / Double(blocks)
      }
    }
    return ResidualNetwork.Run(
      block: .depth1(AffineMap(weight, bias: bias)), count: blocks, effect: .adding)
  }
}
