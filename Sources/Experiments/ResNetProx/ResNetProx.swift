import Foundation
public import Randomness
import Runs
public import Theory

/// The proximal operators of the ResNet penalties: global, with known jumps, weakly convex.
///
/// - Source: derived from Theorem 2.1 and Corollary 2.2 of Boix-Adsera, arXiv 2501.19149, in our
///   normalisation.
/// - Question: Do the closed forms give the global minimiser everywhere, and do they jump where they
///   should?
/// - Prediction: No point of a grid is better; jumps exactly where the scalar problem is not convex.
/// - Falsifier: A better point, a jump elsewhere, a threshold away from the table.
/// - Cost: a few seconds; a minute at paper size.
public struct ResNetProx: Experiment {
  /// The resolved parameters.
  public let settings: ResNetProxSettings
  /// All trials, in the order of the results.
  public let trials: [Trial]
  private let root: SeedPath

  /// What is tried; `blocks` is nil for infinitely many.
  public enum Trial: Codable, Hashable, Sendable {
    /// Random cases against a grid.
    case random(ProximalFamily, part: Int, cases: Int)
    /// Where an operator with step `τ = ratio · λ` grows fastest.
    case jump(BlockKind, blocks: Int?, ratio: Double)
    /// The ratio from which on the jump of depth-2 starts from 0.
    case critical(blocks: Int?)
    /// The smallest difference quotient of `φ'`.
    case curvature(BlockKind, blocks: Int?)
  }

  /// What a trial came to; lengths in units of `λ`.
  public enum Outcome: Codable, Hashable, Sendable {
    /// The worst of the random cases.
    case random(RandomCases)
    /// `y` before and the results before and after the steepest place, and where zero ends.
    case jump(from: Double, before: Double, to: Double, zeroThreshold: Double)
    /// `u_c` and `r_c`.
    case critical(landing: Double, ratio: Double)
    /// The smallest difference quotient, times `λ`.
    case curvature(Double)
  }

  /// Plans the trials; see ``Experiment``.
  public init(settings: ResNetProxSettings, root: SeedPath) throws(ExperimentError) {
    self.settings = settings
    self.root = root
    let random = ProximalFamily.allCases.flatMap { family in
      stride(from: 0, to: settings.cases, by: Self.partSize).enumerated().map {
        Trial.random(family, part: $0, cases: min(Self.partSize, settings.cases - $1))
      }
    }
    var jumps = ResNetProxReference.columns.flatMap { column in
      ResNetProxReference.ratios.map {
        Trial.jump(column.block, blocks: column.blocks, ratio: $0)
      }
    }
    for block in BlockKind.allCases {
      for blocks in ResNetProxReference.depths {
        for ratio in ResNetProxReference.structureRatios {
          let trial = Trial.jump(block, blocks: blocks, ratio: ratio)
          if !jumps.contains(trial) { jumps.append(trial) }
        }
      }
    }
    trials =
      random + jumps + ResNetProxReference.criticalSteps.map { .critical(blocks: $0.blocks) }
      + BlockKind.allCases.flatMap { block in
        ResNetProxReference.depths.map { .curvature(block, blocks: $0) }
      }
  }

  private static let partSize = 500

  /// `λ` of the trials that are not random; results are in units of it.
  private static let lambda = 0.7

  /// The root of every draw of a trial.
  public func seedPath(of trial: Trial) -> SeedPath {
    if case .random(let family, let part, _) = trial {
      return root / family.rawValue / "part-\(part)"
    }
    return root
  }

  /// The relative cost of a trial.
  public func weight(of trial: Trial) -> Double {
    switch trial {
    case .random(_, _, let cases): Double(cases * settings.grid) / 1000
    case .critical: 100
    case .jump, .curvature: 1
    }
  }

  /// Computes one trial; a pure function of the trial and the seed.
  public func outcome(of trial: Trial) throws -> Outcome {
    switch trial {
    case .random(let family, _, let cases):
      return .random(try randomCases(family, count: cases, path: seedPath(of: trial)))
    case .jump(let block, let blocks, let ratio):
      let jump = try Self.jump(block, blocks: blocks, ratio: ratio)
      return .jump(
        from: jump.from, before: jump.before, to: jump.to, zeroThreshold: jump.zeroThreshold)
    case .critical(let blocks):
      var (low, high) = (2.5, 9.0)
      while case let middle = low + (high - low) / 2, middle > low, middle < high {
        let jump = try Self.jump(.depth2, blocks: blocks, ratio: middle)
        if jump.before > 0 { low = middle } else { high = middle }
      }
      return .critical(
        landing: try Self.jump(.depth2, blocks: blocks, ratio: high).to, ratio: high)
    case .curvature(let block, let blocks):
      let penalty = try ResNetPenalty(block: block, blocks: blocks, lambda: Self.lambda)
      return .curvature(steepestSlope(of: penalty, lambda: Self.lambda))
    }
  }

  /// The steepest place in units of `λ`.
  private static func jump(
    _ block: BlockKind, blocks: Int?, ratio: Double
  ) throws -> ProximalProbe.Jump {
    let penalty = try ResNetPenalty(block: block, blocks: blocks, lambda: lambda)
    // Every jump is below r + 2√r, in units of λ.
    let jump = ProximalProbe(operation: penalty.proximalOperator(step: ratio * lambda))
      .steepest(upTo: lambda * (ratio + 2 * ratio.squareRoot()))
    return ProximalProbe.Jump(
      from: jump.from / lambda, before: jump.before / lambda, to: jump.to / lambda,
      zeroThreshold: jump.zeroThreshold / lambda)
  }

  /// Cases with `λ` from 0.01 to 100, `r` from 0.03 to 63, `y` up to beyond every jump.
  private func randomCases(
    _ family: ProximalFamily, count: Int, path: SeedPath
  ) throws -> RandomCases {
    var stream = RandomStream(path)
    var cases = RandomCases()
    for index in 0..<count {
      let draws = stream.values(4, from: .uniform(0...1))
      let lambda = pow(10, 4 * draws[0] - 2)
      let ratio = 0.03 * pow(63 / 0.03, draws[1])
      let y = lambda * 2.5 * draws[2] * (ratio + 2 * ratio.squareRoot())
      let blocks = ResNetProxReference.depths[index % ResNetProxReference.depths.count]
      cases.add(
        try family.penalty(lambda: lambda, blocks: blocks), step: ratio * lambda, y: y,
        larger: y * (1 + pow(10, -15 * draws[3])), grid: settings.grid)
    }
    return cases
  }
}
