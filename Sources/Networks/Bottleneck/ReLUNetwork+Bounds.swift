import Tensors

extension ReLUNetwork {
  /// An interval for every output that holds over a whole box, by interval arithmetic.
  ///
  /// The intervals are correct and in general not tight.
  ///
  /// - Parameter box: One interval per input.
  /// - Returns: One interval per output.
  public func bounds(over box: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
    precondition(box.count == inputs, "a box of \(box.count) sides for \(inputs) inputs")
    return last.bounds(
      over: hidden.reduce(box) { box, layer in
        layer.bounds(over: box).map { max($0.lowerBound, 0)...max($0.upperBound, 0) }
      })
  }
}

extension AffineMap {
  fileprivate func bounds(over box: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
    bias.indices.map { row in
      var (low, high) = (bias[row], bias[row])
      for (column, side) in box.enumerated() {
        let w = weight[row, column]
        low += w * (w < 0 ? side.upperBound : side.lowerBound)
        high += w * (w < 0 ? side.lowerBound : side.upperBound)
      }
      return low...high
    }
  }
}
