import Foundation
import Theory

extension SpectrumSketch {
  /// The sketch of a measurement: the first ranks one by one, then evenly on the logarithmic scale,
  /// at most 200 of them; and a histogram of `λ/(N mp_sigma²)` with at most 60 bins, where a noise
  /// was found.
  ///
  /// The bins divide the support of the law evenly, spread by a tenth, so that its density can be
  /// drawn over them; values beyond the last edge are counted in no bin, since a few spikes would
  /// make all others invisible.
  ///
  /// nil without singular values.
  ///
  /// - Parameter matrix: What was measured.
  public init?(_ matrix: MeasuredMatrix) {
    guard !matrix.singularValues.isEmpty else { return nil }
    let ranks = Self.ranks(upTo: matrix.singularValues.count)
    let null = matrix.nulls.first?.singularValues ?? []
    let histogram = Self.histogram(of: matrix)
    self.init(
      ranks: ranks, values: ranks.map { matrix.singularValues[$0 - 1] },
      nullValues: ranks.prefix { $0 <= null.count }.map { null[$0 - 1] },
      histogramEdges: histogram.edges, histogramCounts: histogram.counts)
  }

  /// How many ranks are kept at most.
  private static let points = 200

  private static func ranks(upTo count: Int) -> [Int] {
    guard count > points else { return Array(1...count) }
    var ranks: [Int] = []
    for i in 0..<points {
      let place = pow(Double(count), Double(i) / Double(points - 1))
      // The next rank at least: where the scale is finer than the ranks they come one by one.
      ranks.append(max(Int(place.rounded()), (ranks.last ?? 0) + 1))
    }
    return ranks.filter { $0 < count } + [count]
  }

  private static func histogram(of matrix: MeasuredMatrix) -> (edges: [Double], counts: [Int]) {
    let settings = MetricContext.Settings(
      tracyWidomProbability: 0.01, alphaMinimumTail: 2, alphaBootstrap: 0)
    guard let fit = MetricContext(matrix, settings).bulk else { return ([], []) }
    let unit = fit.sigma * Double(matrix.longSide).squareRoot()
    let ratio = Double(matrix.shortSide) / Double(matrix.longSide)
    let (lower, upper) = (pow(1 - ratio.squareRoot(), 2), pow(1 + ratio.squareRoot(), 2))
    let margin = (upper - lower) / 10
    let (first, last) = (max(0, lower - margin), upper + margin)
    let bins = min(60, max(8, Int(Double(matrix.singularValues.count).squareRoot())))
    var counts = Array(repeating: 0, count: bins)
    for value in matrix.singularValues {
      let place = ((value / unit) * (value / unit) - first) / (last - first) * Double(bins)
      if place >= 0, place < Double(bins) { counts[Int(place)] += 1 }
    }
    let edges = (0...bins).map { first + (last - first) * Double($0) / Double(bins) }
    return (edges, counts)
  }
}
