/// A path that is solved from its first point to its last, each from the one before.
struct RecoveryJob: Sendable {
  /// What the path is for.
  enum Name: Hashable, Sendable, CustomStringConvertible {
    /// To predict the observations of a part that was set aside.
    case fold(Int)
    /// To solve with all observations.
    case refit

    var description: String {
      switch self {
      case .fold(let index): "fold-\(index)"
      case .refit: "refit"
      }
    }
  }

  let name: Name
  /// What is solved.
  let part: any TaskPart
  /// The observations that are predicted at each point.
  let validation: [Int]
  /// The weights, descending.
  let weights: [Double]
}
