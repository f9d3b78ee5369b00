import Datasets
import Foundation
import Networks
public import Randomness
import Runs
import Spectra
import Tensors
import Training

/// The fall of the rank with depth does not depend on how a network is trained.
///
/// - Source: Huh et al. (TMLR 2023), figure 5.
public struct Optimizers: Experiment {
  /// The resolved parameters.
  public let settings: OptimizersSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  private let rates = Memo<RateKey, Double>()

  /// One trained network.
  public struct Trial: Codable, Hashable, Sendable {
    let optimizer: ComparedOptimizer
    /// The number of weight matrices.
    public let depth: Int
    /// The number of the repeat; repeats of one number share their task and their starts.
    public let repetition: Int
  }

  /// What one training found.
  public struct Outcome: Codable, Sendable {
    let training: LeastSquaresTraining.Result
    /// The mean square of the training targets.
    let targetVariance: Double
    /// `ρ` of the map to which every combination of gradients leads; at depth 1 only.
    let depthOneLimit: Double?
  }

  private struct RateKey: Hashable {
    let optimizer: ComparedOptimizer
    let depth: Int
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: OptimizersSettings, root: SeedPath) throws(ExperimentError) {
    guard settings.rank <= settings.width else {
      throw ExperimentError(
        .invalidValue,
        "A teacher of width \(settings.width) cannot have rank \(settings.rank): lower 'rank' or "
          + "raise 'width'.")
    }
    self.settings = settings
    self.root = root
    trials = settings.optimizers.flatMap { optimizer in
      settings.depths.flatMap { depth in
        (0..<settings.repeats).map {
          Trial(optimizer: optimizer, depth: depth, repetition: $0)
        }
      }
    }
  }

  /// The root of every draw of a trial: the same for every optimizer and depth.
  public func seedPath(of trial: Trial) -> SeedPath { root / "repeat-\(trial.repetition)" }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    let evaluations =
      switch trial.optimizer {
      case .cmaES: 6 * settings.evaluations
      case .randomSearch: settings.draws
      case .gradientDescent, .nesterov, .adam, .lbfgs: min(settings.steps, 10_000)
      }
    return Double(evaluations * trial.depth)
  }

  /// Trains one network; a pure function of the trial and the seed.
  ///
  /// A learning rate is chosen once per optimizer and depth, on a repeat of its own.
  public func outcome(of trial: Trial) throws -> Outcome {
    let training = try self.training(trial, path: seedPath(of: trial))
    let start = training.network.effectiveWeight(of: training.start).converted(to: Double.self)
    return Outcome(
      training: try result(of: training, trial), targetVariance: training.task.targetVariance,
      depthOneLimit: trial.depth == 1
        ? try spectralEntropy(of: training.task.depthOneLimit(from: start)) : nil)
  }

  private func training(_ trial: Trial, path: SeedPath) throws -> LeastSquaresTraining {
    let steps =
      switch trial.optimizer {
      case .cmaES: max(settings.evaluations / population(depth: trial.depth), 1)
      case .randomSearch: 1
      case .gradientDescent, .nesterov, .adam, .lbfgs: settings.steps
      }
    var training = try LinearStudy(
      width: settings.width, rank: settings.rank, samples: settings.samples, depth: trial.depth,
      maximumSteps: steps
    ).training(path: path)
    // CMA-ES sees the order of losses only and comes back from any height.
    if trial.optimizer == .cmaES { training.divergenceFactor = .infinity }
    return training
  }

  /// The samples of a generation of CMA-ES: the default of its tutorial, `4 + ⌊3 ln N⌋` for `N`
  /// parameters.
  private func population(depth: Int) -> Int {
    4 + Int(3 * log(Double(depth * settings.width * settings.width)))
  }

  private func result(
    of training: LeastSquaresTraining, _ trial: Trial
  ) throws -> LeastSquaresTraining.Result {
    let seed = seedPath(of: trial) / trial.optimizer.rawValue / "depth-\(trial.depth)"
    switch trial.optimizer {
    case .gradientDescent:
      return try tuned(training, trial) { GradientDescent(learningRate: $0) }
    case .nesterov: return try tuned(training, trial) { Nesterov(learningRate: $0) }
    case .adam:
      return try tuned(training, trial, from: [0.01, 0.003, 0.001]) { Adam(learningRate: $0) }
    case .lbfgs: return try training.result(rate: 1) { _ in LBFGS(history: 10) }.result
    case .cmaES:
      return try training.result(rate: 1, halvings: 0) { _ in
        CMAES(
          initialDeviation: settings.initialDeviation, population: population(depth: trial.depth),
          covariance: .separable, seed: seed)
      }.result
    case .randomSearch:
      return try training.result(rate: 1, halvings: 0) { _ in
        RandomSearch(prior: [prior], draws: settings.draws, seed: seed)
      }.result
    }
  }

  /// All weights are drawn like those of a start, N(0, 1/n).
  private var prior: RandomSearch.Piece {
    RandomSearch.Piece(
      distribution: .normal(
        mean: 0, standardDeviation: (1 / Double(settings.width)).squareRoot()))
  }

  private func tuned<Method: Optimizer>(
    _ training: LeastSquaresTraining, _ trial: Trial,
    from candidates: [Double] = LearningRateSelection.candidates,
    _ optimizer: (Double) -> Method
  ) throws -> LeastSquaresTraining.Result {
    let rate = try rates.value(for: RateKey(optimizer: trial.optimizer, depth: trial.depth)) {
      try self.training(trial, path: root / "tuning")
        .selectedRate(from: candidates, optimizer: optimizer)
    }
    return try training.result(rate: rate, optimizer: optimizer).result
  }
}
