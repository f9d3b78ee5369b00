// The density of the paper's figures (Huh et al., TMLR 2023, fig. 2): the empirical distribution
// function, its first difference, and a Savitzky-Golay filter. The grid follows the spread of the
// sample, since a window of fixed width would flatten narrow distributions: with the defaults the
// grid spans 8 standard deviations and the window about 3. Bandwidth and grid are this package's
// choice; the paper names the three steps only.

/// A density estimated from a sample: empirical distribution, first difference, smoothing.
///
/// The grid has `points` equally spaced nodes over `mean ± span · standardDeviation`. The cell
/// between two nodes gets the share of the sample in it divided by its width; the values of the
/// `points - 1` cells are smoothed. The filter is not positive: slightly negative values in the
/// tails are kept.
public struct DensityEstimate: Sendable, Codable, Equatable {
  /// The midpoints of the cells, ascending, `(points - 1)`.
  public let points: [Double]

  /// The density at each midpoint, `(points - 1)`.
  public let density: [Double]

  /// The midpoint at which the density is largest; the first of several.
  public var mode: Double { points[top] }

  /// The largest density.
  public var peak: Double { density[top] }

  private var top: Int {
    density.indices.reduce(0) { density[$1] > density[$0] ? $1 : $0 }
  }

  /// Estimates the density of a sample.
  ///
  /// A sample without spread (standard deviation at most `10⁻¹²|mean|`) is a point mass and has no
  /// density. It is drawn as a needle: the spread is replaced by `10⁻⁶ max(|mean|, 1)`, so that
  /// every number stays finite and the mode is the common value up to rounding; the peak then means
  /// nothing.
  ///
  /// - Parameters:
  ///   - values: The sample, not empty, all finite.
  ///   - points: The number of nodes, more than `window`.
  ///   - span: Half the width of the grid in standard deviations, positive.
  ///   - window: The points of the smoothing window, odd.
  ///   - order: The order of the smoothing polynomial, in `0..<window`.
  /// - Complexity: O(T + points · window) for `T` values.
  /// - Source: Huh et al., The low-rank simplicity bias in deep networks, TMLR 2023, figure 2.
  public init(
    _ values: [Double], points: Int = 400, span: Double = 4, window: Int = 151, order: Int = 3
  ) {
    precondition(!values.isEmpty, "An empty sample has no density.")
    precondition(values.allSatisfy(\.isFinite), "A value of the sample is not finite.")
    precondition(points > window, "A window of \(window) needs more than \(points) points.")
    precondition(span > 0, "A grid has a positive span, not \(span).")
    let summary = Summary(values)
    let spread =
      summary.standardDeviation > 1e-12 * abs(summary.mean)
      ? summary.standardDeviation : 1e-6 * max(abs(summary.mean), 1)
    let width = 2 * span * spread / Double(points - 1)
    let start = summary.mean - span * spread
    var counts = [Double](repeating: 0, count: points - 1)
    for value in values {
      // A value on a node counts in the cell that ends there, as in F(x) = P(X ≤ x).
      let cell = ((value - start) / width).rounded(.up) - 1
      if cell >= 0 && cell < Double(points - 1) { counts[Int(cell)] += 1 }
    }
    let height = 1 / (Double(values.count) * width)
    self.points = counts.indices.map { start + (Double($0) + 0.5) * width }
    density = savitzkyGolay(counts.map { $0 * height }, window: window, order: order)
  }
}
