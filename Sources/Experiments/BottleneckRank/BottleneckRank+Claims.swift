import Foundation
public import Runs
import Theory

extension BottleneckRank {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "bottleneck-rank",
    title: "The cost of a nonlinear ResNet tends to the bottleneck rank",
    paper: "Boix-Adsera, On the inductive bias of infinite-depth ResNets and the bottleneck rank",
    figure: "theorem 3.3, in our normalisation",
    question: """
      Does the least cost of a residual network that computes f = g(h(x)), over lambda log(1/lambda) \
      (depth-2) or lambda/2 log^2(1/lambda) (depth-1), lie between the Jacobian rank and the width \
      of the bottleneck as lambda vanishes?
      """,
    prediction: """
      Explicit networks equal f and cost k units plus O(lambda); the certificate from derivatives \
      stays below their cost and reaches the Jacobian rank.
      """,
    falsifier: """
      A network that differs from f, a certificate above the cost of a network, or a coefficient of \
      the leading term that is not k.
      """,
    cost: "a few seconds on two cores",
    citations: ["boixadsera2025inductive"],
    openChoices: [
      """
      Constants of the cost a = b = 1/2; those of the paper are not known to us, and neither is its \
      condition on the width.
      """,
      "Biases are not penalised, and depth-2 blocks have no output bias.",
      """
      All reference values are our own; the example, the random maps and their sizes are our choice.
      """,
      """
      Random maps are drawn until the derivative has rank k somewhere; otherwise k would only bound \
      their bottleneck rank.
      """,
      """
      That the tripod map has bottleneck rank 2 is an argument, not a measurement: it is injective on \
      a tripod, which no continuous function maps injectively into a line.
      """,
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    trials.flatMap { trial -> [Claim] in
      switch (trial, outcomes[trial]) {
      case (.tripod, .tripod(let outcome)): tripodClaims(outcome)
      case (.exact(let map, let block, _, _, _, _), .exact(let outcome)):
        exactClaims(outcome, map, block)
      case (.ratios(let map, let block, _, _, _), .ratios(let outcome)):
        ratioClaims(outcome, map, block)
      case (.depths(let map, let block, _, _, _), .depths(let rows)):
        depthClaims(rows, map, block)
      default: []
      }
    }
  }

  private static let theorem = "Boix-Adsera, theorem 3.3; in our normalisation (derived)"
  private static let own = "our reference (derived)"

  private func bound(
    _ id: String, _ statement: String, _ source: String = own, atMost bound: Double,
    _ measured: Double
  ) -> Claim {
    .atMost(
      id: id, statement: statement, source: source, bound: bound, measured: measured,
      standardError: 0)
  }

  private func level(
    _ id: String, _ statement: String, _ source: String = own, is published: Double,
    _ measured: Double, tolerance: Double
  ) -> Claim {
    .level(
      id: id, statement: statement, source: source, published: published, measured: measured,
      standardError: 0, tolerance: tolerance)
  }

  private func tripodClaims(_ outcome: TripodOutcome) -> [Claim] {
    [
      bound(
        "tripod/second-singular-value",
        "the derivative of the tripod map has no second singular value at any point",
        atMost: 1e-12, outcome.secondSingularValue),
      level(
        "tripod/jacobian-rank", "the Jacobian rank of the tripod map is 1", is: 1,
        Double(outcome.rank), tolerance: 0),
      bound(
        "tripod/network", "a ReLU network with two hidden layers computes the tripod map",
        atMost: 1e-12, outcome.networkError),
      // Between two legs |T(p) - T(q)| is the root of s² + t², |p - q| at most s + t.
      .atLeast(
        id: "tripod/injective",
        statement: "the map shrinks no distance on the tripod by more than the root of 2",
        source: Self.own, bound: 0.5.squareRoot() - 1e-12, measured: outcome.smallestStretch,
        standardError: 0),
    ]
  }

  private func exactClaims(
    _ outcome: ExactOutcome, _ map: BottleneckMap, _ block: BlockKind
  ) -> [Claim] {
    let place = "\(map.name)/\(block.rawValue)"
    let cost = outcome.formulaCost
    let general = [
      bound(
        "block-by-block/\(place)", "the network equals the map, every block evaluated",
        atMost: 1e-9, [outcome.error, outcome.shortcutError].greatest),
      level(
        "cost-of-weights/\(place)", "the squares of all weights add up to the cost by formula",
        is: cost, outcome.weightCost, tolerance: 1e-10 * cost),
      bound(
        "certificate/\(place)/few-blocks", "the certificate stays below the cost of the network",
        Self.theorem, atMost: cost, outcome.certificate),
    ]
    guard map == .reference else { return general }
    let reference = BottleneckReference.shallow(block)
    return general + [
      level(
        "cost/\(place)", "cost of the network with \(reference.blocks) blocks at lambda 1e-3",
        is: reference.cost, cost, tolerance: 1e-10 * reference.cost),
      level(
        "certificate/\(place)/value",
        "lower certificate at \(reference.blocks) blocks, lambda 1e-3",
        is: reference.certificate, outcome.certificate, tolerance: 1e-9 * reference.certificate),
    ]
  }

