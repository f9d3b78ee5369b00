import Foundation
public import Runs
import Theory

extension ResNetProx {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "resnet-prox",
    title: "The proximal operators of the ResNet penalties are global",
    paper:
      "Boix-Adsera, On the inductive bias of infinite-depth ResNets and the bottleneck rank, "
      + "arXiv 2501.19149",
    figure: "none; derived from Theorem 2.1 and Corollary 2.2 in our normalisation",
    question: """
      Do the closed forms of the proximal operators give the global minimiser everywhere, and do \
      they jump where, and only where, the scalar problem is not convex?
      """,
    prediction: """
      Derived, not the paper's: no point of a grid is better, jumps begin at tau = lambda \
      (depth-2 with L blocks: tau L = lambda (L + 1)), and the penalties are weakly convex.
      """,
    falsifier: """
      A point of the grid with a smaller objective, a result that falls as its argument grows, a \
      jump in the convex regime or none outside, a threshold away from the table.
      """,
    cost: "two seconds on two cores; a minute at paper size",
    citations: ["boixadsera2025inductive", "fazel2003logdet", "zhang2010mcp"],
    openChoices: [
      "Constants: a = b = 1/2; which ones the paper uses is not known to us.",
      "Random cases: lambda from 0.01 to 100 and r = tau/lambda from 0.03 to 63, log-uniform, "
        + "L = 1, 2, 3, 7, 20, 100, infinite in turn, arguments to beyond every jump.",
      "Jumps are found by calling the operator: the step of a grid with the largest growth, halved.",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    randomClaims(outcomes) + tableClaims(outcomes) + criticalClaims(outcomes)
      + [continuity(outcomes)] + curvatureClaims(outcomes)
  }

  private static let source = "derived, our reference"

  private func bound(
    _ id: String, _ statement: String, atMost bound: Double, _ measured: Double?
  ) -> Claim {
    .atMost(
      id: id, statement: statement, source: Self.source, bound: bound, measured: measured ?? .nan,
      standardError: 0)
  }

  private func randomClaims(_ outcomes: [Trial: Outcome]) -> [Claim] {
    ProximalFamily.allCases.flatMap { family -> [Claim] in
      var cases = RandomCases()
      for trial in trials {
        guard case .random(family, _, _) = trial else { continue }
        guard case .random(let found)? = outcomes[trial] else { return [] }
        cases.merge(found)
      }
      let claims = [
        bound(
          "global/\(family.rawValue)",
          "no point of a grid has a smaller objective (relative, over random cases)",
          atMost: 1e-12, cases.excess),
        bound(
          "monotone/\(family.rawValue)",
          "the result does not fall as its argument grows (relative to max(1, y))",
          atMost: 1e-13, cases.decrease),
      ]
      guard family == .depth1 || family == .depth2 else { return claims }
      return claims + [
        bound(
          "stationary/\(family.rawValue)",
          "positive results satisfy x + tau phi'(x) = y (relative to max(1, y))",
          atMost: 1e-13, cases.residual)
      ]
    }
  }

  private func tableClaims(_ outcomes: [Trial: Outcome]) -> [Claim] {
    ResNetProxReference.columns.map { column in
      let distances = zip(ResNetProxReference.ratios, column.jumps).map { ratio, published in
        guard
          case .jump(let from, let before, let to, _)? =
            outcomes[.jump(column.block, blocks: column.blocks, ratio: ratio)]
        else { return Double.nan }
        guard let published else { return to - before }
        return max(abs(from - published.from), abs(to - published.to))
      }
      return bound(
        "thresholds/\(name(column.block, column.blocks))",
        """
        the operator jumps where the table says and lands where it says, in units of lambda \
        (largest difference; without jump the largest growth between neighbouring numbers)
        """, atMost: 1e-6, distances.greatest)
    }
  }

  private func criticalClaims(_ outcomes: [Trial: Outcome]) -> [Claim] {
    ResNetProxReference.criticalSteps.flatMap { published -> [Claim] in
      guard case .critical(let landing, let ratio)? = outcomes[.critical(blocks: published.blocks)]
      else { return [] }
      func claim(_ quantity: String, _ statement: String, _ value: Double, _ measured: Double)
        -> Claim
      {
        .level(
          id: "critical/\(name(.depth2, published.blocks))/\(quantity)", statement: statement,
          source: Self.source, published: value, measured: measured, standardError: 0,
          tolerance: published.tolerance)
      }
      return [
        claim(
          "ratio", "from this tau/lambda on the jump starts from zero", published.ratio, ratio),
        claim("landing", "where that jump lands, over lambda", published.landing, landing),
      ]
    }
  }

  private func continuity(_ outcomes: [Trial: Outcome]) -> Claim {
    let wrong = trials.map { trial -> Double in
      guard case .jump(let block, let blocks, let ratio) = trial else { return 0 }
      guard case .jump(_, let before, let to, _)? = outcomes[trial] else { return .nan }
      // At r = 1 the growth is that of a square root: 10⁻⁸ between neighbouring numbers.
      return (to - before > 1e-6) == (ratio * exponent(block, blocks) > 1) ? 0 : 1
    }
    return bound(
      "continuity",
      "the operator jumps exactly where the scalar problem is not convex (number of exceptions)",
      atMost: 0, wrong.reduce(0, +))
  }

  private func curvatureClaims(_ outcomes: [Trial: Outcome]) -> [Claim] {
    trials.compactMap { trial in
      guard case .curvature(let block, let blocks) = trial,
        case .curvature(let measured)? = outcomes[trial]
      else { return nil }
      return .atLeast(
        id: "weak-convexity/\(name(block, blocks))",
        statement: "the slope of phi' times lambda never falls below the reference minus 1e-6",
        source: Self.source, bound: -exponent(block, blocks) - 1e-6, measured: measured,
        standardError: 0)
    }
  }

  /// `-λ inf φ''`: 1, and `L/(L+1)` for depth-2 at finite `L`.
  private func exponent(_ block: BlockKind, _ blocks: Int?) -> Double {
    guard block == .depth2, let blocks else { return 1 }
    return Double(blocks) / Double(blocks + 1)
  }

  private func name(_ block: BlockKind, _ blocks: Int?) -> String {
    "\(block.rawValue)/L-\(blocks.map(String.init) ?? "inf")"
  }
}
