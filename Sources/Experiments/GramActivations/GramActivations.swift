import Datasets
import Networks
public import Randomness
import Runs
import Spectra
import Tensors
package import Training

/// The kernels of trained networks over depth, for seven nonlinearities.
///
/// - Source: Huh et al. (TMLR 2023), figure 4, which is figure 16 of the earlier version.
/// - Question: Does the rank of what a trained network computes fall with its depth whatever its
///   nonlinearity?
/// - Prediction: It falls for all seven; at depth 16 it is lowest with tanh and highest with the sine.
/// - Falsifier: A nonlinearity whose rank rises by more than 0.05 from one depth to the next, or does
///   not fall by 0.05 from depth 2 to 16.
public struct GramActivations: Experiment {
  /// The resolved parameters.
  public let settings: GramActivationsSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// One training.
  public struct Trial: Codable, Hashable, Sendable {
    /// What follows every layer but the last.
    public let nonlinearity: Nonlinearity
    /// The number of weight matrices.
    public let depth: Int
    /// The number of the repeat; all trials of a repeat learn the same task.
    public let number: Int
  }

  /// The kernel of one trained network on the test inputs.
  public struct Outcome: Codable, Sendable {
    /// `rho(K)` after the training, NaN if it is not finite.
    package var rank: Double
    /// Mean cosine similarity within minus between two clusters, NaN if the kernel is not finite.
    package var contrast: Double
    /// Block means of the clustered kernel, for the repeat that is shown.
    package var picture: KernelPicture?
    /// How the training ended.
    package var ending: TrainingOutcome
    /// How often the learning rate was halved after a divergence.
    package var halvings: Int

    package init(
      rank: Double, contrast: Double, picture: KernelPicture?, ending: TrainingOutcome,
      halvings: Int
    ) {
      self.rank = rank
      self.contrast = contrast
      self.picture = picture
      self.ending = ending
      self.halvings = halvings
    }
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: GramActivationsSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    trials = settings.nonlinearities.flatMap { nonlinearity in
      settings.depths.flatMap { depth in
        (0..<settings.repeats).map {
          Trial(nonlinearity: nonlinearity, depth: depth, number: $0)
        }
      }
    }
  }

  /// The root of the start of a trial; tasks are drawn elsewhere, one per repeat.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / trial.nonlinearity.rawValue / "depth-\(trial.depth)" / "repeat-\(trial.number)"
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double { Double(trial.depth) }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let width = settings.width
    let network = try Architecture.dense(
      inputs: width, width: width, outputs: width, depth: trial.depth,
      activation: trial.nonlinearity.activation)
    var stream = RandomStream(seedPath(of: trial))
    let training = LeastSquaresTraining(
      network: network,
      start: try network.parameters(
        trial.nonlinearity.initialization(width: width), stream: &stream),
      task: try task(trial.number), maximumSteps: settings.steps, relativeLoss: 1e-4)
    let rate = trial.nonlinearity.learningRate(depth: trial.depth)
    let (result, parameters) = try training.result(rate: rate) { Momentum(learningRate: $0) }
    let features = network.outputs(of: parameters, on: training.task.testInputs)
      .converted(to: Double.self)
    let clustered =
      features.firstNonFinite == nil
      ? ClusteredKernel(FeatureKernel.cosineDistance.matrix(of: features).matrix) : nil
    return Outcome(
      rank: result.network.kernelRank ?? .nan, contrast: clustered?.contrast ?? .nan,
      picture: trial.number == 0 ? clustered?.picture : nil, ending: result.outcome,
      halvings: result.halvings)
  }

  /// The task of a repeat: a teacher of full rank.
  private func task(_ number: Int) throws -> RegressionTask<Float> {
    let path = root / "tasks" / "repeat-\(number)"
    let teacher = try LinearTeacher(
      rank: settings.width, dimension: settings.width, scale: .raw, path: path)
    return RegressionTask(
      teacher: teacher, trainingSamples: settings.samples, testSamples: settings.inputs,
      path: path)
  }
}
