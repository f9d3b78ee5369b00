import Foundation

/// A geometric sequence of weights below `μ_max`, descending.
public struct WeightGrid: Hashable, Sendable {
  /// The number of weights, at least 1.
  public let points: Int
  /// The first one, in units of `μ_max`.
  public let largest: Double
  /// The last one, in units of `μ_max`.
  public let smallest: Double

  /// Fourteen weights from `μ_max/2` to `0.004 μ_max`.
  public init() { (points, largest, smallest) = (14, 0.5, 0.004) }

  /// A grid.
  ///
  /// - Throws: ``RecoveryError`` with code `invalidValue` unless there is a point and
  ///   `0 < smallest ≤ largest`, both finite.
  public init(points: Int, largest: Double, smallest: Double) throws(RecoveryError) {
    guard points >= 1 else {
      throw RecoveryError(
        .invalidValue, "A path needs at least 1 weight, but \(points) are asked for.")
    }
    guard smallest > 0, smallest <= largest, largest.isFinite else {
      throw RecoveryError(
        .invalidValue,
        "The weights of a path go from a larger to a smaller positive share of mu_max, but \(largest)"
          + " to \(smallest) is asked for.")
    }
    (self.points, self.largest, self.smallest) = (points, largest, smallest)
  }

  /// `μ_max · largest · (smallest/largest)^{k/(points - 1)}` for `k` from 0 on.
  public func weights(maximum: Double) -> [Double] {
    (0..<points).map { k in
      guard k > 0 else { return maximum * largest }
      guard k < points - 1 else { return maximum * smallest }
      return maximum * largest * pow(smallest / largest, Double(k) / Double(points - 1))
    }
  }
}
