public import Randomness

/// The choice of a weight by the error on observations that were set aside.
///
/// A fold trains on its share `q` of the observations with the weights `√q μ` of the grid. Both the
/// noise part of the gradient and the weight that removes it (``RecoveryProblem/noiseGain``) grow as
/// the root of the number of observations, for entries, measurements and rows alike, so the same
/// point of the grid suppresses noise equally in a fold and in all data. The same `μ` would
/// over-penalise the folds and favour too small weights.
///
/// Folds are independent: run ``jobs(observations:seed:)`` in any order, anywhere, keep the results,
/// and let ``choice(among:)`` read them.
public struct CrossValidation: Hashable, Sendable {
  /// How observations are set aside.
  public enum Splitting: Hashable, Sendable {
    /// Each in turn one of this many parts of equal size.
    case folds(Int)
    /// Once, this share of them.
    case heldOut(Double)
  }

  /// Which point of the grid is chosen.
  public enum Rule: String, CaseIterable, Codable, Hashable, Sendable {
    /// The smallest mean error.
    case minimum
    /// The largest weight whose mean error is within one standard error of the smallest.
    case oneStandardError = "one-standard-error"
  }

  /// One fold: what it trains on and what it predicts, both ascending.
  public struct Job: Hashable, Sendable, Codable {
    /// The number of the fold, from 0.
    public let fold: Int
    /// Observations to train on.
    public let training: [Int]
    /// Observations to predict.
    public let validation: [Int]
  }

  /// How observations are set aside.
  public var splitting: Splitting
  /// Which point of the grid is chosen.
  public var rule: Rule

  /// A cross-validation.
  public init(splitting: Splitting = .folds(5), rule: Rule = .minimum) {
    self.splitting = splitting
    self.rule = rule
  }

  /// The folds: the same for every penalty and solver, since they depend on the arguments alone.
  ///
  /// - Parameters:
  ///   - observations: How many there are.
  ///   - seed: Of the random order.
  /// - Returns: As many as the splitting says; every observation is predicted at most once.
  /// - Throws: ``RecoveryError`` with code `invalidValue` if a fold would train on nothing or predict
  ///   nothing.
  public func jobs(observations: Int, seed: SeedPath) throws(RecoveryError) -> [Job] {
    let bounds: [Range<Int>]
    switch splitting {
    case .folds(let count):
      guard count >= 2, count <= observations else {
        throw RecoveryError(
          .invalidValue,
          "\(observations) observations cannot be split into \(count) folds: choose from 2 to "
            + "\(observations).")
      }
      bounds = (0..<count).map {
        $0 * observations / count..<($0 + 1) * observations / count
      }
    case .heldOut(let share):
      let count = share > 0 && share < 1 ? Int((share * Double(observations)).rounded()) : 0
      guard count > 0, count < observations else {
        throw RecoveryError(
          .invalidValue,
          "A share of \(share) of \(observations) observations cannot be held out: choose one "
            + "strictly between 0 and 1 that leaves at least one on each side.")
      }
      bounds = [0..<count]
    }
    var stream = RandomStream(seed)
    let order = Array(0..<observations).shuffled(using: &stream)
    return bounds.enumerated().map { fold, part in
      Job(
        fold: fold, training: (order[..<part.lowerBound] + order[part.upperBound...]).sorted(),
        validation: order[part].sorted())
    }
  }

  /// Solves the path of one fold and measures its errors.
  ///
  /// - Parameters:
  ///   - job: The fold.
  ///   - problem: All data.
  ///   - path: How to solve it; its `λ` rule is applied to the fold's own `μ` and `M`.
  ///   - afterEach: Called with the number of each point and its solution.
  /// - Returns: The errors at each point that the path reached.
  /// - Throws: ``RecoveryError`` as the path does.
  public func run(
    _ job: Job, on problem: some RecoveryProblem, path: RegularizationPath,
    afterEach: (Int, RecoverySolution) throws -> RegularizationPath.Next = { _, _ in .proceed }
  ) throws -> FoldResult {
    let share = Double(job.training.count) / Double(problem.observations)
    let weights = path.grid.weights(maximum: problem.maximumWeight).map { share.squareRoot() * $0 }
    let solutions = try path.solve(
      problem.restricted(to: job.training), weights: weights, afterEach: afterEach)
    return FoldResult(
      fold: job.fold,
      squaredErrors: solutions.map { problem.squaredErrors(of: $0.matrix, at: job.validation) })
  }

  /// All folds one after the other, and the path on all data down to the chosen point.
  ///
  /// - Parameters:
  ///   - problem: All data.
  ///   - path: How to solve it.
  ///   - seed: Of the folds.
  /// - Returns: The choice, and the solutions of all data.
  /// - Throws: ``RecoveryError`` as ``jobs(observations:seed:)`` and the path do.
  public func solve(
    _ problem: some RecoveryProblem, path: RegularizationPath, seed: SeedPath
  ) throws -> CrossValidatedPath {
    let results = try jobs(observations: problem.observations, seed: seed).map {
      try run($0, on: problem, path: path)
    }
    let choice = try choice(among: results)
    let weights = path.grid.weights(maximum: problem.maximumWeight)
    let solutions = try path.solve(problem, weights: Array(weights[...choice.index]))
    return CrossValidatedPath(choice: choice, solutions: solutions)
  }
}
