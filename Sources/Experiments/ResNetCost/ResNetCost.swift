import Foundation
public import Randomness
import Runs
public import Theory

/// The exact cost of a linear ResNet: the true weights reach the formula, and nothing beats it.
///
/// - Source: E. Boix-Adsera, arXiv 2501.19149, Theorem 2.1 and Corollary 2.2, in our normalisation.
public struct ResNetCost: Experiment {
  /// The resolved parameters.
  public let settings: ResNetCostSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// A matrix, and the network whose weights are minimised subject to representing it.
  public struct Case: Codable, Hashable, Sendable {
    /// The kind of block.
    public let block: BlockKind
    /// `L`.
    public let blocks: Int
    /// `λ`.
    public let lambda: Double
    /// The positive singular values of the matrix.
    public let singularValues: [Double]
    /// Its rows.
    public let rows: Int
    /// Its columns.
    public let columns: Int
    /// `m`.
    public let width: Int
  }

  /// Where the networks come from whose cost is held against the formula.
  public enum Family: String, Codable, Hashable, Sendable, CaseIterable {
    /// Random weights.
    case random
    /// Optimal weights of a random matrix, perturbed.
    case perturbed
    /// Weights that were trained for a few steps towards a random matrix at small cost.
    case trained
  }

  /// One piece of work.
  public enum Trial: Codable, Hashable, Sendable {
    /// The least cost over the weights of a case, from one start.
    case minimum(Case, start: Int)
    /// The cost of a block of networks against the formula.
    case networks(Family, block: Int, count: Int)
    /// A block of decompositions into rank-one terms against the formula.
    case decompositions(block: Int, count: Int)
    /// The explicit minimum-norm weights.
    case weights
    /// The formula itself: constants, derivatives, depths, numerical range.
    case formula
  }

  /// What a piece of work yields.
  public enum Outcome: Codable, Sendable {
    /// Where a minimisation over weights ended.
    case minimum(ConstrainedMinimum)
    /// Relative gaps above the formula.
    case gaps([Double])
    /// Errors of the explicit weights.
    case weights(WeightErrors)
    /// Checks of the formula.
    case formula(FormulaChecks)
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: ResNetCostSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    func blocks(_ total: Int, _ size: Int, _ make: (Int, Int) -> Trial) -> [Trial] {
      stride(from: 0, to: total, by: size).enumerated().map { block, first in
        make(block, min(size, total - first))
      }
    }
    trials =
      ResNetCostReference.cases.flatMap { place in
        (0..<settings.starts).map { Trial.minimum(place, start: $0) }
      } + blocks(settings.networks, 500) { .networks(.random, block: $0, count: $1) }
      + blocks(settings.nearNetworks, 500) { .networks(.perturbed, block: $0, count: $1) }
      + blocks(settings.nearNetworks / 10, 50) { .networks(.trained, block: $0, count: $1) }
      + blocks(settings.decompositions, 1000) { .decompositions(block: $0, count: $1) }
      + [.weights, .formula]
  }

  /// The root of every draw of a trial, named by the trial's parameters.
  public func seedPath(of trial: Trial) -> SeedPath {
    switch trial {
    case .minimum(let place, let start):
      root / "minimum" / place.block.rawValue / "blocks-\(place.blocks)"
        / "lambda-\(place.lambda)" / "start-\(start)"
    case .networks(let family, let block, _): root / family.rawValue / "block-\(block)"
    case .decompositions(let block, _): root / "decompositions" / "block-\(block)"
    case .weights: root / "weights"
    case .formula: root / "formula"
    }
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    switch trial {
    case .minimum(let place, _): Double(20 * (place.blocks + 2))
    case .networks(let family, _, let count):
      Double(count) / (family == .trained ? 2 : 20)
    case .decompositions(_, let count): Double(count) / 100
    case .weights, .formula: 5
    }
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    var stream = RandomStream(seedPath(of: trial))
    switch trial {
    case .minimum(let place, _): return .minimum(try place.minimum(using: &stream))
    case .networks(let family, _, let count):
      return .gaps(try (0..<count).map { _ in try family.gap(using: &stream) })
    case .decompositions(_, let count):
      return .gaps(try (0..<count).map { try decompositionGap(number: $0, using: &stream) })
    case .weights: return .weights(try WeightErrors.measured(using: &stream))
    case .formula: return .formula(try FormulaChecks.measured())
    }
  }
}
