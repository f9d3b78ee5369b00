import Foundation
import Recovery

/// The weights of a path and the choice among them.
struct RecoveryPath {
  /// Descending.
  let weights: [Double]

  /// From half of the largest useful weight down to 0.004 of it, in equal ratios.
  init(maximum: Double, points: Int) {
    let ratio = points > 1 ? pow(0.004 / 0.5, 1 / Double(points - 1)) : 1
    weights = (0..<points).map { maximum / 2 * pow(ratio, Double($0)) }
  }

  /// Down to one weight, in ratios of at least one half.
  init(maximum: Double, to weight: Double) {
    guard weight < maximum / 2 else {
      weights = [weight]
      return
    }
    let steps = Int(log2(maximum / 2 / weight).rounded(.up))
    let ratio = pow(weight / (maximum / 2), 1 / Double(steps))
    weights = (0..<steps).map { maximum / 2 * pow(ratio, Double($0)) } + [weight]
  }

  /// One weight.
  init(weight: Double) {
    weights = [weight]
  }
}

/// The mean errors of the folds, point by point, and the point that they speak for.
public struct RecoveryChoice: Hashable, Sendable {
  /// One point of the path.
  public struct Point: Hashable, Sendable {
    /// `μ`.
    public let weight: Double
    /// The mean over the folds of the mean squared error.
    public let error: Double
    /// Its standard error over the folds; over the observations for a single split.
    public let standardError: Double
  }

  /// The points that every fold has reached.
  public let points: [Point]
  /// The place of the chosen one.
  public let index: Int

  /// The chosen point.
  public var chosen: Point { points[index] }
  /// Whether the choice is at an end of the path, so that a better weight may lie beyond.
  public var isAtEnd: Bool { points.count > 1 && (index == 0 || index == points.count - 1) }

  init?(_ folds: [[RecoveryPoint]], rule: RecoveryOptions.SelectionRule) {
    let reached = folds.map(\.count).min() ?? 0
    guard reached > 0 else { return nil }
    points = (0..<reached).map { place in
      let errors = folds.compactMap { $0[place].heldOutError }
      let count = Double(errors.count)
      let mean = errors.reduce(0, +) / count
      let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
      let spread = folds[0][place].heldOutSpread ?? 0
      return Point(
        weight: folds[0][place].weight, error: mean,
        standardError: errors.count > 1 ? (variance / count).squareRoot() : spread)
    }
    let best = points.indices.min { points[$0].error < points[$1].error } ?? 0
    switch rule {
    case .minimum: index = best
    case .oneStandardError:
      let bound = points[best].error + points[best].standardError
      index = points.firstIndex { $0.error <= bound } ?? best
    }
  }
}
