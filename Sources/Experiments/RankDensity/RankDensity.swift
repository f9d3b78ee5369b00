import Datasets
public import Networks
public import Randomness
import Runs
import Spectra
import Tensors

/// Random deep networks map inputs to kernels of low effective rank, the more so the deeper they are.
///
/// - Source: Huh et al. (TMLR 2023), figure 2, which is figure 1 of the earlier version.
/// - Question: How is the effective rank `rho(K)` of the kernel of the outputs distributed over random
///   weights, and how does depth move it?
/// - Prediction: The density moves to lower rank and widens with every doubling of the depth, for linear
///   and ReLU networks, for normal and uniform weights.
/// - Falsifier: A mode outside the tolerance of the published one, or two depths out of order.
/// - Cost: 81,920 networks of width 32; a few seconds on two cores.
public struct RankDensity: Experiment {
  /// The resolved parameters.
  public let settings: RankDensitySettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  private let inputs: Matrix<Float>

  /// A block of networks of one curve.
  public struct Trial: Codable, Hashable, Sendable {
    /// The curve that the networks belong to.
    public let curve: Curve
    /// The number of the block within its curve.
    public let block: Int
    /// How many networks the block holds.
    public let networks: Int
  }

  /// What varies over the twenty curves of the figure.
  public struct Curve: Codable, Hashable, Sendable {
    /// Linear or ReLU.
    public let activation: DensityActivation
    /// Normal or uniform weights.
    public let weights: WeightDistribution
    /// The number of weight matrices.
    public let depth: Int
  }

  /// The effective ranks of a block, for every number of inputs.
  public struct Outcome: Codable, Sendable {
    /// Spectral entropies in nats; one row per number of inputs, one column per network.
    public let entropies: [[Double]]
    /// How many feature vectors were exactly zero; one count per number of inputs.
    public let zeroFeatures: [Int]
    /// The exact facts about the kernel, checked on the first network of the block.
    public let identity: KernelIdentity?
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: RankDensitySettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    inputs = try settings.inputs.matrix(
      count: settings.inputCounts.max() ?? 0, width: settings.width, seed: root / "inputs")
    trials = settings.curves.flatMap { curve in
      stride(from: 0, to: settings.draws, by: Self.blockSize).enumerated().map { block, first in
        Trial(
          curve: curve, block: block, networks: min(Self.blockSize, settings.draws - first))
      }
    }
  }

  /// Networks per trial: long enough to hide the cost of a log line, short enough to lose.
  private static let blockSize = 256

  /// Networks whose features stay in the second-level cache together.
  private static let chunkSize = 16

  /// The root of every draw of a trial, named by the trial's parameters.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / trial.curve.activation.rawValue / trial.curve.weights.rawValue
      / "depth-\(trial.curve.depth)" / "block-\(trial.block)"
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    Double(trial.networks * (trial.curve.depth + 2))
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    var stream = RandomStream(seedPath(of: trial))
    var entropies = settings.inputCounts.map { _ in [Double]() }
    var zeroFeatures = settings.inputCounts.map { _ in 0 }
    var identity: KernelIdentity?
    for first in stride(from: 0, to: trial.networks, by: Self.chunkSize) {
      let features = architecture(of: trial.curve).features(
        ofNetworks: min(Self.chunkSize, trial.networks - first), inputs: inputs,
        weights: trial.curve.weights, stream: &stream)
      let measured = try cosineDistanceEntropies(
        ofEach: features, inputCounts: settings.inputCounts)
      for (j, result) in measured.enumerated() {
        entropies[j] += result.entropies
        zeroFeatures[j] += result.zeroFeatures.reduce(0, +)
      }
      if trial.block == 0 && first == 0 {
        identity = try KernelIdentity(
          of: features[0], inputs: settings.inputCounts[0], fast: entropies[0][0])
      }
    }
    return Outcome(entropies: entropies, zeroFeatures: zeroFeatures, identity: identity)
  }

  private func architecture(of curve: Curve) -> DenseArchitecture {
    DenseArchitecture(
      inputs: inputs.columns, width: settings.width, depth: curve.depth,
      activation: curve.activation.activation)
  }
}
