import Datasets
import Networks
public import Randomness
import Runs
import Training

/// Deep linear networks end at low rank, whether they begin at low rank or not.
///
/// - Source: Huh et al., version of October 2021, figure 4, and its variant of March 2021.
/// - Question: Is the low rank of trained deep networks what their initialization left behind?
/// - Prediction: With a full-rank target the converged rank falls with depth under default and under
///   low-rank initialization, and a low-rank start does not hold the rank down.
/// - Falsifier: A rank that does not fall, or one that stays at the rank of a low-rank start.
public struct ParameterizationBias: Experiment {
  /// The resolved parameters.
  public let settings: ParameterizationBiasSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  private let rates = Memo<Condition, Double>()

  /// The training of one network on one task.
  public struct Trial: Codable, Hashable, Sendable {
    /// What is trained.
    public let condition: Condition
    /// The number of the task; the conditions share their tasks.
    public let task: Int
  }

  /// What varies over the figure.
  public struct Condition: Codable, Hashable, Sendable {
    /// Linear or ReLU.
    public let activation: DensityActivation
    /// How the weights begin.
    public let start: TrainingStart
    /// The rank of the map that is learned.
    public let target: TargetRank
    /// The number of weight matrices.
    public let depth: Int
  }

  /// A network before and after its training, and the ranks of its target.
  public struct Outcome: Codable, Sendable {
    /// The network at the start.
    let initial: NetworkMeasures
    /// The network at the end, and how it came there.
    let result: LeastSquaresTraining.Result
  }

  /// Plans the trials; see ``Experiment``.
  public init(
    settings: ParameterizationBiasSettings, root: SeedPath
  ) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    let conditions = settings.conditions
    guard !conditions.isEmpty else {
      throw ExperimentError(
        .invalidValue,
        "A low-rank start splits a linear map into factors, which ReLU networks do not represent: "
          + "give starts=normal or activations=linear.")
    }
    // Conditions vary fastest, so that threads choose the learning rates of different ones.
    trials = (0..<settings.repeats).flatMap { task in
      conditions.map { Trial(condition: $0, task: task) }
    }
  }

  /// The root of every draw of a trial; the trials of one task share it.
  public func seedPath(of trial: Trial) -> SeedPath { root / "task-\(trial.task)" }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    Double(trial.condition.depth + 1) * (trial.condition.activation == .linear ? 1 : 2)
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let rate = try rates.value(for: trial.condition) {
      try leastSquares(of: trial.condition, seed: root / "tuning").selectedRate {
        Momentum(learningRate: $0)
      }
    }
    let training = try leastSquares(of: trial.condition, seed: seedPath(of: trial))
    return Outcome(
      initial: try NetworkMeasures(
        of: training.start, network: training.network, task: training.task),
      result: try training.result(rate: rate) { Momentum(learningRate: $0) }.result)
  }

  private func leastSquares(
    of condition: Condition, seed: SeedPath
  ) throws -> LeastSquaresTraining {
    let network = try Architecture.dense(
      inputs: settings.width, width: settings.width, outputs: settings.width,
      depth: condition.depth, activation: condition.activation.activation)
    let teacher = try LinearTeacher(
      rank: condition.target.rank(width: settings.width), dimension: settings.width, scale: .raw,
      path: seed)
    var stream = RandomStream(seed / condition.start.rawValue / "depth-\(condition.depth)")
    return LeastSquaresTraining(
      network: network,
      start: try network.parameters(condition.start.initialization, stream: &stream),
      task: RegressionTask(
        teacher: teacher, trainingSamples: settings.trainingSamples,
        testSamples: ParameterizationBiasSettings.testSamples, path: seed),
      maximumSteps: settings.steps, relativeLoss: condition.activation == .linear ? 1e-6 : 1e-4)
  }
}

extension ParameterizationBiasSettings {
  /// What is trained; ReLU networks with the start and the target of the published figure only.
  fileprivate var conditions: [ParameterizationBias.Condition] {
    activations.flatMap { activation in
      starts.flatMap { start in
        targets.flatMap { target in
          depths.compactMap { depth in
            activation == .linear || start == .normal && target == .full
              ? ParameterizationBias.Condition(
                activation: activation, start: start, target: target, depth: depth) : nil
          }
        }
      }
    }
  }
}
