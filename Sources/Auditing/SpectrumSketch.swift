/// As much of a spectrum as pictures need: a few hundred points of it, whatever its length.
public struct SpectrumSketch: Codable, Hashable, Sendable {
  /// Ranks, from 1, ascending.
  public let ranks: [Int]
  /// The singular values of these ranks, descending.
  public let values: [Double]
  /// The largest singular values of one null replicate at the same ranks; empty without null.
  public let nullValues: [Double]
  /// The edges of a histogram of `λ = σ²` divided by `N mp_sigma²`, ascending; empty without fit.
  public let histogramEdges: [Double]
  /// How many values lie between neighbouring edges.
  public let histogramCounts: [Int]
}
