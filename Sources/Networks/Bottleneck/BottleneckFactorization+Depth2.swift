import Tensors
import Theory

extension BottleneckFactorization {
  /// What a block does with the coordinates that it read.
  enum Clearing {
    /// It sets them to zero.
    case source
    /// It leaves them.
    case nothing
  }

  /// Coordinates: the input, a slot for every hidden layer of `h` but the last, the bottleneck, a slot
  /// for every hidden layer of `g` but the last, the output.
  func depth2Network(
    _ plan: BottleneckPlan, _ counts: BottleneckPlan.Counts
  ) -> ResidualNetwork {
    let (h, g) = split
    let inner = (h.hidden.dropLast().map(\.outputs), g.hidden.dropLast().map(\.outputs))
    let widths: [Int] = [h.inputs] + inner.0 + [h.outputs] + inner.1 + [g.outputs]
    let slots = slotRanges(widths)
    let bottleneck = h.hidden.count
    let m = slots[slots.count - 1].upperBound
    let encoding = depth2Blocks(
      of: h, slots: slots[...bottleneck], scale: plan.scale, clearing: .source, width: m)
    let decoding = depth2Blocks(
      of: g, slots: slots[bottleneck...], scale: 1 / plan.scale, clearing: .nothing, width: m)
    var root = Matrix<Double>(rows: width, columns: m)
    for (i, coordinate) in slots[bottleneck].enumerated() {
      root[i, coordinate] = counts.rate.squareRoot()
    }
    let amplifier = ResidualNetwork.Run(
      block: .depth2(AffineMap(root), outer: root.transposed), count: counts.amplifier,
      effect: .growing(slots[bottleneck], rate: counts.rate))
    return ResidualNetwork(
      embedding: selection(of: slots[0], scale: plan.scale, width: m).transposed,
      runs: encoding + [amplifier] + decoding,
      unembedding: AffineMap(
        selection(of: slots[slots.count - 1], scale: plan.scale, width: m)),
      penalty: plan.penalty)
  }

  /// One block per hidden layer; the last one also applies the output map.
  private func depth2Blocks(
    of network: ReLUNetwork, slots: ArraySlice<Range<Int>>, scale: Double, clearing: Clearing,
    width: Int
  ) -> [ResidualNetwork.Run] {
    zip(network.hidden, zip(slots, slots.dropFirst())).enumerated().map { index, step in
      let (layer, (source, target)) = step
      var units = UnitList(width: width)
      let isLast = index == network.hidden.count - 1
      for unit in 0..<layer.outputs {
        units.append(
          reading: zip(source, layer.weight.row(unit)), bias: scale * layer.bias[unit],
          writing: isLast
            ? Array(zip(target, network.last.weight.column(unit)))
            : [(target.lowerBound + unit, 1)])
      }
      if clearing == .source {
        for coordinate in source {
          units.append(reading: [(coordinate, 1)], bias: 0, writing: [(coordinate, -1)])
          // Only the input has negative entries.
          guard index == 0 else { continue }
          units.append(reading: [(coordinate, -1)], bias: 0, writing: [(coordinate, 1)])
        }
      }
      if isLast {
        units.append(reading: [], bias: scale, writing: Array(zip(target, network.last.bias)))
      }
      return ResidualNetwork.Run(block: units.block, count: 1, effect: .adding)
    }
  }
}

/// The hidden units of a depth-2 block, one after another.
private struct UnitList {
  let width: Int
  var inner: [[Double]] = []
  var bias: [Double] = []
  var outer: [[Double]] = []

  init(width: Int) { self.width = width }

  /// A unit `relu(Σ w z + bias)` with the weights that it reads and writes with.
  mutating func append(
    reading: some Sequence<(Int, Double)>, bias: Double, writing: [(Int, Double)]
  ) {
    func dense(_ entries: some Sequence<(Int, Double)>) -> [Double] {
      var row = [Double](repeating: 0, count: width)
      for (place, value) in entries { row[place] = value }
      return row
    }
    inner.append(dense(reading))
    self.bias.append(bias)
    outer.append(dense(writing))
  }

  var block: ResidualNetwork.Block {
    .depth2(AffineMap(Matrix(inner), bias: bias), outer: Matrix(outer).transposed)
  }
}

/// Neighbouring ranges of these widths.
func slotRanges(_ widths: [Int]) -> [Range<Int>] {
  var next = 0
  return widths.map { width in
    defer { next += width }
    return next..<next + width
  }
}

/// `scale` times the matrix that reads `slot` out of `width` coordinates.
func selection(of slot: Range<Int>, scale: Double, width: Int) -> Matrix<Double> {
  var matrix = Matrix<Double>(rows: slot.count, columns: width)
  for (row, coordinate) in slot.enumerated() { matrix[row, coordinate] = scale }
  return matrix
}

extension Matrix<Double> {
  fileprivate func column(_ index: Int) -> [Double] { (0..<rows).map { self[$0, index] } }
}
