/// Means of 5 repeats on the default workload at depths 1, 2, 4, 8 and 16, of which the paper's figure
/// has no readable counterpart.
///
/// - Source: specification of the low-rank simplicity bias, section 4.12.
enum LeastSquaresAblationReference {
  /// The depths of the table.
  static let depths = [1, 2, 4, 8, 16]

  /// One row of the table.
  struct Row {
    let samples: Int
    let rank: Int
    /// `ℓ` on the test set, by depth.
    let testLosses: [Double]
    /// `ρ` of the effective weight, by depth.
    let weightRanks: [Double]
  }

  static let rows = [
    Row(
      samples: 22, rank: 4, testLosses: [0.40, 0.31, 0.26, 0.24, 0.26],
      weightRanks: [2.56, 2.35, 2.03, 1.71, 1.47]),
    Row(
      samples: 22, rank: 16, testLosses: [0.55, 0.61, 0.58, 0.61, 0.63],
      weightRanks: [3.10, 2.94, 2.79, 2.69, 2.66]),
    Row(
      samples: 22, rank: 30, testLosses: [0.59, 0.68, 0.65, 0.66, 0.69],
      weightRanks: [3.23, 3.11, 3.00, 2.95, 2.83]),
    Row(
      samples: 16, rank: 4, testLosses: [0.64, 0.54, 0.45, 0.38, 0.38],
      weightRanks: [2.88, 2.64, 2.33, 1.94, 1.59]),
    Row(
      samples: 16, rank: 30, testLosses: [0.96, 1.08, 1.05, 1.03, 1.01],
      weightRanks: [3.24, 3.06, 2.86, 2.71, 2.66]),
    Row(
      samples: 28, rank: 4, testLosses: [0.15, 0.12, 0.11, 0.12, 0.14],
      weightRanks: [2.03, 1.92, 1.73, 1.55, 1.45]),
    Row(
      samples: 28, rank: 30, testLosses: [0.24, 0.26, 0.27, 0.28, 0.34],
      weightRanks: [3.24, 3.19, 3.15, 3.10, 2.89]),
  ]

  /// Test loss and weight rank of a depth, nil for what the table lacks.
  static func value(
    samples: Int, rank: Int, depth: Int
  ) -> (testLoss: Double, weightRank: Double)? {
    guard let row = rows.first(where: { $0.samples == samples && $0.rank == rank }),
      let index = depths.firstIndex(of: depth)
    else { return nil }
    return (row.testLosses[index], row.weightRanks[index])
  }
}
