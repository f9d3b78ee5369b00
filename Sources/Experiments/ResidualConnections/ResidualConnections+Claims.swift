import Foundation
public import Runs
import Statistics

extension ResidualConnections {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "residual-connections",
    title: "Residual connections slow the loss of rank with depth",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier version, figure 13",
    question: """
      To which effective rank do plain, residual, and residual linear networks with batch \
      normalisation converge, by depth?
      """,
    prediction: """
      Plain networks lose rank with depth; trained residual ones stay about flat and are unstable \
      when deep without batch normalisation. At initialisation residual products of unit gain \
      lose rank with depth too: the flatness is that of trained networks, or of small branches.
      """,
    falsifier: """
      Plain depths out of order, a loss of rank from depth 1 to 16 that is no larger for plain \
      networks than with residual connections and batch normalisation, or a stable residual \
      network of depth 32.
      """,
    cost: "twenty seconds on two cores; a minute at paper size",
    citations: ["huh2023lowrank", "roy2007effective"],
    openChoices: [
      "Workload: width 32, map of rank 8 (raw scale), 20 training samples, entries N(0, 1/n), "
        + "no bias, momentum 0.9.",
      "Layer: h + W h, with batch normalisation h + BN(W h), affine, full batch.",
      "Rank with batch normalisation: of the linear part of the map with the statistics of the "
        + "training batch, which the loss is taken of; with running statistics as a note.",
      "Stop rule: a millionth of the target variance, at most 50,000 steps (30,000 at quick).",
      "Learning rate: per connection and depth the first of 0.3, 0.1, ..., 0.001 to converge on "
        + "another map, 0.001 where all diverge, halved up to eight times after divergence.",
      "Instability: the rate that works at depth 8 is the one after these halvings, per map.",
      "Output variance at the start: over inputs N(0, I), exact given the weights.",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = ResidualSamples(trials: trials, outcomes: outcomes)
    return convergedRanks(samples) + [transfer(samples)] + variances(samples)
      + initialisation(samples) + notes(samples)
  }

  private static let source = "Huh et al., earlier version, figure 13"
  private static let specification = "specification, section 4.16"

  // MARK: Converged networks

  private func convergedRanks(_ samples: ResidualSamples) -> [Claim] {
    var claims: [Claim] = []
    if settings.depths.count > 1 {
      claims.append(
        .order(
          id: "order/plain", statement: "the converged rank of plain networks falls with depth",
          source: Self.source,
          means: settings.depths.map { depth in
            let ranks = Summary(samples.ranks(.plain, depth: depth))
            return ("depth \(depth)", ranks.mean, ranks.standardError)
          }, direction: .decreasing))
    }
    guard settings.depths.contains(1), settings.depths.contains(16) else { return claims }
    let differences = zip(
      samples.losses(.plain, from: 1, to: 16),
      samples.losses(.residualBatchNorm, from: 1, to: 16)
    ).map { $0 - $1 }
    let excess = Summary(differences)
    claims.append(
      .sign(
        id: "drop/plain-over-residual-batch-norm",
        statement: """
          from depth 1 to 16 plain networks lose more rank than residual ones with batch \
          normalisation
          """,
        source: Self.source, difference: excess.mean, standardError: excess.standardError,
        direction: .positive))
    return claims
      + Connection.allCases.map { connection in
        let loss = Summary(samples.losses(connection, from: 1, to: 16))
        return .note(
          id: "drop/\(connection.rawValue)",
          statement: "rank lost from depth 1 to 16, \(connection.title)", source: Self.source,
          published: nil, measured: loss.mean, standardError: loss.standardError)
      }
  }

  /// The share of trainings that diverge at depth 32, minus that at depth 8, at the rate of depth 8.
  private func transfer(_ samples: ResidualSamples) -> Claim {
    let difference = Summary(
      samples.divergences.map { ($0.deep ? 1.0 : 0.0) - ($0.shallow ? 1.0 : 0.0) })
    return .sign(
      id: "unstable/residual/depth-32",
      statement: """
        at the learning rate that works at depth 8, more residual networks without batch \
        normalisation diverge at depth 32 than at depth 8 (share)
        """,
      source: Self.source, difference: difference.mean, standardError: difference.standardError,
      direction: .positive)
  }

