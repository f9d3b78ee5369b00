/// The numbers of the paper's figure, read from the authors' project page to about 0.02 (ranks of
/// weights 0.03), and the ranks that random networks have.
///
/// - Source: Huh et al., versions of March and October 2021, figure 4; specification of the
///   experiments, sections 3.3 and 4.7.
enum ParameterizationReference {
  /// The depths of the figure.
  static let depths = [1, 4, 8, 12, 16, 20, 24, 28, 32]

  /// A row of the figure.
  enum Row: CaseIterable {
    case trainLoss
    case testLoss
    case initialKernelRank
    case kernelRank
  }

  /// A published value for the full-rank target; nil for what the figure does not show.
  static func published(_ row: Row, _ start: TrainingStart, depth: Int) -> Double? {
    let values: [Double?] =
      switch (row, start) {
      case (.trainLoss, .normal): [0, 0.002, 0.005, 0.012, 0.021, 0.031, 0.040, 0.054, 0.061]
      case (.testLoss, .normal):
        [0.104, 0.085, 0.112, 0.131, 0.150, 0.162, 0.175, 0.194, 0.196]
      case (.initialKernelRank, .normal):
        [nil, 1.90, 1.645, 1.45, 1.435, 1.36, 1.27, 1.22, 1.175]
      case (.kernelRank, .normal):
        [2.15, 2.07, 1.98, 1.925, 1.905, 1.86, 1.82, 1.755, 1.745]
      case (.trainLoss, .lowRank):
        [0, 0.005, 0.028, 0.039, 0.041, 0.046, 0.048, 0.054, 0.051]
      case (.testLoss, .lowRank):
        [0.078, 0.077, 0.133, 0.150, 0.152, 0.170, 0.166, 0.171, 0.168]
      case (.initialKernelRank, .lowRank):
        [1.11, 1.22, 1.20, 1.23, 1.19, 1.22, 1.25, 1.21, 1.24]
      case (.kernelRank, .lowRank):
        [2.155, 1.95, 1.845, 1.82, 1.825, 1.80, 1.795, 1.785, 1.78]
      }
    return depths.firstIndex(of: depth).flatMap { values[$0] }
  }

  /// The rank of the effective weight that the version of March 2021 shows.
  static func weightRank(_ start: TrainingStart, _ target: TargetRank, depth: Int) -> Double? {
    let values =
      switch (start, target) {
      case (.normal, .low): [2.44, 2.40, 2.25, 2.18, 2.13, 2.10, 2.06, 2.02, 2.01]
      case (.normal, .full): [3.23, 3.07, 2.88, 2.74, 2.59, 2.47, 2.33, 2.26, 2.17]
      case (.lowRank, .low): [2.24, 2.12, 2.07, 2.05, 2.00, 2.03, 2.00, 2.02, 2.05]
      case (.lowRank, .full): [3.20, 2.64, 2.38, 2.27, 2.27, 2.19, 2.19, 2.19, 2.20]
      }
    return depths.firstIndex(of: depth).map { values[$0] }
  }

  /// The rank of the full-rank target: of its kernel on 256 inputs, published.
  static let targetKernelRank = 2.16

  /// The kernel rank of the rank-8 target, from the specification, section 3.2.
  static let lowTargetKernelRank = 1.716

  /// The ranks of the weights of the targets, published.
  static func targetWeightRank(_ target: TargetRank) -> Double { target == .full ? 3.24 : 2.07 }

  /// Mean and standard deviation over ``randomDraws`` random linear networks of the kernel rank on
  /// 256 inputs.
  static func randomKernelRank(depth: Int) -> (mean: Double, deviation: Double)? {
    let values = [
      (2.168, 0.011), (1.824, 0.031), (1.604, 0.048), (1.473, 0.061), (1.379, 0.069),
      (1.310, 0.075), (1.252, 0.085), (1.203, 0.089), (1.166, 0.095),
    ]
    return depths.firstIndex(of: depth).map { (mean: values[$0].0, deviation: values[$0].1) }
  }

  /// The draws behind ``randomKernelRank(depth:)``.
  static let randomDraws = 600.0
}
