import Foundation
import Randomness
import Theory

/// What a proximal operator does, found by calling it: nothing here knows its thresholds.
struct ProximalProbe {
  let operation: any ProximalOperator

  /// A discontinuity, or the steepest place of a continuous operator.
  struct Jump: Codable, Hashable {
    /// The largest `y` that gives ``before``.
    let from: Double
    /// The result at ``from``.
    let before: Double
    /// The result at the next number.
    let to: Double
    /// The largest `y` with result 0.
    let zeroThreshold: Double

    /// From ``before`` to ``to``.
    var growth: Double { to - before }
  }

  /// The place between 0 and `end` where the result grows most between neighbouring numbers: where
  /// zero ends, or in the step of a grid with the largest growth.
  func steepest(upTo end: Double) -> Jump {
    let (zero, positive) = halved(0, end) { operation($0) > 0 }
    let points = (0...2048).map { end * Double($0) / 2048 }
    let values = points.map { operation($0) }
    let growths = zip(values, values.dropFirst()).map { $1 - $0 }
    let step = growths.indices.max { growths[$0] < growths[$1] } ?? 0
    let (low, high) = narrowed(points[step], points[step + 1])
    let candidates = [(zero, positive), (low, high)].map { low, high in
      Jump(from: low, before: operation(low), to: operation(high), zeroThreshold: zero)
    }
    return candidates[1].growth > candidates[0].growth ? candidates[1] : candidates[0]
  }

  /// Neighbouring numbers with the largest growth, the half with the larger one kept again and again.
  private func narrowed(_ low: Double, _ high: Double) -> (Double, Double) {
    var (low, high) = (low, high)
    while let middle = middle(low, high) {
      let value = operation(middle)
      if operation(high) - value > value - operation(low) { low = middle } else { high = middle }
    }
    return (low, high)
  }

  /// Neighbouring numbers between which a condition begins to hold.
  private func halved(
    _ low: Double, _ high: Double, _ condition: (Double) -> Bool
  ) -> (Double, Double) {
    var (low, high) = (low, high)
    while let middle = middle(low, high) {
      if condition(middle) { high = middle } else { low = middle }
    }
    return (low, high)
  }

  /// A number strictly between two others; nil if there is none.
  private func middle(_ low: Double, _ high: Double) -> Double? {
    let middle = low + (high - low) / 2
    return middle > low && middle < high ? middle : nil
  }
}

/// The worst of many random cases of a penalty.
public struct RandomCases: Codable, Hashable, Sendable {
  /// How many there were.
  public private(set) var count = 0
  /// The largest objective minus the smallest on the grid, over the latter.
  public private(set) var excess = -Double.infinity
  /// The largest `|x + τφ'(x) - y| / max(1, y)` at positive results.
  public private(set) var residual = 0.0
  /// The largest `(x(y) - x(y')) / max(1, y)` with `y < y'`, where there is one.
  public private(set) var decrease = 0.0

  /// One more case: `y`, and a `larger` one for the comparison of results.
  mutating func add(
    _ penalty: any SpectralPenalty, step: Double, y: Double, larger: Double, grid: Int
  ) {
    let operation = penalty.proximalOperator(step: step)
    let x = operation(y)
    func objective(_ x: Double) -> Double {
      (x - y) * (x - y) / 2 + step * penalty.value(at: x)
    }
    let best = (0...grid).reduce(into: Double.infinity) {
      $0.lower(to: objective(y * Double($1) / Double(grid)))
    }
    excess.raise(to: (objective(x) - best) / best)
    if x > 0 {
      residual.raise(to: abs(x + step * penalty.derivative(at: x) - y) / max(1, y))
    }
    decrease.raise(to: (x - operation(larger)) / max(1, y))
    count += 1
  }

  /// The worst of both.
  mutating func merge(_ other: RandomCases) {
    count += other.count
    excess.raise(to: other.excess)
    residual.raise(to: other.residual)
    decrease.raise(to: other.decrease)
  }
}

/// The smallest `λ (φ'(σ + h) - φ'(σ)) / h`: at 0, around `λ`, and for `σ/λ` from 10⁻⁶ to 10⁶.
func steepestSlope(of penalty: any SpectralPenalty, lambda: Double) -> Double {
  let ratios = [0, 1] + (-600...600).map { pow(10, Double($0) / 100) }
  return ratios.reduce(into: .infinity) { smallest, ratio in
    let sigma = ratio * lambda
    let h = 1e-5 * max(sigma, lambda)
    let change = penalty.derivative(at: sigma + h) - penalty.derivative(at: sigma)
    smallest.lower(to: lambda * change / h)
  }
}
