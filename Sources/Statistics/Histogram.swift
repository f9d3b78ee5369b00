/// Shares of a sample in equal bins, as densities.
public struct Histogram: Sendable, Codable, Equatable {
  /// The edges of the bins, ascending, `(bins + 1)`.
  public let edges: [Double]

  /// Share of the whole sample in each bin over the bin's width, `(bins)`.
  ///
  /// The area is the share of the sample inside the range: 1 if the range holds all of it.
  public let densities: [Double]

  /// The midpoints of the bins, `(bins)`.
  public var centers: [Double] { zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 } }

  /// Counts a sample.
  ///
  /// Bins are half open, the last one closed. Values outside the range are in no bin.
  ///
  /// - Parameters:
  ///   - values: The sample, not empty, all finite.
  ///   - bins: The number of bins, at least 1.
  ///   - range: Where the bins lie; from the smallest to the largest value if absent, and half a
  ///     unit to both sides of the common value if all are equal.
  /// - Complexity: O(T + bins).
  public init(_ values: [Double], bins: Int, range: ClosedRange<Double>? = nil) {
    precondition(!values.isEmpty, "An empty sample has no histogram.")
    precondition(values.allSatisfy(\.isFinite), "A value of the sample is not finite.")
    precondition(bins >= 1, "A histogram has at least 1 bin, not \(bins).")
    let range = range ?? Histogram.extent(of: values)
    let length = range.upperBound - range.lowerBound
    precondition(length > 0, "The range \(range) is empty.")
    let edges = (0...bins).map { i in
      i == bins ? range.upperBound : range.lowerBound + length * (Double(i) / Double(bins))
    }
    var counts = [Int](repeating: 0, count: bins)
    for value in values where range.contains(value) {
      var bin = min(Int((value - range.lowerBound) / length * Double(bins)), bins - 1)
      // Rounding may put a value next to an edge on its wrong side; the stored edges decide.
      if value < edges[bin] { bin -= 1 }
      if bin + 1 < bins && value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.edges = edges
    densities = counts.indices.map { i in
      Double(counts[i]) / (Double(values.count) * (edges[i + 1] - edges[i]))
    }
  }

  private static func extent(of values: [Double]) -> ClosedRange<Double> {
    let summary = Summary(values)
    guard summary.minimum < summary.maximum else {
      return (summary.minimum - 0.5)...(summary.maximum + 0.5)
    }
    return summary.minimum...summary.maximum
  }
}
