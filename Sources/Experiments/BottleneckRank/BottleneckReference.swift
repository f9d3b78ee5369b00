import Theory

/// Reference values of our own; no experiment or table of the paper is behind them.
enum BottleneckReference {
  /// The smallest and largest ratios that are tabled are those of `λ = 10^-e` with these `e`.
  static let exponents = [2, 4, 8, 16, 32, 64, 128, 300]
  /// The number of blocks of the tabled ratios.
  static let blocks = 10_000_000

  /// One row of the table of ratios of cost to `N(λ)`.
  struct Ratios {
    let exponent: Int
    let upper: Double
    let lower: Double
    /// The best `ε`, for depth-1.
    var share: Double?
  }

  static func ratios(_ block: BlockKind) -> [Ratios] {
    switch block {
    case .depth2:
      [
        Ratios(exponent: 2, upper: 8.7294, lower: 1.6772),
        Ratios(exponent: 4, upper: 4.8647, lower: 1.3386),
        Ratios(exponent: 8, upper: 2.9323, lower: 1.1693),
        Ratios(exponent: 16, upper: 1.9662, lower: 1.0847),
        Ratios(exponent: 32, upper: 1.4831, lower: 1.0423),
        Ratios(exponent: 64, upper: 1.2415, lower: 1.0212),
        Ratios(exponent: 128, upper: 1.1208, lower: 1.0106),
        Ratios(exponent: 300, upper: 1.0516, lower: 1.0045),
      ]
    case .depth1:
      [
        Ratios(exponent: 2, upper: 11.1035, lower: 1.7049, share: 0.2),
        Ratios(exponent: 4, upper: 4.6509, lower: 1.1952, share: 0.2),
        Ratios(exponent: 8, upper: 2.4361, lower: 1.0241, share: 0.1),
        Ratios(exponent: 16, upper: 1.6632, lower: 0.9751, share: 0.05),
        Ratios(exponent: 32, upper: 1.2982, lower: 0.9688, share: 0.05),
        Ratios(exponent: 64, upper: 1.1383, lower: 0.9749, share: 0.02),
        Ratios(exponent: 128, upper: 1.0679, lower: 0.9827, share: 0.01),
        Ratios(exponent: 300, upper: 1.0287, lower: 0.9901, share: 0.005),
      ]
    }
  }

  /// What the networks with few blocks cost at `λ = 10⁻³`, and their lower certificate.
  struct Shallow {
    let blocks: Int
    let share: Double?
    let cost: Double
    let certificate: Double
  }

  static let shallowExponent = 3

  static func shallow(_ block: BlockKind) -> Shallow {
    switch block {
    case .depth2:
      Shallow(blocks: 40, share: nil, cost: 0.0431704499559509, certificate: 0.011097288684)
    case .depth1:
      Shallow(blocks: 400, share: 0.02, cost: 0.834382763670666, certificate: 0.032511447717)
    }
  }
}
