extension ElementGrid {
  /// The boxes that a range of the indices of `axes` (the last one fastest) consists of, at most two
  /// per axis and one.
  ///
  /// - Parameters:
  ///   - axes: Lengths and strides in the source.
  ///   - range: Which indices, none of them beyond the product of the lengths.
  ///   - step: The distance of neighbouring indices in the target, where the first of `range` is at 0.
  /// - Returns: The boxes in the order of their indices.
  static func boxes(
    _ axes: [TensorMatrix.Axis], _ range: Range<Int>, step: Int
  ) -> [ElementGrid] {
    guard let axis = axes.first else { return [ElementGrid(source: 0, target: 0, axes: [])] }
    let rest = Array(axes.dropFirst())
    let inner = rest.reduce(1) { $0 * $1.length }
    var boxes: [ElementGrid] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let index = position / inner
      let whole = position % inner == 0 ? (range.upperBound - position) / inner : 0
      let source = index * axis.stride
      let target = (position - range.lowerBound) * step
      if whole > 0 {
        let all = [TensorMatrix.Axis(length: whole, stride: axis.stride)] + rest
        boxes.append(ElementGrid(source: source, target: target, axes: sides(all, step: step)))
        position += whole * inner
      } else {
        let end = min(range.upperBound, (index + 1) * inner)
        for part in Self.boxes(rest, position - index * inner..<end - index * inner, step: step) {
          boxes.append(
            ElementGrid(
              source: source + part.source, target: target + part.target, axes: part.axes))
        }
        position = end
      }
    }
    return boxes
  }

  /// All indices of `axes`, neighbours `step` apart in the target.
  private static func sides(_ axes: [TensorMatrix.Axis], step: Int) -> [Axis] {
    var step = step
    let reversed = axes.reversed().map { axis in
      defer { step *= axis.length }
      return Axis(length: axis.length, source: axis.stride, target: step)
    }
    return reversed.reversed()
  }
}
