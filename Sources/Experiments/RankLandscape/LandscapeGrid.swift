/// The grid `[-2, 2] x [-2, 2]` on which a landscape is sampled.
///
/// - Source: axes of Huh et al., earlier version, figures 14 and 15.
struct LandscapeGrid: Sendable {
  /// Points per axis; odd, so that the origin is one of them.
  let points: Int

  /// The coordinates along either axis.
  var axis: [Double] { (0..<points).map { 4 * Double($0) / Double(points - 1) - 2 } }

  /// All points, row by row: `alpha` varies slowest.
  var coordinates: [(alpha: Double, beta: Double)] {
    axis.flatMap { alpha in axis.map { (alpha, $0) } }
  }

  /// The index of the origin among ``coordinates``.
  var origin: Int { points * (points / 2) + points / 2 }
}

/// One landscape reduced to what the claims need.
struct LandscapeSummary: Codable, Sendable {
  /// The mean effective rank over the grid.
  let mean: Double
  /// The share of grid points at or below the threshold.
  let lowRankArea: Double

  /// - Parameters:
  ///   - surface: Effective ranks over the grid.
  ///   - threshold: What counts as low: the effective rank of the two-layer model at the origin.
  init(_ surface: [Double], threshold: Double) {
    mean = surface.reduce(0, +) / Double(surface.count)
    // The origin itself is reached by two routes whose last digits may differ.
    let bound = threshold + 1e-9
    lowRankArea = Double(surface.count { $0 <= bound }) / Double(surface.count)
  }
}

/// What belongs to the one-layer and to the two-layer model.
struct LandscapePair<Value: Codable & Sendable>: Codable, Sendable {
  let single: Value
  let twoLayer: Value
}
