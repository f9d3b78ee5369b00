import Datasets
import Networks
public import Randomness
import Runs
import Tensors
public import Training

/// Deep networks struggle to fit linear maps of high rank, which shallow ones fit.
///
/// - Source: Huh et al. (TMLR 2023), figure 1.
/// - Question: Which training loss does gradient descent reach, by rank of the map and by depth?
/// - Prediction: Two layers fit every rank; the loss that is left grows with depth and with rank.
/// - Falsifier: A loss of two layers that is not zero, or two depths or two ranks out of order.
/// - Cost: `3.1 · depth` million operations a step; a minute on two cores, half an hour at paper size.
public struct HighRankStruggle: Experiment {
  /// The resolved parameters.
  public let settings: HighRankStruggleSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  /// The losses of the learning rates tried, found when they are first needed.
  private let attempts = Memo<Attempt, Double>()

  /// A learning rate tried at a depth on a rank.
  private struct Attempt: Hashable {
    let depth: Int
    let rank: Int
    let rate: Double
  }

  /// One training, or one check that the deepest network could compute what it does not learn.
  public enum Trial: Codable, Hashable, Sendable {
    /// A ReLU network learns a map of a rank.
    case training(rank: Int, depth: Int, task: Int, start: Int)
    /// A linear network of a depth gets a fitted map of full rank as balanced factors.
    case capacity(depth: Int, task: Int)
  }

  /// What a trial came to; losses are mean squares over that of the targets.
  public enum Outcome: Codable, Hashable, Sendable {
    /// How a training ended, and its final loss; nil if that is not finite.
    case training(loss: Double?, outcome: TrainingOutcome, learningRate: Double, halvings: Int)
    /// The loss of the map that one layer learned, and that of the deep network made from it.
    case capacity(fitted: Double?, expanded: Double?)
  }

  /// Plans the trials; see ``Experiment``.
  public init(
    settings: HighRankStruggleSettings, root: SeedPath
  ) throws(ExperimentError) {
    if let rank = settings.ranks.last, rank > settings.dimension {
      throw ExperimentError(
        .invalidValue,
        "high-rank-struggle cannot learn a map of rank \(rank) in \(settings.dimension) dimensions:"
          + " lower 'ranks' or raise 'dimension'.")
    }
    self.settings = settings
    self.root = root
    let trainings = settings.ranks.flatMap { rank in
      settings.depths.flatMap { depth in
        (0..<settings.tasks).flatMap { task in
          (0..<settings.starts).map {
            Trial.training(rank: rank, depth: depth, task: task, start: $0)
          }
        }
      }
    }
    let deepest = settings.depths.last ?? 1
    trials = trainings + (0..<settings.tasks).map { .capacity(depth: deepest, task: $0) }
  }

  /// The root of every draw of a trial: tasks are shared by ranks, depths and starts.
  public func seedPath(of trial: Trial) -> SeedPath {
    switch trial {
    case .training(_, _, let task, _), .capacity(_, let task): root / "task-\(task)"
    }
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    switch trial {
    case .training(_, let depth, _, _): Double(depth)
    case .capacity: 1
    }
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    switch trial {
    case .training(let rank, let depth, let task, let start):
      let training = try training(
        rank: rank, depth: depth, path: seedPath(of: trial), start: start, steps: settings.steps)
      // Threads that need the same rates come from both ends, so that they meet and need not wait.
      let rate = try tunedRate(depth: depth, descending: task.isMultiple(of: 2))
      let result = try training.result(rate: rate) { Momentum(learningRate: $0) }.result
      return .training(
        loss: result.network.trainLoss.map { $0 / training.task.targetVariance },
        outcome: result.outcome, learningRate: result.learningRate, halvings: result.halvings)
    case .capacity(let depth, _):
      return try capacity(depth: depth, path: seedPath(of: trial))
    }
  }

  /// The rate with the least total loss over all ranks, on maps that no trial sees; the smallest where
  /// every rate diverges on some rank.
  private func tunedRate(depth: Int, descending: Bool) throws -> Double {
    let all = Self.candidates.flatMap { rate in
      settings.ranks.map { Attempt(depth: depth, rank: $0, rate: rate) }
    }
    var losses: [Attempt: Double] = [:]
    for attempt in descending ? all.reversed() : all {
      losses[attempt] = try attempts.value(for: attempt) { try loss(of: attempt) }
    }
    // Summed in one order, so that both directions choose the same rate.
    let means = Self.candidates.map { rate in
      all.filter { $0.rate == rate }.reduce(0) { $0 + losses[$1, default: .infinity] }
    }
    return zip(Self.candidates, means).min { $0.1 < $1.1 }?.0 ?? 0
  }

  /// The learning rates tried, ascending.
  private static let candidates = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1]

  /// The loss over the target variance after the steps of the tuning, infinite after a divergence.
  private func loss(of attempt: Attempt) throws -> Double {
    let training = try training(
      rank: attempt.rank, depth: attempt.depth, path: root / "tuning", start: 0,
      steps: settings.tuningSteps)
    let result = try training.result(rate: attempt.rate, halvings: 0) {
      Momentum(learningRate: $0)
    }.result
    guard !result.outcome.hasDiverged, let loss = result.network.trainLoss else { return .infinity }
    return loss / training.task.targetVariance
  }

  private func training(
    rank: Int, depth: Int, path: SeedPath, start: Int, steps: Int
  ) throws -> LeastSquaresTraining {
    let n = settings.dimension
    let network = try Architecture.dense(
      inputs: n, width: n, outputs: n, depth: depth, activation: .relu)
    var stream = RandomStream(path / "depth-\(depth)" / "start-\(start)")
    return LeastSquaresTraining(
      network: network, start: try network.parameters(.kaiming(.normal), stream: &stream),
      task: try task(rank: rank, path: path), maximumSteps: steps, relativeLoss: Self.zeroLoss,
      schedule: .steps(at: [0.75], factor: 0.1))
  }

  /// Below this multiple of the targets' mean square a training has nothing left to fit.
  private static let zeroLoss = 1e-6

  private func task(rank: Int, path: SeedPath) throws -> RegressionTask<Float> {
    RegressionTask(
      teacher: try LinearTeacher(
        rank: rank, dimension: settings.dimension, scale: .unit, path: path),
      trainingSamples: settings.samples, path: path)
  }

  /// Fits one layer, splits what it learned into balanced factors, and takes the loss of both.
  private func capacity(depth: Int, path: SeedPath) throws -> Outcome {
    let n = settings.dimension
    let task = try task(rank: settings.ranks.last ?? 1, path: path)
    let shallow = try Architecture.linear(width: n, depth: 1)
    let fit = LeastSquaresTraining(
      network: shallow, start: Matrix(rows: 1, columns: shallow.layout.count), task: task,
      maximumSteps: settings.steps, relativeLoss: 1e-8)
    let (result, parameters) = try fit.result(rate: Self.fittingRate) {
      Momentum(learningRate: $0)
    }
    let deep = try Architecture.linear(width: n, depth: depth)
    let expanded = try NetworkMeasures(
      of: deep.parameters(
        representing: shallow.effectiveWeight(of: parameters).converted(to: Double.self)),
      network: deep, task: task)
    return .capacity(
      fitted: result.network.trainLoss.map { $0 / task.targetVariance },
      expanded: expanded.trainLoss.map { $0 / task.targetVariance })
  }

  /// Inputs of unit variance have a largest curvature of about `(1 + √(n/m))²`.
  private static let fittingRate = 0.3
}
