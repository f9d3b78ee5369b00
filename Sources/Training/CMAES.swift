import Foundation
public import Randomness
public import Tensors

/// Evolution strategy with covariance matrix adaptation: a normal distribution that moves and
/// stretches towards where the better half of its samples lies.
///
/// It uses the order of the losses only, never a gradient. One step is one generation: `population`
/// evaluations; its loss is that of the generation's best sample, and the parameters after it are
/// the mean `m`, which the state holds in double precision and which alone moves running statistics.
/// A loss that is NaN or infinite ranks last; a generation without any finite loss returns none and
/// changes nothing but the draws of the next one. The samples of a step depend on the seed path and
/// on the step's number only. The schedule's rate does not enter: the deviation adapts itself.
///
/// - Source: N. Hansen, *The CMA evolution strategy: a tutorial*, arXiv 1604.00772, figure 6 and
///   table 1 (with negative weights); the separable form: R. Ros, N. Hansen, *A simple modification
///   in CMA-ES achieving linear time and space complexity*, PPSN X (2008), rates multiplied by
///   `(n + 2)/3`, no negative weights. Restarts and boundaries are not implemented.
public struct CMAES: Optimizer {
  /// What is adapted.
  public enum Covariance: String, Hashable, Sendable, Codable {
    /// All of the matrix: `3n² + O(n)` numbers; an eigendecomposition, O(n³), about every `n/10`
    /// generations.
    case full
    /// Its diagonal: O(n) numbers and time, for a loss without strong interactions or a large `n`.
    case separable
  }

  /// The name in a configuration.
  public static let name = "cma_es"
  /// What `numbers` holds: `m`, `p_c`, `p_σ`, `σ`, `C` (n·n or n), its eigenvectors in columns
  /// (full only), the roots of its eigenvalues, and the generation of the decomposition.
  public static let numberNames = [
    "mean", "covariance_path", "deviation_path", "deviation", "covariance", "axes", "axis_lengths",
    "decomposed_at",
  ]
  /// Losses of one generation are compared, and steer the path over many.
  public static let needsFullBatch = true

  /// `σ` at the start, finite and > 0: the optimum should lie within about three of it.
  public let initialDeviation: Double
  /// Samples per generation, at least 4; nil: `4 + ⌊3 ln n⌋`.
  public let population: Int?
  /// What is adapted.
  public let covariance: Covariance
  /// The name of the draws.
  public let seed: SeedPath

  /// Creates the strategy.
  ///
  /// - Precondition: The deviation is finite and positive, the population at least 4.
  public init(
    initialDeviation: Double, population: Int? = nil, covariance: Covariance = .full,
    seed: SeedPath
  ) {
    self.initialDeviation = initialDeviation
    self.population = population
    self.covariance = covariance
    self.seed = seed
    requireFaultless(fault)
  }

  /// The distribution around the parameters, with the identity as covariance.
  public func initialState<Scalar: MatrixScalar>(
    at parameters: UnsafeBufferPointer<Scalar>
  ) -> OptimizerState<Scalar> {
    let distribution = SearchDistribution(
      mean: parameters.map { Double($0) }, deviation: initialDeviation, covariance)
    return OptimizerState(numbers: distribution.numbers)
  }

  /// Takes one step; returns the loss of the best sample, nil if none is finite, and leaves the mean
  /// in the parameters.
  public func step<P: Objective>(
    _ parameters: UnsafeMutablePointer<P.Scalar>, _ state: inout OptimizerState<P.Scalar>,
    on objective: inout P, rate: Double
  ) -> Double? {
    let constants = StrategyConstants(
      dimension: objective.parameterCount, population: population, covariance)
    var distribution = SearchDistribution(state.numbers, covariance)
    state.numbers = []
    var stream = RandomStream(seed / "generation-\(state.step)")
    let samples = distribution.samples(constants.population, using: &stream)
    let losses = (0..<constants.population).map { k in
      samples.withRow(k) { offsets in
        distribution.place(offsets, into: parameters)
        return objective.loss(at: parameters)
      }
    }
    distribution.adapt(to: samples, losses: losses, constants, generation: state.step)
    distribution.mean.withUnsafeBufferPointer { write($0, into: parameters) }
    state.numbers = distribution.numbers
    state.step += 1
    state.evaluations += constants.population
    guard let best = losses.filter(\.isFinite).min() else { return nil }
    objective.settle(at: parameters)
    return best
  }

  private var fault: String? {
    if let population, population < 4 {
      return "\"population\" must be at least 4, not \(population)"
    }
    return Bound.positive.fault("initial_deviation", initialDeviation)
  }
}

extension CMAES: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case initialDeviation = "initial_deviation"
    case population
    case covariance
    case seed
  }

  /// Reads the settings; deviation and seed have no default.
  public init(from decoder: any Decoder) throws {
    let settings = try Settings(decoder, of: Self.name, CodingKeys.self)
    initialDeviation = try settings.required(.initialDeviation)
    seed = try settings.required(.seed)
    let defaults = Self(initialDeviation: 1, seed: seed)
    population = try settings[.population]
    covariance = try settings[.covariance] ?? defaults.covariance
    try settings.require(fault)
  }
}
