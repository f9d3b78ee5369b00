public import Randomness
import Recovery
import Runs

/// The ResNet penalties beside the nuclear norm and other concave penalties, on planted problems.
///
/// - Source: derived; our protocol, no experiment of the paper is known to us.
/// - Question: What do the penalties recover that the nuclear norm does not, and do they differ from
///   log-sum and MCP?
/// - Prediction: Several times smaller errors than the nuclear norm, at the right rank; no
///   advantage over log-sum and MCP.
/// - Falsifier: A ratio below the gates, an objective that rises, a convex problem with two answers.
/// - Cost: ten seconds on two cores; minutes at paper size.
public struct CompletionPenalties: Experiment {
  /// The resolved parameters.
  public let settings: CompletionPenaltiesSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  /// The path that every draw of this run starts from.
  let root: SeedPath

  /// A problem, and the penalty it is solved with.
  public enum Trial: Codable, Hashable, Sendable {
    /// Matrix completion along a path.
    case completion(ComparedPenalty, instance: Int)
    /// Matrix sensing along a path.
    case sensing(ComparedPenalty, instance: Int)
    /// Reduced-rank regression with three penalties.
    case regression(instance: Int)
  }

  /// What a trial came to.
  public enum Outcome: Codable, Hashable, Sendable {
    /// A path of completion or sensing.
    case path(PathOutcome)
    /// Reduced-rank regression.
    case regression(RegressionOutcome)
  }

  /// Penalties that sensing is tried with.
  static let sensingPenalties: [ComparedPenalty] = [.nuclear, .depth1, .depth2, .logSum]

  /// Plans the trials; see ``Experiment``.
  public init(
    settings: CompletionPenaltiesSettings, root: SeedPath
  ) throws(ExperimentError) {
    guard settings.rank <= settings.size else {
      throw ExperimentError(
        .invalidValue,
        "completion-penalties cannot plant a matrix of rank \(settings.rank) with \(settings.size) "
          + "rows: lower 'rank' or raise 'size'.")
    }
    self.settings = settings
    self.root = root
    trials =
      settings.penalties.flatMap { penalty in
        (0..<settings.instances).map { .completion(penalty, instance: $0) }
      }
      + Self.sensingPenalties.flatMap { penalty in
        (0..<settings.sensingInstances).map { .sensing(penalty, instance: $0) }
      } + (0..<settings.regressionInstances).map { .regression(instance: $0) }
  }

  /// The root of every draw of a trial: all penalties see the same problems.
  public func seedPath(of trial: Trial) -> SeedPath {
    switch trial {
    case .completion(_, let instance): root / "completion" / "instance-\(instance)"
    case .sensing(_, let instance): root / "sensing" / "instance-\(instance)"
    case .regression(let instance): root / "regression" / "instance-\(instance)"
    }
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    switch trial {
    case .completion: settings.selection == .none ? 4 : 8
    case .sensing, .regression: 1
    }
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let path = seedPath(of: trial)
    switch trial {
    case .completion(let penalty, _):
      let matrix = try PlantedMatrix(
        rows: settings.size, columns: settings.size,
        spectrum: .gaussianFactors(rank: settings.rank), noise: settings.noise)
      return .path(
        try PathOutcome(
          of: penalty, on: matrix.completion(observedShare: settings.share, seed: path),
          grid: WeightGrid(points: settings.points, largest: 0.5, smallest: 0.004),
          steps: settings.steps, folds: settings.selection == .none ? nil : path / "folds"))
    case .sensing(let penalty, _):
      let matrix = try PlantedMatrix(
        rows: 16, columns: 16, spectrum: .gaussianFactors(rank: 2), noise: 0.05)
      return .path(
        try PathOutcome(
          of: penalty, on: matrix.sensing(measurements: 160, seed: path),
          grid: WeightGrid(points: 10, largest: 0.5, smallest: 0.002), steps: settings.steps))
    case .regression: return .regression(try RegressionOutcome(path: path))
    }
  }
}
