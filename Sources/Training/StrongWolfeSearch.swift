/// A step along a direction, with the loss and its derivative along the direction there.
struct LinePoint {
  var step: Double
  var loss: Double
  var slope: Double

  /// A loss that is not finite is higher than every other.
  init(step: Double, loss: Double, slope: Double) {
    self.step = step
    self.loss = loss.isFinite ? loss : .infinity
    self.slope = slope
  }
}

/// A line search for a step `t` with the strong Wolfe conditions
/// `φ(t) ≤ φ(0) + c₁ t φ'(0)` and `|φ'(t)| ≤ c₂ |φ'(0)|`.
///
/// Brackets such a step, then narrows the bracket by cubic interpolation, a tenth of it away from
/// its ends if need be.
///
/// - Source: J. Nocedal, S. J. Wright, *Numerical optimization*, 2nd ed., algorithms 3.5, 3.6 and
///   equation 3.59; safeguards as in PyTorch's `strong_wolfe`.
struct StrongWolfeSearch {
  /// `c₁` and `c₂`, the book's for quasi-Newton directions.
  private let decrease = 1e-4
  private let curvature = 0.9
  /// A bracket this small compared with its farther end is not narrowed.
  private let resolution = 1e-9
  /// Evaluations at most.
  let limit: Int

  /// The best step found; its `step` is 0 if none lowers the loss.
  func search(
    from start: LinePoint, firstStep: Double, evaluate: (Double) -> LinePoint
  ) -> LinePoint {
    var previous = start
    var current = evaluate(firstStep)
    for evaluations in 1...limit {
      if isTooHigh(current, start) || (evaluations > 1 && current.loss >= previous.loss) {
        return narrowed(previous, current, start, limit - evaluations, evaluate)
      }
      if isFlat(current, start) { return current }
      if current.slope >= 0 {
        return narrowed(previous, current, start, limit - evaluations, evaluate)
      }
      guard evaluations < limit else { break }
      let least = current.step + 0.01 * (current.step - previous.step)
      let next = cubicMinimum(previous, current, within: least...10 * current.step)
      previous = current
      current = evaluate(next)
    }
    return current
  }

  /// The zoom of algorithm 3.6; `low` is the end with the lower loss.
  private func narrowed(
    _ a: LinePoint, _ b: LinePoint, _ start: LinePoint, _ limit: Int,
    _ evaluate: (Double) -> LinePoint
  ) -> LinePoint {
    var (low, high) = a.loss <= b.loss ? (a, b) : (b, a)
    var isNearEnd = false
    for _ in 0..<limit {
      let ends = min(low.step, high.step)...max(low.step, high.step)
      let width = ends.upperBound - ends.lowerBound
      guard width > resolution * ends.upperBound else { break }
      var step = cubicMinimum(low, high, within: ends)
      // Twice in a row near an end, or on it, is too little progress.
      let (left, right) = (step - ends.lowerBound, ends.upperBound - step)
      if min(left, right) < 0.1 * width {
        if isNearEnd || min(left, right) <= 0 {
          step = right < left ? ends.upperBound - 0.1 * width : ends.lowerBound + 0.1 * width
          isNearEnd = false
        } else {
          isNearEnd = true
        }
      } else {
        isNearEnd = false
      }
      let current = evaluate(step)
      if isTooHigh(current, start) || current.loss >= low.loss {
        high = current
        if high.loss < low.loss { (low, high) = (high, low) }
      } else {
        if isFlat(current, start) { return current }
        if current.slope * (high.step - low.step) >= 0 { high = low }
        low = current
      }
    }
    return low
  }

  private func isTooHigh(_ point: LinePoint, _ start: LinePoint) -> Bool {
    !(point.loss <= start.loss + decrease * point.step * start.slope)
  }

  private func isFlat(_ point: LinePoint, _ start: LinePoint) -> Bool {
    abs(point.slope) <= -curvature * start.slope
  }

  /// The minimum of the cubic through two points and slopes, moved into the bounds; their middle
  /// where there is none.
  private func cubicMinimum(
    _ a: LinePoint, _ b: LinePoint, within bounds: ClosedRange<Double>
  ) -> Double {
    let (left, right) = a.step <= b.step ? (a, b) : (b, a)
    let width = right.step - left.step
    let d1 = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.step - right.step)
    let d2 = (d1 * d1 - left.slope * right.slope).squareRoot()
    let step = right.step - width * (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2)
    guard step.isFinite else { return (bounds.lowerBound + bounds.upperBound) / 2 }
    return min(max(step, bounds.lowerBound), bounds.upperBound)
  }
}
