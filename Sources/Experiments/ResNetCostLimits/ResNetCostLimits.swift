import Foundation
public import Randomness
import Runs
import Tensors
public import Theory

/// Between nuclear norm and rank: what the cost of a linear ResNet comes to for large and small `λ`.
///
/// - Source: E. Boix-Adsera, arXiv 2501.19149, Corollary 2.3, in our normalisation.
public struct ResNetCostLimits: Experiment {
  /// The resolved parameters.
  public let settings: ResNetCostLimitsSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// The cost of one matrix by one kind of block and depth, at one `λ`.
  public struct Trial: Codable, Hashable, Sendable {
    /// The kind of block.
    public let block: BlockKind
    /// `L`; nil for infinite depth.
    public let blocks: Int?
    /// `λ`.
    public let lambda: Double
  }

  /// What the matrix costs.
  public struct Outcome: Codable, Sendable {
    /// The cost.
    package var cost: Double
    /// `∂(C/λ) / ∂ log(1/λ)`.
    package var softRank: Double
    /// The singular values that count.
    package var rank: Int
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: ResNetCostLimitsSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    let reference = ResNetCostLimitsReference.self
    let infinite =
      reference.large.map(\.lambda) + reference.small.map(\.lambda)
      + reference.softRanks.map(\.lambda) + Self.drawnLambdas
    var seen: Set<Trial> = []
    trials = BlockKind.allCases.flatMap { block in
      infinite.map { Trial(block: block, blocks: nil, lambda: $0) }
        + reference.fixedDepths.flatMap { depth in
          (reference.fixedLambdas + [5, 1000]).map {
            Trial(block: block, blocks: depth.blocks, lambda: $0)
          }
        }
    }.filter { seen.insert($0).inserted }
  }

  /// The `λ` of the curves: 0.01 to 1000, sixteen per decade.
  static let drawnLambdas = (-32...48).map { pow(10, Double($0) / 16) }

  /// The root of the matrix, one for all trials.
  public func seedPath(of trial: Trial) -> SeedPath { root / "matrix" }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    var stream = RandomStream(seedPath(of: trial))
    let matrix = try Matrix.withSingularValues(
      ResNetCostLimitsReference.singularValues, rows: settings.rows, columns: settings.columns,
      using: &stream)
    let penalty = try ResNetPenalty(
      block: trial.block, depth: trial.blocks.map(NetworkDepth.blocks) ?? .infinite,
      lambda: trial.lambda)
    let cost = try RepresentationCost(of: matrix, penalty: penalty)
    return Outcome(cost: cost.cost, softRank: cost.softRank, rank: cost.rank)
  }
}

/// `‖A‖_{S_p}^p = Σ σᵢᵖ` for the reference's matrix.
func schattenPower(_ p: Double) -> Double {
  ResNetCostLimitsReference.singularValues.reduce(0) { $0 + pow($1, p) }
}
