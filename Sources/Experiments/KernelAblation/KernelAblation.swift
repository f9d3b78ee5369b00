import Datasets
import Networks
public import Randomness
import Runs
import Spectra
import Tensors
import Training

/// The effective rank falls with depth whatever kernel it is taken of, before and after training.
///
/// - Source: Huh et al., version of October 2021, figure 10.
/// - Question: Is the fall of the kernel's rank with depth a matter of the kernel?
/// - Prediction: Every one of nine kernels has the order by depth, linear and ReLU.
/// - Falsifier: A kernel whose rank does not fall from one depth to the next.
public struct KernelAblation: Experiment {
  /// The resolved parameters.
  public let settings: KernelAblationSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  private let inputs: Matrix<Float>

  /// Networks of one kind, and what is done with them.
  public struct Trial: Codable, Hashable, Sendable {
    /// The kind of network.
    public let network: Network
    /// What is done with it.
    public let stage: Stage
  }

  /// What varies along the axes of a panel.
  public struct Network: Codable, Hashable, Sendable {
    /// Linear or ReLU.
    public let activation: DensityActivation
    /// The number of weight matrices.
    public let depth: Int
  }

  /// Networks at their start or after a training.
  public enum Stage: Codable, Hashable, Sendable {
    /// A block of so many random networks.
    case random(block: Int, networks: Int)
    /// One network, trained on the task of this number.
    case trained(task: Int)

    /// Whether networks were trained.
    var isTrained: Bool { if case .trained = self { true } else { false } }
  }

  /// The effective ranks of the kernels of a block.
  public struct Outcome: Codable, Sendable {
    /// Spectral entropies in nats: one list per kernel, in the order of `FeatureKernel.allCases`, with
    /// one value per network.
    public let entropies: [[Double]]
    /// Feature vectors that were exactly zero.
    public let zeroFeatures: Int
    /// How the training ended; nil for random networks.
    let training: LeastSquaresTraining.Result?
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: KernelAblationSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    inputs = gaussianInputs(
      settings.inputs, dimension: settings.width, seed: root / "inputs",
      as: Float.self)
    let random = settings.networks.flatMap { network in
      stride(from: 0, to: settings.draws, by: Self.blockSize).enumerated().map { block, first in
        Trial(
          network: network,
          stage: .random(block: block, networks: min(Self.blockSize, settings.draws - first)))
      }
    }
    let trained = (0..<settings.repeats).flatMap { task in
      settings.networks.map { Trial(network: $0, stage: .trained(task: task)) }
    }
    trials = trained + random
  }

  /// Networks whose kernel matrices of 128 x 128 are held at a time, one per lane of the eigensolver.
  private static let blockSize = 16

  /// The root of every draw of a trial; trained networks share their tasks.
  public func seedPath(of trial: Trial) -> SeedPath {
    switch trial.stage {
    case .random(let block, _):
      root / trial.network.activation.rawValue / "depth-\(trial.network.depth)" / "block-\(block)"
    case .trained(let task): root / "task-\(task)"
    }
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    switch trial.stage {
    case .random(_, let networks): Double(networks)
    case .trained: Double(settings.steps * trial.network.depth) / 500
    }
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let seed = seedPath(of: trial)
    switch trial.stage {
    case .random(_, let networks):
      var stream = RandomStream(seed)
      let architecture = DenseArchitecture(
        inputs: settings.width, width: settings.width, depth: trial.network.depth,
        activation: trial.network.activation.activation)
      return try measured(
        architecture.features(ofNetworks: networks, inputs: inputs, stream: &stream))
    case .trained:
      let training = try leastSquares(of: trial.network, seed: seed)
      let (result, parameters) = try training.result(rate: trial.network.learningRate) {
        Nesterov(learningRate: $0)
      }
      let outputs = training.network.outputs(of: parameters, on: training.task.testInputs)
      guard outputs.firstNonFinite == nil else {
        return Outcome(
          entropies: FeatureKernel.allCases.map { _ in [.nan] }, zeroFeatures: 0, training: result)
      }
      var features = MatrixBatch<Float>(count: 1, rows: outputs.rows, columns: outputs.columns)
      features[0] = outputs
      return try measured(features, training: result)
    }
  }

  private func measured(
    _ features: MatrixBatch<Float>, training: LeastSquaresTraining.Result? = nil
  ) throws -> Outcome {
    let kernels = try FeatureKernel.allCases.map { try kernelEntropies(ofEach: features, $0) }
    return Outcome(
      entropies: kernels.map(\.entropies), zeroFeatures: kernels[0].zeroFeatures,
      training: training)
  }

  private func leastSquares(of network: Network, seed: SeedPath) throws -> LeastSquaresTraining {
    let architecture = try Architecture.dense(
      inputs: settings.width, width: settings.width, outputs: settings.width,
      depth: network.depth, activation: network.activation.activation)
    let teacher = try LinearTeacher(
      rank: settings.taskRank, dimension: settings.width, scale: .raw, path: seed)
    var stream = RandomStream(seed / network.activation.rawValue / "depth-\(network.depth)")
    return LeastSquaresTraining(
      network: architecture,
      start: try architecture.parameters(.kaiming(.normal), stream: &stream),
      task: RegressionTask(
        teacher: teacher, trainingSamples: settings.trainingSamples,
        testSamples: settings.inputs, path: seed),
      maximumSteps: settings.steps,
      relativeLoss: network.activation == .linear ? 1e-6 : 1e-4)
  }
}

extension KernelAblation.Network {
  /// The rate that a network is trained with: the known one of this depth, or of the next in the list.
  ///
  /// Fixed, since the rate that fits first throws ReLU networks of depth 2 far from where they begin:
  /// they fit the samples with a test loss of ten times the variance of the targets.
  ///
  /// - Source: specification of the experiments, section 4.0, values known to work.
  fileprivate var learningRate: Double {
    let known = [(1, 0.05), (2, 0.02), (4, 0.01), (8, 0.003)]
    return known.first { depth <= $0.0 }?.1 ?? 0.001
  }
}
