import Spectra

/// Means over random networks of width 32 on 128 Gaussian inputs, at depths 1, 2, 4, 8 and 16.
///
/// - Source: specification of the experiments, section 3.3: 600 draws for the cosine distance, 300
///   for the other kernels, one set of inputs.
enum KernelAblationReference {
  /// The depths of the table.
  static let depths = [1, 2, 4, 8, 16]

  /// The mean of a kernel's effective rank in nats; nil for other depths.
  static func mean(_ kernel: FeatureKernel, _ network: KernelAblation.Network) -> Double? {
    let values = means(of: kernel)
    let row = network.activation == .linear ? values.linear : values.relu
    return depths.firstIndex(of: network.depth).map { row[$0] }
  }

  private static func means(of kernel: FeatureKernel) -> (linear: [Double], relu: [Double]) {
    switch kernel {
    case .linearGram: ([2.86, 2.54, 2.11, 1.59, 1.05], [2.86, 2.32, 1.41, 0.70, 0.28])
    case .cosineSimilarity: ([2.91, 2.62, 2.25, 1.81, 1.36], [2.91, 2.41, 1.54, 0.80, 0.34])
    case .cosineDistance:
      ([2.148, 2.005, 1.816, 1.595, 1.377], [2.148, 2.066, 1.875, 1.663, 1.435])
    case .l1: ([2.77, 2.71, 2.61, 2.47, 2.28], [2.77, 2.72, 2.59, 2.37, 2.06])
    case .l2: ([2.83, 2.76, 2.66, 2.50, 2.30], [2.83, 2.78, 2.63, 2.40, 2.08])
    case .squaredL2: ([2.14, 1.99, 1.80, 1.57, 1.35], [2.14, 2.05, 1.80, 1.48, 1.19])
    case .rbf: ([2.10, 2.02, 1.90, 1.74, 1.57], [2.10, 2.04, 1.92, 1.73, 1.49])
    case .laplacian: ([3.53, 3.49, 3.41, 3.28, 3.09], [3.53, 3.48, 3.38, 3.19, 2.88])
    case .polynomial: ([3.31, 3.09, 2.76, 2.26, 1.71], [3.31, 2.45, 1.53, 0.79, 0.38])
    }
  }

  /// How far a mean may lie off: another set of inputs shifts it by up to 0.03.
  static func tolerance(depth: Int) -> Double { depth <= 8 ? 0.06 : 0.1 }
}
