import Foundation
import Networks
public import Randomness
import Runs
import Spectra
import Statistics
import Tensors
import Theory

/// The singular values of products of random matrices follow the Fuss-Catalan law already at finite
/// width, and their entropy falls with every factor.
///
/// - Source: Huh et al., earlier version, figure 6; theorem 3.1.
/// - Cost: a few seconds on two cores at `quick`.
public struct SingularValueLaw: Experiment {
  /// The resolved parameters.
  public let settings: SingularValueLawSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// A block of products of one width and depth.
  public struct Trial: Codable, Hashable, Sendable {
    /// What is measured on them.
    public let probe: Probe
    /// The width `n` of the square factors.
    public let width: Int
    /// The number of factors.
    public let depth: Int
    /// The number of the block.
    public let block: Int
    /// How many products the block holds.
    public let products: Int
  }

  /// What is measured on a product `W` of `depth` factors.
  public enum Probe: Codable, Hashable, Sendable {
    /// The singular values of `W`: entropies, distance from the law, histogram.
    case weights
    /// The entropy of the kernel `X W^T W X^T` of `inputs` Gaussian inputs.
    case kernel(inputs: Int)

    /// The component of the seed path.
    fileprivate var name: String {
      switch self {
      case .weights: "weights"
      case .kernel(let inputs): "kernel-\(inputs)"
      }
    }
  }

  /// What a block of products shows.
  public struct Outcome: Codable, Sendable {
    /// `rho(W)` of each product, or `rho(K)` for the kernel probe; nats.
    public let entropies: [Double]
    /// `rho(W^T W)` of each product in nats.
    public let gramEntropies: [Double]
    /// The Kolmogorov-Smirnov distance of each product's singular values from the limit law.
    ///
    /// Taken above `n eps s1`, which is what float64 resolves: at depth 32 a sixth of the law lies
    /// below.
    public let distances: [Double]
    /// How many singular values fell into each bin.
    public let counts: [Int]
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: SingularValueLawSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    var trials: [Trial] = []
    func add(_ probe: Probe, width: Int, depth: Int, draws: Int) {
      let size = Self.blockSize(width: width)
      for (block, first) in stride(from: 0, to: draws, by: size).enumerated() {
        trials.append(
          Trial(
            probe: probe, width: width, depth: depth, block: block,
            products: min(size, draws - first)))
      }
    }
    for width in settings.widths {
      for depth in settings.depths {
        add(.weights, width: width, depth: depth, draws: settings.draws(width: width))
      }
    }
    for ratio in settings.inputRatios {
      for depth in settings.depths {
        let inputs = ratio * SingularValueLawSettings.kernelWidth
        add(
          .kernel(inputs: inputs), width: SingularValueLawSettings.kernelWidth, depth: depth,
          draws: settings.kernelDraws)
      }
    }
    self.trials = trials
  }

  /// Blocks of about equal work: the work per product grows like `n^3`.
  private static func blockSize(width: Int) -> Int {
    max(1, min(256, 64 * 64 * 64 * 64 / (width * width * width)))
  }

  /// The root of every draw of a trial, named by the trial's parameters.
  public func seedPath(of trial: Trial) -> SeedPath {
    root / trial.probe.name / "n-\(trial.width)" / "depth-\(trial.depth)" / "block-\(trial.block)"
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    let n = Double(trial.width)
    return Double(trial.products) * n * n * (n + Double(trial.depth) * 16)
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    var stream = RandomStream(seedPath(of: trial))
    let products = effectiveWeights(
      ofNetworks: trial.products, depth: trial.depth, width: trial.width,
      distribution: settings.weights, stream: &stream)
    switch trial.probe {
    case .weights: return try weightOutcome(products, trial)
    case .kernel(let inputs): return try kernelOutcome(products, inputs: inputs, &stream)
    }
  }

  private func weightOutcome(_ products: MatrixBatch<Double>, _ trial: Trial) throws -> Outcome {
    let spectra = try singularValues(ofEach: products)
    let law = FussCatalanLaw(depth: trial.depth)
    var entropies: [Double] = []
    var gramEntropies: [Double] = []
    var distances: [Double] = []
    var counts = [Int](repeating: 0, count: Self.binCount)
    let width = Self.binWidth(depth: trial.depth)
    for row in 0..<products.count {
      let values = spectra.row(row)
      entropies.append(RankMeasures.spectralEntropy(values))
      gramEntropies.append(RankMeasures.spectralEntropy(values.map { $0 * $0 }))
      let resolution = Double(values.count) * Double.ulpOfOne * (values.first ?? 0)
      distances.append(
        kolmogorovSmirnovDistance(values, above: resolution) { law.cumulative(of: $0) })
      for value in values { counts[min(Self.binCount - 1, Int(value / width))] += 1 }
    }
    return Outcome(
      entropies: entropies, gramEntropies: gramEntropies, distances: distances, counts: counts)
  }

  private func kernelOutcome(
    _ products: MatrixBatch<Double>, inputs: Int, _ stream: inout RandomStream
  ) throws -> Outcome {
    let entropies = try (0..<products.count).map { index in
      let points = Matrix<Double>(
        rows: inputs, columns: products.columns, from: .normal(mean: 0, standardDeviation: 1),
        using: &stream)
      let features = points.times(products[index], transposing: .right)
      return try FeatureKernel.linearGram.spectrum(of: features).spectralEntropy
    }
    let spectra = try singularValues(ofEach: products)
    let gramEntropies = (0..<spectra.rows).map { row in
      RankMeasures.spectralEntropy(spectra.row(row).map { $0 * $0 })
    }
    return Outcome(entropies: entropies, gramEntropies: gramEntropies, distances: [], counts: [])
  }

  /// Bins of the histogram; the last one also takes what lies beyond the edge of the law.
  static let binCount = 64

  /// The width of a bin: the law's support and a sixteenth beyond it.
  static func binWidth(depth: Int) -> Double {
    FussCatalanLaw(depth: depth).supportMaximum.squareRoot() * (17.0 / 16) / Double(binCount)
  }
}
