/// The effective ranks that the paper's figure shows, and those of a simulation of the default workload.
///
/// - Source: Huh et al. (TMLR 2023), figure 4; specification of the experiments, section 4.5.
enum GramActivationsReference {
  /// The depths of the figure.
  static let depths = [2, 4, 8, 16]

  /// The published effective rank, nil for a depth that the figure does not show.
  ///
  /// At depth 2 all seven lie between 2.165 and 2.175.
  static func published(_ nonlinearity: Nonlinearity, depth: Int) -> Double? {
    depths.firstIndex(of: depth).map { ([2.17] + published(nonlinearity))[$0] }
  }

  /// The effective rank of a simulation of the default workload, five repeats, within 0.03.
  static func simulated(_ nonlinearity: Nonlinearity, depth: Int) -> Double? {
    depths.firstIndex(of: depth).map { simulated(nonlinearity)[$0] }
  }

  private static func published(_ nonlinearity: Nonlinearity) -> [Double] {
    switch nonlinearity {
    case .siren: [2.045, 1.89, 1.82]
    case .selu: [1.97, 1.81, 1.74]
    case .linear: [1.975, 1.83, 1.68]
    case .gelu: [2.025, 1.88, 1.635]
    case .relu: [1.97, 1.695, 1.57]
    case .leakyReLU: [1.98, 1.69, 1.545]
    case .tanh: [1.893, 1.488, 1.378]
    }
  }

  private static func simulated(_ nonlinearity: Nonlinearity) -> [Double] {
    switch nonlinearity {
    case .siren: [2.08, 1.98, 1.91, 1.88]
    case .selu: [2.01, 1.93, 1.85, 1.82]
    case .linear: [2.01, 1.93, 1.91, 1.91]
    case .gelu: [2.00, 1.90, 1.80, 1.77]
    case .relu: [1.99, 1.85, 1.81, 1.78]
    case .leakyReLU: [1.99, 1.84, 1.80, 1.80]
    case .tanh: [1.99, 1.87, 1.78, 1.74]
    }
  }
}
