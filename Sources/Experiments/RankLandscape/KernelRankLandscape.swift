import Networks
public import Randomness
public import Runs
import Spectra
import Statistics
import Tensors

/// The landscape of the kernel's effective rank on random inputs.
///
/// - Source: Huh et al., earlier version, figure 15.
/// - Cost: a few seconds on two cores.
public struct KernelRankLandscape: Experiment {
  /// The resolved parameters.
  public let settings: KernelRankLandscapeSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath
  private let inputs: Matrix<Double>

  /// One draw of weights and directions.
  public struct Trial: Codable, Hashable, Sendable {
    /// What the two-layer model has between its layers.
    public let activation: DensityActivation
    /// The number of the draw.
    public let draw: Int
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: KernelRankLandscapeSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    var stream = RandomStream(root / "inputs")
    inputs = Matrix(
      rows: settings.inputs, columns: settings.width, from: .normal(mean: 0, standardDeviation: 1),
      using: &stream)
    trials = settings.activations.flatMap { activation in
      (0..<settings.draws).map { Trial(activation: activation, draw: $0) }
    }
  }

  /// The root of every draw of a trial, named by the trial's parameters.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / trial.activation.rawValue / "draw-\(trial.draw)"
  }

  /// `f(alpha, beta) = rho(K)` of the features `X W^T`, and of `act(X W1^T) W2^T` for two layers.
  public func outcome(of trial: Trial) throws -> LandscapeOutcome {
    var stream = RandomStream(seedPath(of: trial))
    let models = LandscapeModels(width: settings.width, &stream)
    let surfaces = try models.surfaces(
      over: settings.grid, chunk: Self.chunkSize,
      oneLayer: { weights in
        try entropies(repeated(inputs, weights.count).times(weights, transposing: .right))
      },
      twoLayer: { first, second in
        var hidden = repeated(inputs, first.count).times(first, transposing: .right)
        hidden.withUnsafeMutableBufferPointer { trial.activation.activation.apply(to: $0) }
        return try entropies(hidden.times(second, transposing: .right))
      })
    return LandscapeOutcome(surfaces, over: settings.grid, isShown: trial.draw == 0)
  }

  /// Points whose features stay in the second-level cache together.
  private static let chunkSize = 16

  private func repeated(_ matrix: Matrix<Double>, _ count: Int) -> MatrixBatch<Double> {
    var batch = MatrixBatch<Double>(count: count, rows: matrix.rows, columns: matrix.columns)
    for index in 0..<count { batch[index] = matrix }
    return batch
  }

  private func entropies(_ features: MatrixBatch<Double>) throws -> [Double] {
    try cosineDistanceEntropies(ofEach: features, inputCounts: [inputs.rows])[0].entropies
  }
}

/// The parameters of ``KernelRankLandscape``.
public struct KernelRankLandscapeSettings: ExperimentSettings {
  var draws: Int
  /// Odd, so that the origin belongs to the grid; an even number is raised by one.
  var points: Int { didSet { points |= 1 } }
  var width = 32
  var inputs = 128
  var activations = DensityActivation.allCases

  /// The defaults of a preset.
  public init(preset: Preset) {
    (draws, points) =
      switch preset {
      case .smoke: (6, 7)
      case .quick: (50, 21)
      case .paper: (200, 41)
      }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<KernelRankLandscapeSettings>] = [
    .integer("draws", "draws of weights and directions", \.draws, in: 2...100_000),
    .integer("points", "grid points per axis (odd)", \.points, in: 3...401),
    .integer("width", "units per layer", \.width, in: 2...96),
    .integer("inputs", "inputs that the kernel is taken over", \.inputs, in: 3...4096),
    .choices("activations", "nonlinearity of the two-layer model", \.activations),
  ]

  /// The grid of all landscapes.
  var grid: LandscapeGrid { LandscapeGrid(points: points) }
}

extension KernelRankLandscape {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "kernel-rank-landscape",
    title: "Two layers see more low-rank kernels than one",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier version, figure 15",
    question: """
      Does the landscape of the kernel's effective rank, measured on random inputs, show the same \
      bias towards low rank as that of the weights?
      """,
    prediction: """
      Both the linear and the ReLU two-layer model have the lower mean kernel rank and the larger \
      low-rank area.
      """,
    falsifier: "Mean or area with the wrong sign, beyond the error over random directions.",
    cost: "a few seconds on two cores",
    citations: ["huh2023lowrank", "goodfellow2015qualitatively"],
    openChoices: [
      "Kernel: cosine distance of the outputs on 128 standard normal inputs; width 32.",
      """
      Low-rank area: share of the grid at or below the kernel rank of the two-layer model at the \
      origin, which is that of the one-layer model too when the two-layer model is linear.
      """,
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    settings.activations.flatMap { activation in
      let draws = trials.filter { $0.activation == activation }
        .compactMap { outcomes[$0]?.summaries }
      let comparison = LandscapeComparison(
        name: activation.rawValue, draws: draws, source: "Huh et al., earlier version, figure 15")
      let isReference =
        activation == .linear && settings.width == 32 && settings.inputs == 128
        && settings.points >= 21
      return comparison.signs
        + (isReference ? comparison.levels(single: 2.131, twoLayer: 2.008) : [])
    }
  }
}
