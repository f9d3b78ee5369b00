import Tensors

/// The arrays of ``LBFGS`` while it takes a step; `n` is `count`.
struct QuasiNewtonMemory<Scalar: MatrixScalar> {
  /// The number of parameters.
  let count: Int
  /// The number of pairs there is room for.
  let history: Int
  /// Pairs remembered since the memory was cleared; pair `k` is in row `k % history`.
  var pairs: Int
  /// The gradient at the parameters, `(n)`.
  let gradient: UnsafeMutablePointer<Scalar>
  /// `s`, what the steps added to the parameters, `(history, n)`.
  let steps: UnsafeMutablePointer<Scalar>
  /// `y`, what they added to the gradient, `(history, n)`.
  let changes: UnsafeMutablePointer<Scalar>

  /// Takes one step; returns the loss after it, whose gradient is then in `gradient`.
  mutating func descend<P: Objective<Scalar>>(
    _ parameters: UnsafeMutablePointer<Scalar>, from knownLoss: Double?, on objective: inout P,
    rate: Double, _ search: StrongWolfeSearch, _ evaluations: inout Int
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 3 * count + 1) { scratch in
      guard let start = scratch.baseAddress else { return .nan }
      let direction = start + count
      let latest = direction + count
      let loss = knownLoss ?? evaluated(&objective, parameters, into: gradient, &evaluations)
      var slope = writeDirection(into: direction)
      if !(slope < 0) {
        pairs = 0
        slope = writeDirection(into: direction)
      }
      guard slope < 0, loss.isFinite else { return loss }

      start.update(from: parameters, count: count)
      var last = LinePoint(step: 0, loss: loss, slope: slope)
      func evaluate(_ step: Double) -> LinePoint {
        VectorLoops.combine(1, start, step, direction, into: parameters, count: count)
        let loss = evaluated(&objective, parameters, into: latest, &evaluations)
        last = LinePoint(
          step: step, loss: loss, slope: VectorLoops.dot(latest, direction, count: count))
        return last
      }
      let accepted = search.search(
        from: last, firstStep: rate * firstStep, evaluate: evaluate)
      guard accepted.step > 0, accepted.loss < loss else {
        parameters.update(from: start, count: count)
        pairs = 0
        return loss
      }
      if accepted.step != last.step { _ = evaluate(accepted.step) }
      remember(parameters, start, latest)
      gradient.update(from: latest, count: count)
      return accepted.loss
    }
  }

  private func evaluated<P: Objective<Scalar>>(
    _ objective: inout P, _ parameters: UnsafeMutablePointer<Scalar>,
    into target: UnsafeMutablePointer<Scalar>, _ evaluations: inout Int
  ) -> Double {
    evaluations += 1
    return objective.trialGradient(at: parameters) { range, piece in
      (target + range.lowerBound).update(from: piece, count: range.count)
    }
  }

  /// 1, the step of Newton's method; at most a change of 1 in all where nothing is known yet.
  private var firstStep: Double {
    pairs == 0 ? min(1, 1 / VectorLoops.magnitudes(gradient, count: count)) : 1
  }

  /// The two-loop recursion; returns the derivative of the loss along the direction.
  private func writeDirection(into direction: UnsafeMutablePointer<Scalar>) -> Double {
    VectorLoops.combine(-1, gradient, 0, gradient, into: direction, count: count)
    let known = max(0, pairs - history)..<pairs
    let rows = known.map { $0 % history * count }
    let curvatures = rows.map { VectorLoops.dot(steps + $0, changes + $0, count: count) }
    var alphas = rows.map { _ in 0.0 }
    for (i, row) in rows.enumerated().reversed() {
      alphas[i] = VectorLoops.dot(steps + row, direction, count: count) / curvatures[i]
      VectorLoops.combine(1, direction, -alphas[i], changes + row, into: direction, count: count)
    }
    if let row = rows.last, let curvature = curvatures.last {
      let scale = curvature / VectorLoops.dot(changes + row, changes + row, count: count)
      VectorLoops.combine(scale, direction, 0, direction, into: direction, count: count)
    }
    for (i, row) in rows.enumerated() {
      let beta = VectorLoops.dot(changes + row, direction, count: count) / curvatures[i]
      VectorLoops.combine(
        1, direction, alphas[i] - beta, steps + row, into: direction, count: count)
    }
    return VectorLoops.dot(gradient, direction, count: count)
  }

  /// Keeps the pair of a step unless its curvature is not positive.
  private mutating func remember(
    _ parameters: UnsafeMutablePointer<Scalar>, _ start: UnsafeMutablePointer<Scalar>,
    _ latest: UnsafeMutablePointer<Scalar>
  ) {
    // In the room of the start and of the direction, done with: the oldest pair must stay if this one is skipped.
    let (step, change) = (start, start + count)
    VectorLoops.combine(1, parameters, -1, start, into: step, count: count)
    VectorLoops.combine(1, latest, -1, gradient, into: change, count: count)
    let lengths =
      VectorLoops.dot(step, step, count: count).squareRoot()
      * VectorLoops.dot(change, change, count: count).squareRoot()
    guard VectorLoops.dot(step, change, count: count) > 1e-10 * lengths else { return }
    let row = pairs % history * count
    (steps + row).update(from: step, count: count)
    (changes + row).update(from: change, count: count)
    pairs += 1
  }
}