  // MARK: Initialisation

  /// `log₂` of the mean output variance is the depth.
  private func variances(_ samples: ResidualSamples) -> [Claim] {
    ResidualReference.depths.enumerated().map { place, depth in
      let variance = samples.startVariances(depth: place)
      return .level(
        id: "start/variance/depth-\(depth)",
        statement: "log2 of the mean output variance at unit gain equals the depth",
        source: Self.specification, published: Double(depth), measured: log2(variance.mean),
        standardError: variance.standardError / (variance.mean * log(2)), tolerance: 0.15)
    }
  }

  /// The table at the start, and the rank that residual products of unit gain lose.
  private func initialisation(_ samples: ResidualSamples) -> [Claim] {
    guard settings.width == ResidualReference.width else { return [] }
    var claims: [Claim] = []
    for (column, connection) in ResidualReference.connections.enumerated() {
      for (row, depth) in ResidualReference.depths.enumerated() {
        let ranks = samples.startRanks(connection: column, depth: row)
        let draws = 1 / Double(max(ranks.count, 1)) + 1 / ResidualReference.draws
        claims.append(
          .level(
            id: "start/rank/\(connection.id)/depth-\(depth)",
            statement: "mean effective rank at the start equals the reference",
            source: Self.specification, published: ResidualReference.means[column][row],
            measured: ranks.mean, standardError: ranks.standardError,
            // Three standard errors of both samples, and the rounding of the table.
            tolerance: 3 * ranks.standardDeviation * draws.squareRoot() + 0.0005))
      }
    }
    let column = ResidualReference.unitGain
    let published = ResidualReference.means[column]
    let (first, last) = (
      samples.startRanks(connection: column, depth: 0),
      samples.startRanks(connection: column, depth: ResidualReference.depths.count - 1)
    )
    claims.append(
      .note(
        id: "start/drop/residual-gain-1.0",
        statement: """
          residual products of unit gain also lose rank at the start, here from depth 1 to 32: \
          the published flatness is that of trained networks or of small branches
          """,
        source: Self.specification, published: published[0] - published[published.count - 1],
        measured: first.mean - last.mean,
        standardError: hypot(first.standardError, last.standardError)))
    return claims
  }

  // MARK: Notes

  private func notes(_ samples: ResidualSamples) -> [Claim] {
    Connection.allCases.flatMap { connection in
      settings.depths.flatMap { notes(connection, depth: $0, samples) }
    }
  }

  private func notes(
    _ connection: Connection, depth: Int, _ samples: ResidualSamples
  ) -> [Claim] {
    let networks = samples.converged(connection, depth: depth)
    let rate = Summary(networks.map(\.learningRate))
    let place = "\(connection.rawValue)/depth-\(depth)"
    let rank = Summary(samples.ranks(connection, depth: depth))
    var claims: [Claim] = [
      .note(
        id: "rank/\(place)", statement: "converged effective rank", source: Self.source,
        published: nil, measured: rank.mean, standardError: rank.standardError),
      .note(
        id: "reached/\(place)", statement: "share of trainings that reached the stop rule",
        source: Self.specification, published: nil,
        measured: samples.reached(connection, depth: depth), standardError: nil),
      .note(
        id: "diverged/\(place)", statement: "share of trainings that diverged to the end",
        source: Self.specification, published: nil,
        measured: samples.diverged(connection, depth: depth), standardError: nil),
      .note(
        id: "learning-rate/\(place)", statement: "mean learning rate after halvings",
        source: Self.specification, published: nil, measured: rate.mean,
        standardError: rate.standardError),
    ]
    if connection == .residualBatchNorm {
      let difference = Summary(
        networks.map { ($0.evaluationRank ?? .infinity) - ($0.rank ?? .infinity) })
      claims.append(
        .note(
          id: "evaluation-minus-batch/\(place)",
          statement: "effective rank with running statistics minus that with batch statistics",
          source: Self.specification, published: nil, measured: difference.mean,
          standardError: difference.standardError))
    }
    return claims
  }
}
