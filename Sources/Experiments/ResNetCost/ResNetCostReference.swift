import Theory

/// What the experiment is compared with: our own reference numbers, a = b = 1/2.
///
/// No table of the paper is reproduced here.
///
/// - Source: specification of the representation cost, sections 2.6, 3.1 and 9 (derived).
enum ResNetCostReference {
  /// The minimisations over weights: both kinds, `L` = 1 to 8, rank-deficient, rectangular, wider than
  /// the rank.
  static let cases: [ResNetCost.Case] = [
    make(.depth1, 1, 0.5, [3, 1, 0.2], (3, 3), 3),
    make(.depth1, 2, 0.1, [2, 1], (3, 4), 3),
    make(.depth1, 3, 0.5, [3, 1, 0.2], (4, 3), 5),
    make(.depth1, 5, 1, [2.5], (3, 3), 2),
    make(.depth1, 8, 0.2, [1.5, 0.7], (4, 4), 4),
    make(.depth2, 1, 0.5, [3, 1, 0.2], (3, 3), 3),
    make(.depth2, 2, 0.1, [2, 1], (3, 4), 3),
    make(.depth2, 3, 0.5, [3, 1, 0.2], (4, 3), 5),
    make(.depth2, 4, 2, [5, 0.5], (2, 5), 2),
    make(.depth2, 6, 0.3, [2.5], (3, 3), 2),
    make(.depth2, 8, 0.2, [1.5, 0.7], (4, 4), 4),
  ]

  private static func make(
    _ block: BlockKind, _ blocks: Int, _ lambda: Double, _ values: [Double],
    _ shape: (rows: Int, columns: Int), _ width: Int
  ) -> ResNetCost.Case {
    .init(
      block: block, blocks: blocks, lambda: lambda, singularValues: values, rows: shape.rows,
      columns: shape.columns, width: width)
  }

  /// One line of the table of convergence in depth, at `L` = 4096.
  struct Rate {
    let lambda: Double
    let sigma: Double
    /// `L (φ_L - φ_∞)` of depth-1 and `(L + 1) (φ_L - φ_∞)` of depth-2.
    let differences: [BlockKind: Double]
    /// `λ W³/2` and `λ/2 log₊²(σ/λ)`.
    let constants: [BlockKind: Double]
  }

  /// The table of convergence in depth.
  static let rates: [Rate] = [
    rate(0.1, 0.3, 0.057859, 0.057866, 0.060353, 0.060347),
    rate(0.1, 1, 0.265893, 0.265920, 0.265145, 0.265095),
    rate(0.1, 4, 0.980649, 0.980666, 0.680596, 0.680392),
    rate(0.1, 25, 3.467826, 3.467330, 1.525012, 1.524327),
    rate(1, 1, 0.091200, 0.091211, 0, 0),
    rate(1, 25, 6.573058, 6.573385, 5.181938, 5.180581),
  ]

  private static func rate(
    _ lambda: Double, _ sigma: Double, _ difference1: Double, _ constant1: Double,
    _ difference2: Double, _ constant2: Double
  ) -> Rate {
    Rate(
      lambda: lambda, sigma: sigma, differences: [.depth1: difference1, .depth2: difference2],
      constants: [.depth1: constant1, .depth2: constant2])
  }

  /// One value of the penalty far out, `λ = 1`.
  struct Value {
    let blocks: Int
    let sigma: Double
    let values: [BlockKind: Double]
  }

  /// The penalty where textbook forms lose digits.
  static let extremes: [Value] = [
    value(1000, 1e-8, 9.999999950000001e-9, 1e-8),
    value(1000, 1e2, 9.136284350069655, 5.615779652629857),
    value(1000, 1e8, 140.3648036439032, 19.59121646804442),
    value(1_000_000, 1e-8, 9.99999995e-9, 1e-8),
    value(1_000_000, 1e2, 9.116895267593143, 5.605180789789986),
    value(1_000_000, 1e8, 138.4296492694926, 19.420850405564),
  ]

  private static func value(
    _ blocks: Int, _ sigma: Double, _ depth1: Double, _ depth2: Double
  ) -> Value {
    Value(blocks: blocks, sigma: sigma, values: [.depth1: depth1, .depth2: depth2])
  }
}
