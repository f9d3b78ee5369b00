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

  /// Both landscapes of a draw.
  public struct Outcome: Codable, Sendable {
    let summaries: LandscapePair<LandscapeSummary>
    /// The surfaces themselves, for the first draw.
    let surfaces: LandscapePair<[Double]>?
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

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    let n = settings.width
    var stream = RandomStream(seedPath(of: trial))
    func draw() -> Matrix<Double> {
      let deviation = 1 / Double(n).squareRoot()
      return Matrix(
        rows: n, columns: n, from: .normal(mean: 0, standardDeviation: deviation), using: &stream)
    }
    let (first, second) = (draw(), draw())
    let (u, v) = (draw(), draw())
    let (u1, u2, v1, v2) = (draw(), draw(), draw(), draw())
    let product = second.times(first)

    var single: [Double] = []
    var twoLayer: [Double] = []
    let coordinates = settings.grid.coordinates
    for start in stride(from: 0, to: coordinates.count, by: Self.chunkSize) {
      let chunk = coordinates[start..<min(start + Self.chunkSize, coordinates.count)]
      let points = repeated(inputs, count: chunk.count)
      single += try entropies(
        points.times(product.moved(along: u, v, by: chunk), transposing: .right))
      var hidden = points.times(first.moved(along: u1, v1, by: chunk), transposing: .right)
      hidden.withUnsafeMutableBufferPointer { trial.activation.activation.apply(to: $0) }
      twoLayer += try entropies(
        hidden.times(second.moved(along: u2, v2, by: chunk), transposing: .right))
    }
    let threshold = twoLayer[settings.grid.origin]
    return Outcome(
      summaries: LandscapePair(
        single: LandscapeSummary(single, threshold: threshold),
        twoLayer: LandscapeSummary(twoLayer, threshold: threshold)),
      surfaces: trial.draw == 0 ? LandscapePair(single: single, twoLayer: twoLayer) : nil)
  }

  /// Points whose features stay in the second-level cache together.
  private static let chunkSize = 16

  private func repeated(_ matrix: Matrix<Double>, count: Int) -> MatrixBatch<Double> {
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
  var points: Int
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
    .integer("inputs", "inputs that the kernel is taken over", \.inputs, in: 2...4096),
    .choices("activations", "nonlinearity of the two-layer model", \.activations),
  ]

  /// The grid; an even number of points is raised by one so that the origin belongs to it.
  var grid: LandscapeGrid { LandscapeGrid(points: points | 1) }
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
      return comparison.signs
        + (isReference ? comparison.levels(single: 2.131, twoLayer: 2.008) : [])
    }
  }
}
