public import Randomness
public import Recovery
import Runs

/// Which low-rank matrices are recovered from how many of their entries, by penalty.
///
/// - Source: derived; the grid of rank and samples is the usual one of matrix completion.
/// - Question: How much further than the nuclear norm do the ResNet penalties recover, and how far
///   is the information limit?
/// - Prediction: A larger area of success than the nuclear norm's, the same as log-sum's; nothing
///   below the limit.
/// - Falsifier: An area that is not larger, an area away from log-sum's, success below the limit.
/// - Cost: ten seconds on two cores; a quarter of an hour at paper size.
public struct RecoveryPhaseTransition: Experiment {
  /// The resolved parameters.
  public let settings: RecoveryPhaseTransitionSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// One cell of the grid.
  public struct Trial: Codable, Hashable, Sendable {
    /// The rank of the matrices.
    public let rank: Int
    /// The probability in percent that an entry is observed.
    public let percent: Int
  }

  /// What a cell came to.
  public struct Outcome: Codable, Hashable, Sendable {
    /// One per penalty.
    public let penalties: [Recovered]
    /// The number of observed entries of each matrix.
    public let observations: [Int]
  }

  /// What one penalty recovered.
  public struct Recovered: Codable, Hashable, Sendable {
    /// The penalty; `λ = μ`.
    public let penalty: PenaltyFamily
    /// `‖X - X₀‖_F / ‖X₀‖_F` at the end of the path, one per matrix.
    public let errors: [Double]
  }

  /// Plans the trials; see ``Experiment``.
  public init(
    settings: RecoveryPhaseTransitionSettings, root: SeedPath
  ) throws(ExperimentError) {
    if let rank = settings.ranks.last, rank > settings.size {
      throw ExperimentError(
        .invalidValue,
        "recovery-phase-transition cannot plant a matrix of rank \(rank) with \(settings.size) "
          + "rows: lower 'ranks' or raise 'size'.")
    }
    for (key, values) in [("ranks", settings.ranks), ("percents", settings.percents)] {
      let gaps = Set(zip(values, values.dropFirst()).map { $1 - $0 })
      guard gaps.count == 1 else {
        throw ExperimentError(
          .invalidValue,
          "recovery-phase-transition draws a grid, so '\(key)' must be at least two evenly spaced "
            + "numbers, not \(values.map(String.init).joined(separator: ",")).")
      }
    }
    self.settings = settings
    self.root = root
    trials = settings.ranks.flatMap { rank in
      settings.percents.map { Trial(rank: rank, percent: $0) }
    }
  }

  /// The root of every draw of a cell: all penalties see the same entries.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / "rank-\(trial.rank)" / "percent-\(trial.percent)"
  }

  /// Computes one cell; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let matrix = try PlantedMatrix(
      rows: settings.size, columns: settings.size,
      spectrum: .gaussianFactors(rank: trial.rank), noise: 0)
    let planted = try (0..<settings.instances).map {
      try matrix.completion(
        observedShare: Double(trial.percent) / 100,
        seed: seedPath(of: trial) / "instance-\($0)")
    }
    let grid = try WeightGrid(points: settings.points, largest: 0.5, smallest: 0.001)
    let solver = ProximalGradient(
      stopping: .relativeChange(1e-5), iterationLimit: settings.steps)
    let penalties = try PenaltyFamily.allCases.map { family in
      let path = RegularizationPath(
        family: family, grid: grid, solver: .proximalGradient(solver))
      return Recovered(
        penalty: family,
        errors: try planted.map { planted in
          guard let end = try path.solve(planted.problem).last else { return .infinity }
          return try planted.relativeError(of: end.matrix)
        })
    }
    return Outcome(penalties: penalties, observations: planted.map(\.problem.observations))
  }
}
