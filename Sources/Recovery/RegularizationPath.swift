/// Solutions for a descending sequence of weights, each started at the one before.
public struct RegularizationPath: Sendable {
  /// How a point is begun.
  public enum Start: Hashable, Sendable {
    /// At the solution of the point before; the first point at zero.
    case previousPoint
    /// At the nuclear norm's solution for the same weight, through a sequence of `λ`; that solution
    /// is itself begun at the point before.
    case continuation(Continuation)
  }

  /// What a caller wants after a point.
  public enum Next: Sendable {
    /// The next point.
    case proceed
    /// No further point.
    case stop
  }

  /// The penalty.
  public var family: PenaltyFamily
  /// `λ` at each weight.
  public var lambda: LambdaRule
  /// The weights.
  public var grid: WeightGrid
  /// How a point is begun.
  public var start: Start
  /// How a point is solved.
  public var solver: RecoverySolver
  /// The path ends with the first point of a rank above this; nil for no limit.
  public var rankLimit: Int?

  /// A path.
  public init(
    family: PenaltyFamily, lambda: LambdaRule = .coupled(1), grid: WeightGrid = WeightGrid(),
    start: Start = .previousPoint, solver: RecoverySolver = .automatic,
    rankLimit: Int? = nil
  ) {
    self.family = family
    self.lambda = lambda
    self.grid = grid
    self.start = start
    self.solver = solver
    self.rankLimit = rankLimit
  }

  /// Solves point by point.
  ///
  /// - Parameters:
  ///   - problem: `ℓ`.
  ///   - weights: Other weights than those of the grid, descending; nil takes the grid.
  ///   - first: The first point to solve: a path that was interrupted goes on behind the last
  ///     point that it has.
  ///   - matrix: The solution of the point before `first`; nil is zero.
  ///   - afterEach: Called with the number of the point and its solution, also where the solver's
  ///     limit of iterations came first.
  ///   - shouldStop: Asked before every step of the solver. A point that is stopped is not part of
  ///     the path.
  /// - Returns: The solutions from `first` on.
  /// - Throws: ``RecoveryError`` as the solver does, and for a `λ` or weight out of range.
  public func solve(
    _ problem: some RecoveryProblem, weights: [Double]? = nil, startingAt first: Int = 0,
    from matrix: LowRankMatrix? = nil,
    afterEach: (Int, RecoverySolution) throws -> Next = { _, _ in .proceed },
    shouldStop: () -> Bool = { false }
  ) throws -> [RecoverySolution] {
    let weights = weights ?? grid.weights(maximum: problem.maximumWeight)
    var solutions: [RecoverySolution] = []
    for index in weights.indices.dropFirst(first) {
      var solution = try point(
        problem, weight: weights[index], from: solutions.last?.matrix ?? matrix,
        shouldStop: shouldStop)
      if solution.ending == .stopped { break }
      let isTooLarge = rankLimit.map { solution.rank > $0 } ?? false
      if isTooLarge { solution = solution.ending(.rankLimit) }
      solutions.append(solution)
      if try afterEach(index, solution) == .stop || isTooLarge { break }
    }
    return solutions
  }

  private func point(
    _ problem: some RecoveryProblem, weight: Double, from matrix: LowRankMatrix?,
    shouldStop: () -> Bool
  ) throws -> RecoverySolution {
    let lambda = try lambda.lambda(weight: weight, lipschitz: problem.lipschitz)
    switch start {
    case .previousPoint:
      return try solver.solve(
        problem, penalty: family.penalty(lambda: lambda), weight: weight, from: matrix,
        shouldStop: shouldStop)
    case .continuation(let continuation):
      return try continuation.solve(
        problem, family: family, lambda: lambda, weight: weight, solver: solver, from: matrix,
        shouldStop: shouldStop)
    }
  }
}
