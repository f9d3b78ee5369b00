import Foundation
public import Runs
import Theory

extension ResNetCostLimits {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "resnet-cost-limits",
    title: "From nuclear norm to rank, and why the order of the limits matters",
    paper:
      "Boix-Adsera, On the inductive bias of infinite-depth ResNets and the bottleneck rank, 2025",
    figure: "none; Corollary 2.3, in our normalisation",
    question: "What does the cost of a linear ResNet come to for large and for small lambda?",
    prediction: """
      The nuclear norm for large lambda, exactly so for depth-2 blocks; the rank for small lambda at \
      infinite depth, a Schatten quasi-norm at fixed depth.
      """,
    falsifier: "A cost, an exact readout of the rank or a limit away from the closed form.",
    cost: "under a second",
    citations: ["boixadsera2025inductive"],
    openChoices: [
      "default: cost constants a = b = 1/2; the paper's are not known to us",
      "default: the reference numbers are our own; singular values 5, 1.5, 0.5 in a random matrix",
      "the raw ratios come to the rank only logarithmically: they are compared with their own "
        + "values, never with the rank",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    func found(_ block: BlockKind, _ blocks: Int?, _ lambda: Double) -> Outcome? {
      outcomes[Trial(block: block, blocks: blocks, lambda: lambda)]
    }
    return largeClaims(found) + rankClaims(found) + ratioClaims(found) + fixedClaims(found)
  }

  private typealias Find = (BlockKind, Int?, Double) -> Outcome?
  private typealias Reference = ResNetCostLimitsReference
  private static let corollary =
    "Corollary 2.3 in our normalisation; specification, section 9 (derived)"

  private func level(
    _ id: String, _ statement: String, _ published: Double, _ measured: Double?, _ tolerance: Double
  ) -> Claim {
    .level(
      id: id, statement: statement + ", a = b = 1/2", source: Self.corollary, published: published,
      measured: measured ?? .nan, standardError: 0, tolerance: tolerance)
  }

  private func largeClaims(_ find: Find) -> [Claim] {
    let nuclear = schattenPower(1)
    return Reference.large.flatMap { row -> [Claim] in
      let place = "lambda-\(row.lambda)"
      let first = find(.depth1, nil, row.lambda)?.cost
      return [
        level(
          "large/depth-1/\(place)", "cost of depth-1, infinite L, lambda \(row.lambda)", row.depth1,
          first, 1e-9),
        level(
          "large/depth-2/\(place)", "cost of depth-2, infinite L, lambda \(row.lambda)", row.depth2,
          find(.depth2, nil, row.lambda)?.cost, row.lambda >= 5 ? 1e-13 * nuclear : 1e-9),
        // 7 - C loses about log10 λ digits, and the reference has four decimals.
        level(
          "large/deficit/\(place)",
          "lambda times the deficit of depth-1, infinite L, lambda "
            + "\(row.lambda); it tends to 13.75", row.deficit,
          first.map { row.lambda * (nuclear - $0) }, 1e-4),
      ]
    }
      + Reference.fixedDepths.flatMap { depth in
        [5.0, 1000].map { lambda in
          level(
            "large/exact/blocks-\(depth.blocks)/lambda-\(lambda)",
            "cost of depth-2, L = \(depth.blocks), is the nuclear norm once lambda >= s1: lambda "
              + "\(lambda)", nuclear, find(.depth2, depth.blocks, lambda)?.cost, 1e-13 * nuclear)
        }
      }
  }

  private func rankClaims(_ find: Find) -> [Claim] {
    let values = Reference.singularValues
    let logarithms = values.reduce(0) { $0 + 1 + log($1) }
    let refined = Reference.small.map { row in
      level(
        "small/refined/lambda-\(row.lambda)",
        "(C - lambda sum log(e s)) / (lambda log 1/lambda) of depth-2, infinite L, is the rank: "
          + "lambda \(row.lambda)", Double(values.count),
        find(.depth2, nil, row.lambda).map {
          ($0.cost / row.lambda - logarithms) / -log(row.lambda)
        },
        1e-9)
    }
    let soft = Reference.softRanks.map { row in
      level(
        "small/soft-rank/lambda-\(row.lambda)",
        "soft rank of depth-2, infinite L, lambda \(row.lambda)", row.value,
        find(.depth2, nil, row.lambda)?.softRank, 1e-9)
    }
    return refined + soft
  }

