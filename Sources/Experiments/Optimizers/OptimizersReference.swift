/// What the paper's figure shows, read from the authors' project page, and what it is compared with.
///
/// - Source: Huh et al. (TMLR 2023), figure 5; specification of the experiments, section 4.6.
enum OptimizersReference {
  /// The depths of the figure.
  static let depths = [1, 2, 4, 8]

  /// The published effective rank at convergence, or nil for a depth that the figure lacks.
  static func published(_ optimizer: ComparedOptimizer, depth: Int) -> Double? {
    depths.firstIndex(of: depth).map { row(optimizer)[$0] }
  }

  private static func row(_ optimizer: ComparedOptimizer) -> [Double] {
    switch optimizer {
    case .gradientDescent: [2.92, 2.82, 2.66, 2.38]
    case .nesterov: [2.86, 2.755, 2.53, 2.10]
    case .adam: [2.85, 2.73, 2.445, 2.08]
    case .lbfgs: [2.855, 2.745, 2.51, 2.15]
    case .cmaES: [3.00, 2.91, 2.715, 2.46]
    case .randomSearch: [3.23, 3.06, 2.75, 2.295]
    }
  }

  /// The mean effective rank of products of Gaussian 32 x 32 matrices, and how far the best of many
  /// draws may lie from it: the choice raises the rank at depth 8.
  static func prior(depth: Int) -> (mean: Double, tolerance: Double)? {
    depths.firstIndex(of: depth).map {
      ([3.241, 3.052, 2.750, 2.324][$0], [0.05, 0.05, 0.05, 0.15][$0])
    }
  }

  /// The effective rank to which every combination of gradients leads at depth 1, in expectation;
  /// rank 8, 20 samples, n = 32.
  static let depthOneLimit = 2.882
}
