import Foundation
import Theory

extension SpectrumSketch {
  /// The sketch of a measurement: at most 200 ranks, half of them evenly on the logarithmic scale and
  /// half evenly, so that both ends of a spectrum can be drawn; and a histogram of `λ/(N mp_sigma²)`
  /// with at most 60 bins, where there are 8 values and a noise was found.
  ///
  /// The bins reach from the smallest value, or twice the width of the law below it, to the largest,
  /// or three quarters of that width above it; values farther out are counted in no bin, since a few
  /// spikes would make all others invisible.
  ///
  /// nil without singular values.
  ///
  /// - Parameters:
  ///   - matrix: What was measured.
  ///   - noise: How many of the smallest values are rounding noise, and left out.
  public init?(_ matrix: MeasuredMatrix, leavingOut noise: Int = 0) {
    guard matrix.singularValues.count > noise else { return nil }
    let ranks = Self.ranks(upTo: matrix.singularValues.count - noise)
    let null = matrix.nulls.first?.singularValues ?? []
    let histogram = Self.histogram(of: matrix)
    self.init(
      ranks: ranks, values: ranks.map { matrix.singularValues[$0 - 1] },
      nullValues: ranks.prefix { $0 <= null.count }.map { null[$0 - 1] },
      histogramEdges: histogram.edges, histogramCounts: histogram.counts)
  }

  /// How many ranks are kept at most.
  private static let points = 200
  /// Fewer values are no histogram.
  private static let fewestInHistogram = 8

  private static func ranks(upTo count: Int) -> [Int] {
    guard count > points else { return Array(1...count) }
    let places = (0..<points / 2).map { Double($0) / Double(points / 2 - 1) }
    let ranks = places.flatMap { place in
      [pow(Double(count), place), 1 + place * Double(count - 1)].map { Int($0.rounded()) }
    }
    return Set(ranks).sorted()
  }

  private static func histogram(of matrix: MeasuredMatrix) -> (edges: [Double], counts: [Int]) {
    let settings = MetricContext.Settings(
      tracyWidomProbability: 0.01, alphaMinimumTail: 2, alphaBootstrap: 0)
    guard matrix.singularValues.count >= fewestInHistogram,
      let fit = MetricContext(matrix, settings).bulk
    else { return ([], []) }
    let unit = fit.sigma * Double(matrix.longSide).squareRoot()
    let ratio = Double(matrix.shortSide) / Double(matrix.longSide)
    let (lower, upper) = (pow(1 - ratio.squareRoot(), 2), pow(1 + ratio.squareRoot(), 2))
    let width = upper - lower
    let extremes = [matrix.singularValues.last, matrix.singularValues.first].map { value in
      pow((value ?? 0) / unit, 2)
    }
    let first = max(0, lower - 2 * width, min(extremes[0], lower - width / 10))
    let last = min(upper + 0.75 * width, max(extremes[1], upper + width / 10))
    let bins = min(60, max(8, 2 * Int(Double(matrix.singularValues.count).squareRoot())))
    var counts = Array(repeating: 0, count: bins)
    for value in matrix.singularValues {
      let place = ((value / unit) * (value / unit) - first) / (last - first) * Double(bins)
      if place >= 0, place <= Double(bins) { counts[min(Int(place), bins - 1)] += 1 }
    }
    let edges = (0...bins).map { first + (last - first) * Double($0) / Double(bins) }
    return (edges, counts)
  }
}