  private func ratioClaims(
    _ outcome: RatiosOutcome, _ map: BottleneckMap, _ block: BlockKind
  ) -> [Claim] {
    let place = "\(map.name)/\(block.rawValue)"
    let rows = outcome.rows
    let k = Double(map.bottleneck)
    var claims = [
      bound(
        "certificate/\(place)", "the certificate is below the cost of the network at every lambda",
        Self.theorem, atMost: 1, rows.map(\.certificateShare).greatest),
      bound(
        "network/\(place)", "the network equals the map at every lambda", atMost: 1e-9,
        rows.map(\.error).greatest),
      bound(
        "weights/\(place)", "squares of all weights against the cost by formula, relative",
        atMost: 1e-10, rows.map(\.costMismatch).greatest),
      level(
        "limit/\(place)/upper", "the leading term of the cost is the width of the bottleneck",
        Self.theorem, is: k, outcome.upperReadout, tolerance: 1e-6),
    ]
    if let lower = outcome.lowerReadout {
      claims.append(
        level(
          "limit/\(place)/lower", "the leading term of the certificate is the Jacobian rank",
          Self.theorem, is: map == .tripod ? 1 : k, lower, tolerance: 1e-9))
    }
    if let constant = outcome.constant, let expected = outcome.expectedConstant {
      claims.append(
        level(
          "constant/\(place)", "behind k log(1/lambda) the cost is (d_in + d_out)/2 + C",
          is: expected,
          constant, tolerance: 1e-6 * expected))
    }
    if rows.count > 1 {
      // Rows stand in order of falling λ.
      claims.append(
        .order(
          id: "ratio-falls/\(place)", statement: "the ratio of cost falls as lambda does",
          source: Self.own,
          means: rows.map { ("1e-\($0.exponent)", $0.upper, 0) }, direction: .decreasing))
    }
    return claims + (map == .reference ? tableClaims(rows, place, block) : [])
  }

  /// The reference map against the tabled ratios.
  private func tableClaims(
    _ rows: [RatiosOutcome.Row], _ place: String, _ block: BlockKind
  ) -> [Claim] {
    guard settings.blocks == BottleneckReference.blocks else { return [] }
    return BottleneckReference.ratios(block).flatMap { reference -> [Claim] in
      guard let row = rows.first(where: { $0.exponent == reference.exponent }) else { return [] }
      let id = "ratio/\(place)/lambda-1e-\(row.exponent)"
      let ratios = [
        level(
          "\(id)/upper", "cost of the explicit network over N(lambda)", is: reference.upper,
          row.upper,
          tolerance: 1e-3),
        level(
          "\(id)/lower", "lower certificate at infinite depth over N(lambda)", is: reference.lower,
          row.lower, tolerance: 1e-3),
      ]
      guard let expected = reference.share, let share = row.share else { return ratios }
      return ratios + [
        level("\(id)/share", "the best epsilon of the list", is: expected, share, tolerance: 0)
      ]
    }
  }

  private func depthClaims(
    _ rows: [DepthRow], _ map: BottleneckMap, _ block: BlockKind
  ) -> [Claim] {
    guard let limit = rows.last, let deepest = rows.dropLast().last else { return [] }
    let place = "\(map.name)/\(block.rawValue)"
    return [
      bound(
        "depth/\(place)/certificate", "the certificate is below the cost at every depth",
        Self.theorem, atMost: 1, rows.map { $0.certificate / $0.cost }.greatest),
      level(
        "depth/\(place)/cost", "the cost of a deep network is that of infinite depth",
        is: limit.cost,
        deepest.cost, tolerance: 1e-3 * limit.cost),
      .order(
        id: "depth/\(place)/certificate-falls", statement: "the certificate falls with depth",
        source: "Boix-Adsera, corollary 2.2; in our normalisation (derived)",
        means: rows.map { ("L = \($0.blocks.map(String.init) ?? "inf")", $0.certificate, 0) },
        direction: .decreasing
      ),
    ]
  }
}
