/// The factor on the learning rate over the steps of a training.
public enum Schedule: Hashable, Sendable, Codable {
  /// 1 throughout.
  case constant
  /// Multiplied by `factor` at each of these fractions of the budget.
  case steps(at: [Double], factor: Double)

  /// The factor at a step.
  ///
  /// - Parameters:
  ///   - step: Steps taken before, 0..<total.
  ///   - total: The budget.
  /// - Returns: A factor, 1 at the start.
  public func factor(step: Int, of total: Int) -> Double {
    switch self {
    case .constant: 1
    case .steps(let fractions, let factor):
      fractions.reduce(1) { Double(step) >= $1 * Double(total) ? $0 * factor : $0 }
    }
  }
}
