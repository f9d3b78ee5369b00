import Datasets
import Networks
public import Randomness
import Runs
import Spectra
import Tensors
package import Training

/// The effective rank of what networks compute, before and after they are trained to zero error.
///
/// - Source: Huh et al. (TMLR 2023), figure 3 for ReLU networks; earlier version, figure 2 for linear
///   ones.
/// - Question: Does the bias of random deep networks towards low rank survive gradient descent?
/// - Prediction: Trained networks are ordered by depth as random ones are: shallow ones stay above the
///   rank of the task, deep ones come to it or below it.
/// - Falsifier: Two depths out of order, or a depth on the wrong side of the task's rank.
public struct RankAtConvergence: Experiment {
  /// The resolved parameters.
  public let settings: RankAtConvergenceSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// Some networks of one curve, each trained on a task of its own.
  public struct Trial: Codable, Hashable, Sendable {
    /// The curve that the networks belong to.
    public let curve: Curve
    /// The number of the first network within its curve.
    public let first: Int
    /// How many networks the block holds.
    public let networks: Int
  }

  /// Networks of one kind and depth on tasks of one rank.
  public struct Curve: Codable, Hashable, Sendable {
    /// Linear or ReLU.
    public let activation: DensityActivation
    /// The rank of the linear map to learn.
    public let teacherRank: Int
    /// The number of weight matrices.
    public let depth: Int

    /// The middle part of claim ids, without the depth.
    var family: String { activation.rawValue + (teacherRank == 1 ? "/rank-1" : "") }
  }

  /// What became of the networks of a trial, in the order of their numbers.
  public struct Outcome: Codable, Sendable {
    package let networks: [ConvergedNetwork]
    package init(networks: [ConvergedNetwork]) { self.networks = networks }
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: RankAtConvergenceSettings, root: SeedPath) throws(ExperimentError) {
    guard settings.teacherRank <= settings.width else {
      throw ExperimentError(
        .invalidValue,
        "A teacher of rank \(settings.teacherRank) does not fit into width \(settings.width): "
          + "lower teacher-rank or raise width.")
    }
    self.settings = settings
    self.root = root
    trials = settings.curves.flatMap { curve, networks in
      stride(from: 0, to: networks, by: Self.blockSize).map { first in
        Trial(curve: curve, first: first, networks: min(Self.blockSize, networks - first))
      }
    }
  }

  /// Networks per trial: a few seconds at most are lost when a run is stopped.
  private static let blockSize = 4

  /// The root of the starts of a trial; tasks are drawn elsewhere, see ``task(_:rank:)``.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / trial.curve.activation.rawValue / "rank-\(trial.curve.teacherRank)"
      / "depth-\(trial.curve.depth)" / "from-\(trial.first)"
  }

  /// The relative cost of a trial: deep networks take longer steps, and more of them.
  public func weight(of trial: Trial) -> Double {
    Double(trial.networks * trial.curve.depth * (trial.curve.depth + 4))
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let (curve, width) = (trial.curve, settings.width)
    let network = try Architecture.dense(
      inputs: width, width: width, outputs: width, depth: curve.depth,
      activation: curve.activation.activation)
    return Outcome(
      networks: try (trial.first..<trial.first + trial.networks).map { number in
        var stream = RandomStream(seedPath(of: trial) / "network-\(number)")
        let training = LeastSquaresTraining(
          network: network, start: try network.parameters(.kaiming(.normal), stream: &stream),
          task: try task(number, rank: curve.teacherRank), maximumSteps: settings.steps,
          relativeLoss: curve.activation.relativeLoss)
        return try ConvergedNetwork(
          of: training, rate: curve.activation.learningRate(depth: curve.depth))
      })
  }

  /// The task of the network with a number: the same for both kinds and all depths, so that they can
  /// be compared in pairs.
  private func task(_ number: Int, rank: Int) throws -> RegressionTask<Float> {
    let path = root / "tasks" / "rank-\(rank)" / "network-\(number)"
    let teacher = try LinearTeacher(
      rank: rank, dimension: settings.width, scale: .raw, path: path)
    return RegressionTask(teacher: teacher, trainingSamples: settings.samples, path: path)
  }
}

/// One network before and after its training; NaN where a value does not exist or is not finite.
package struct ConvergedNetwork: Codable, Sendable {
  /// `rho(K)` of the teacher's outputs on the test inputs.
  package var taskRank: Double
  /// `rho(K)` of the network's outputs on the test inputs, before the training.
  package var initialRank: Double
  /// The same after the training.
  package var rank: Double
  /// `rho(W)` of the effective weight of an affine network after the training.
  package var weightRank: Double
  /// `l = ||F - Y||^2 / (mn)` on the training set, over the mean square of the targets.
  package var trainLoss: Double
  /// `l` on the test set, in the units of the targets.
  package var testLoss: Double
  /// How the training ended.
  package var ending: TrainingOutcome
  /// How often the learning rate was halved after a divergence.
  package var halvings: Int

  package init(
    taskRank: Double, initialRank: Double, rank: Double, weightRank: Double, trainLoss: Double,
    testLoss: Double, ending: TrainingOutcome, halvings: Int
  ) {
    self.taskRank = taskRank
    self.initialRank = initialRank
    self.rank = rank
    self.weightRank = weightRank
    self.trainLoss = trainLoss
    self.testLoss = testLoss
    self.ending = ending
    self.halvings = halvings
  }

  /// Trains with momentum 0.9 from a learning rate on.
  init(of training: LeastSquaresTraining, rate: Double) throws {
    let task = training.task
    let start = try NetworkMeasures(of: training.start, network: training.network, task: task)
    let result = try training.result(rate: rate) { Momentum(learningRate: $0) }.result
    let teacher = try FeatureKernel.cosineDistance.spectrum(
      of: task.testTargets.converted(to: Double.self))
    self.init(
      taskRank: teacher.spectralEntropy, initialRank: start.kernelRank ?? .nan,
      rank: result.network.kernelRank ?? .nan, weightRank: result.network.weightRank ?? .nan,
      trainLoss: (result.network.trainLoss ?? .nan) / task.targetVariance,
      testLoss: result.network.testLoss ?? .nan, ending: result.outcome, halvings: result.halvings)
  }
}