  private func ratioClaims(_ find: Find) -> [Claim] {
    Reference.small.flatMap { row -> [Claim] in
      let size = -log(row.lambda)
      let ratio1 = find(.depth1, nil, row.lambda).map { $0.cost / row.lambda / (size * size / 2) }
      let ratio2 = find(.depth2, nil, row.lambda).map { $0.cost / row.lambda / size }
      let place = "lambda-\(row.lambda)"
      return [
        level(
          "ratio/depth-1/\(place)",
          "C / (lambda/2 log^2 1/lambda) of depth-1, infinite L, lambda "
            + "\(row.lambda)", row.depth1, ratio1, 1e-5),
        level(
          "ratio/depth-2/\(place)",
          "C / (lambda log 1/lambda) of depth-2, infinite L, lambda "
            + "\(row.lambda)", row.depth2, ratio2, 1e-5),
        level(
          "slope/depth-1/\(place)",
          "d(C/lambda) / d log(1/lambda) of depth-1, infinite L, lambda "
            + "\(row.lambda)", row.slope, find(.depth1, nil, row.lambda)?.softRank, 1e-4),
        .note(
          id: "trap/raw-ratio/\(place)",
          statement: "distance of the raw depth-1 ratio from the rank: the ratio converges like "
            + "log log(1/lambda) / log(1/lambda), so no lambda that a training uses shows the rank",
          source: Self.corollary, published: 0,
          measured: (ratio1 ?? .nan) - Double(Reference.singularValues.count), standardError: nil),
      ]
    }
  }

  private func fixedClaims(_ find: Find) -> [Claim] {
    Reference.fixedDepths.flatMap { row in
      BlockKind.allCases.flatMap { block -> [Claim] in
        let (values, limit) = block == .depth1 ? (row.depth1, row.limit1) : (row.depth2, row.limit2)
        let law = FixedDepthLaw(block: block, blocks: row.blocks)
        let place = "\(block.rawValue)/blocks-\(row.blocks)"
        let scaled = zip(Reference.fixedLambdas, values).map { lambda, value in
          level(
            "fixed-depth/\(place)/lambda-\(lambda)",
            "C over \(law.words), \(block.rawValue), L = \(row.blocks), lambda \(lambda)",
            value,
            find(block, row.blocks, lambda).map { $0.cost / law.factor(lambda: lambda) }, 1e-5)
        }
        // The raw ratio of the rank, at a fixed depth: it grows without bound.
        let ratios = Reference.fixedLambdas.map { lambda in
          let size = -log(lambda)
          let scale = block == .depth1 ? size * size / 2 : size
          return (
            label: "lambda \(lambda)",
            mean: find(block, row.blocks, lambda).map { $0.cost / lambda / scale } ?? .nan,
            standardError: 0.0
          )
        }
        return scaled + [
          level(
            "fixed-depth/\(place)/limit",
            "the limit of small lambda at L = \(row.blocks) is a Schatten quasi-norm, not the rank",
            limit, law.limit, 1e-6),
          .order(
            id: "trap/fixed-depth/\(place)",
            statement: "at fixed L = \(row.blocks), \(block.rawValue), the ratio that tends to the "
              + "rank at infinite depth grows as lambda falls: the limits do not commute",
            source: Self.corollary, means: ratios, direction: .increasing),
        ]
      }
    }
  }
}

/// What the cost of a fixed depth comes to for small `λ`.
///
/// A factor with a power of `λ`, times `‖A‖_{S_p}^p`; the reference is divided by the whole factor.
private struct FixedDepthLaw {
  let block: BlockKind
  let blocks: Int

  /// Half the layers of the plain deep linear network with this cost, `1/p`.
  private var half: Double { Double(block == .depth1 ? blocks + 2 : 2 * (blocks + 1)) / 2 }

  /// `(L+2)/2 (λL)^{L/(L+2)}` of depth-1, `(L+1) λ^{L/(L+1)}` of depth-2.
  func factor(lambda: Double) -> Double {
    let base = block == .depth1 ? lambda * Double(blocks) : lambda
    return half * pow(base, Double(blocks) / Double(block == .depth1 ? blocks + 2 : blocks + 1))
  }

  /// The factor, in words.
  var words: String {
    block == .depth1 ? "(L+2)/2 (lambda L)^(L/(L+2))" : "(L+1) lambda^(L/(L+1))"
  }

  /// `‖A‖_{S_p}^p`, the limit.
  var limit: Double { schattenPower(1 / half) }
}
