import Networks

/// The modes that the paper's figure shows, read from the authors' project page to about 0.02.
///
/// - Source: Huh et al. (TMLR 2023), figure 2; specification of the experiments, section 4.2.
enum RankDensityReference {
  /// The depths of the figure.
  static let depths = [1, 2, 4, 8, 16]

  /// The published mode of a curve, or nil for a depth that the figure does not show.
  static func mode(of curve: RankDensity.Curve) -> Double? {
    depths.firstIndex(of: curve.depth).map { modes(curve.activation, curve.weights)[$0] }
  }

  /// The published height of the peak, where it was read.
  static func peak(of curve: RankDensity.Curve) -> Double? {
    depths.firstIndex(of: curve.depth).flatMap { index in
      peaks(curve.activation, curve.weights)?[index]
    }
  }

  private static func modes(_ activation: DensityActivation, _ weights: WeightDistribution)
    -> [Double]
  {
    switch (activation, weights) {
    case (.linear, .normal): [2.147, 2.004, 1.815, 1.601, 1.372]
    case (.linear, .uniform): [2.152, 2.012, 1.83, 1.609, 1.386]
    case (.relu, .normal): [2.149, 2.068, 1.880, 1.670, 1.445]
    case (.relu, .uniform): [2.153, 2.073, 1.897, 1.681, 1.460]
    }
  }

  private static func peaks(_ activation: DensityActivation, _ weights: WeightDistribution)
    -> [Double]?
  {
    switch (activation, weights) {
    case (.linear, .normal): [33, 20, 12, 7.2, 4.4]
    case (.linear, .uniform): nil
    case (.relu, .normal): [33, 22, 10, 5.4, 3.5]
    case (.relu, .uniform): [35, 23, 11, 5.9, 3.6]
    }
  }
}
