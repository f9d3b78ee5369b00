import Theory

/// The trainings of the experiment with the optimum that the closed form predicts.
///
/// The numbers are our own reference computations: no table of the paper is reproduced here.
///
/// - Source: specification of the representation cost, section 5 (derived).
enum WeightDecayReference {
  /// The singular values of the target `Y`, shape `(4, 4)`.
  static let target = [6.73, 1.43, 0.27, 0.17]

  /// The six rows: all weights pay explicitly, with a `λ` and a `μ` of their own.
  static let explicit: [WeightDecayEquivalence.Row] = [
    row(.depth1, 3, lambda: 0.5, weight: 0.4),
    row(.depth1, 5, lambda: 0.1, weight: 0.5),
    row(.depth1, 4, lambda: 2, weight: 0.6),
    row(.depth2, 3, lambda: 0.5, weight: 0.4),
    row(.depth2, 2, lambda: 0.8, weight: 0.7),
    row(.depth2, 4, lambda: 2, weight: 0.6),
  ]

  /// One row per kind of block for an optimizer that decays all weights alike by `wd`: this is
  /// `μ = wd` and `λ = 1/L` (depth-1) or 1 (depth-2).
  static let uniform: [WeightDecayEquivalence.Row] = [
    row(.depth1, 4, lambda: 0.25, weight: 0.3, .uniformDecay),
    row(.depth2, 3, lambda: 1, weight: 0.5, .uniformDecay),
  ]

  /// What a reference computation gives for a row of section 5: the optimal objective and the
  /// singular values of the optimum; nil for other rows.
  static func optimum(_ row: WeightDecayEquivalence.Row) -> (objective: Double, values: [Double])? {
    explicit.firstIndex(of: row).map { (objectives[$0], values[$0]) }
  }

  private static let objectives = [
    1.350185869858, 0.817356348388, 2.868224892004, 1.403486894121, 3.089117517734,
    3.550345506146,
  ]

  private static let values = [
    [6.637426, 1.245890, 0, 0], [6.689589, 1.330823, 0, 0], [6.490242, 0.994344, 0, 0],
    [6.672712, 1.225845, 0, 0], [6.557819, 0.730000, 0, 0], [6.496198, 0.830000, 0, 0],
  ]

  private static func row(
    _ block: BlockKind, _ blocks: Int, lambda: Double, weight: Double,
    _ training: WeightDecayEquivalence.Method = .quasiNewton
  ) -> WeightDecayEquivalence.Row {
    .init(block: block, blocks: blocks, lambda: lambda, weight: weight, method: training)
  }
}
