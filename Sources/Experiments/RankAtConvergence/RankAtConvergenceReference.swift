/// What a reference simulation of the default workload gives, six repeats.
///
/// The paper's figures carry no numbers; these are simulations of the specification's author, next to
/// which the measurements are reported, without verdict.
///
/// - Source: specification of the experiments, sections 4.3 and 4.4.
enum RankAtConvergenceReference {
  /// What is measured at each depth.
  enum Quantity {
    /// `rho(K)` before the training.
    case initialRank
    /// `rho(K)` after the training.
    case rank
    /// The loss on the test set.
    case testLoss
  }

  /// The depths of the figures.
  static let depths = [1, 2, 4, 8, 16]

  /// `rho(K)` of the outputs of a teacher of rank 8.
  static let taskRank = 1.716

  /// The mean of a quantity, nil where it was not simulated.
  static func mean(of quantity: Quantity, _ curve: RankAtConvergence.Curve) -> Double? {
    depths.firstIndex(of: curve.depth).flatMap { index in
      means(of: quantity, curve.activation, rank: curve.teacherRank)?[index]
    }
  }

  private static func means(
    of quantity: Quantity, _ activation: DensityActivation, rank: Int
  ) -> [Double?]? {
    switch (activation, rank, quantity) {
    case (.relu, 8, .initialRank): [2.17, 2.08, 1.90, 1.74, 1.50]
    case (.relu, 8, .rank): [1.96, 1.83, 1.70, 1.66, 1.62]
    case (.relu, 8, .testLoss): [nil, 0.98, 0.69, 0.83, 0.87]
    case (.relu, 1, .testLoss): [0.28, 0.40, 0.15, 0.15, 0.17]
    case (.linear, 8, .initialRank): [2.17, 2.02, 1.84, 1.62, 1.37]
    case (.linear, 8, .rank): [1.96, 1.82, 1.72, 1.68, 1.67]
    case (.linear, 8, .testLoss): [0.41, 0.37, 0.30, 0.36, 0.44]
    default: nil
    }
  }

  /// Expected `rho(W)` at depth 1: gradient descent ends at `W* P + W0 (I - P)`.
  static let depthOneWeightRank = 2.687
}
