public import Recovery

/// How a matrix is recovered: everything that decides the numbers but for the data.
public struct RecoveryOptions: Hashable, Sendable {
  /// Which weight `μ` of the penalty is taken.
  public enum Selection: Hashable, Sendable {
    /// This one, > 0.
    case weight(Double)
    /// The one at which noise of this standard deviation alone is recovered as zero.
    case noise(Double)
    /// The one that predicts observations which were set aside.
    case crossValidation(CrossValidation)
  }

  /// How a problem is solved.
  public enum Solver: String, CaseIterable, Codable, Hashable, Sendable {
    /// Factored for the completion of matrices with more than
    /// `RecoverySolver.denseLimit` entries, else dense.
    case automatic
    /// Proximal gradient on the whole matrix.
    case dense
    /// Conjugate gradients on factors; for completion only.
    case factored
  }

  /// What is subtracted before and added to predictions.
  public enum Centering: String, CaseIterable, Codable, Hashable, Sendable {
    /// Nothing: the recovered matrix has low rank.
    case none
    /// The mean of what is observed.
    case mean
    /// A mean, and an offset for every row and every column.
    case rowsColumns = "rows-columns"
  }

  /// The penalty, up to its scale.
  public var penalty: PenaltyFamily = .resnetDepth2
  /// How the scale `λ` goes with the weight.
  public var lambda: LambdaRule = .coupled(1)
  /// Which weight is taken.
  public var selection: Selection = .crossValidation(
    CrossValidation(splitting: .folds(5), rule: .oneStandardError))
  /// How many weights the path has, ≥ 1.
  public var points = 14
  /// The first weight of the path, in units of `μ_max`.
  public var largest = 0.5
  /// The last weight of the path, in units of `μ_max`.
  public var smallest = 0.004
  /// A path ends before the first point whose rank is above this.
  public var rankLimit: Int?
  /// A point is solved when its relative KKT residual is at most this.
  public var tolerance = 1e-6
  /// How a problem is solved.
  public var solver: Solver = .automatic
  /// What is subtracted before.
  public var centering: Centering = .none
  /// The share of the observed entries that is hidden and predicted as a test; for completion.
  public var hiddenShare: Double?
  /// The root of every random draw.
  public var seed: UInt64 = 20_230_301

  /// The options that are not given.
  public init() {}
}
