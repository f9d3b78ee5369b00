public import Runs
import Statistics

extension LeastSquaresAblation {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "least-squares-ablation",
    title: "Depth helps where the target has low rank",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier version, figure 9",
    question: "Does a deeper linear network generalise better, and on which targets?",
    prediction: """
      The rank of the learned map falls with depth; shallow networks are best on targets of rank 30, \
      deep ones on targets of rank 4.
      """,
    falsifier: """
      A rank that does not fall with depth, a deep network that beats depth 1 at rank 30, or a \
      shallow one that beats depths 8 and 16 at rank 4.
      """,
    cost: "twenty seconds at quick, ten minutes at paper, on two cores",
    citations: ["huh2023lowrank", "roy2007effective"],
    openChoices: [
      "default: width 32, raw teachers (truncated Gaussians), 22 noiseless training samples; 16 and "
        + "28 as notes",
      "default: Nesterov 0.9, learning rate chosen per depth and task on a repeat of its own, halved "
        + "after a divergence",
      "default: training stops at 1e-6 of the target variance or after 50,000 steps",
      "default: 10 repeats with the same tasks and inputs at every depth",
      "default: threshold ranks compare singular values with their sum; tau = .001, .005, .01",
      "default: a threshold rank agrees if its Spearman correlation with the effective rank exceeds "
        + "0.9",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = LeastSquaresAblationSamples(self, outcomes: outcomes)
    let judged = samples.cells(samples: Self.judgedSamples)
    return shallowClaims(judged) + deepClaims(judged) + orderClaims(judged)
      + correlationClaims(judged)
      + settings.sampleCounts.flatMap { notes(samples: $0, samples.cells(samples: $0)) }
  }

  private typealias Cell = LeastSquaresAblationSamples.Cell

  private static let source = "Huh et al., earlier version, figure 9"

  /// Rank 30: depth 1 has a lower test loss than each of depths 2, 4, 8, 16.
  private func shallowClaims(_ cells: [Cell]) -> [Claim] {
    let row = cells.filter { $0.rank == 30 }
    guard let shallow = row.first(where: { $0.depth == 1 }) else { return [] }
    return row.filter { (2...16).contains($0.depth) }.map { deep in
      testLossClaim(
        id: "shallow-best/rank-30/depth-\(deep.depth)",
        statement: "rank 30: the test loss of depth \(deep.depth) exceeds that of depth 1",
        deep, minus: shallow, .positive)
    }
  }

  /// Rank 4: depths 8 and 16 have a lower test loss than depths 1 and 2, and the least one is that of
  /// depth 4 or more.
  private func deepClaims(_ cells: [Cell]) -> [Claim] {
    let row = cells.filter { $0.rank == 4 }
    let pairs = row.filter { $0.depth == 8 || $0.depth == 16 }.flatMap { deep in
      row.filter { $0.depth <= 2 }.map { shallow in
        testLossClaim(
          id: "deep-best/rank-4/depth-\(deep.depth)-below-\(shallow.depth)",
          statement:
            "rank 4: the test loss of depth \(deep.depth) is below that of depth \(shallow.depth)",
          deep, minus: shallow, .negative)
      }
    }
    func best(_ cells: [Cell]) -> Cell? {
      cells.min { Summary($0.testLosses).mean < Summary($1.testLosses).mean }
    }
    guard let deep = best(row.filter { $0.depth >= 4 }),
      let shallow = best(row.filter { $0.depth < 4 })
    else { return pairs }
    return pairs + [
      testLossClaim(
        id: "deep-best/rank-4/minimum",
        statement:
          "rank 4: the least mean test loss is at depth 4 or more (depth \(deep.depth) against "
          + "depth \(shallow.depth))", deep, minus: shallow, .negative)
    ]
  }

  /// Repeats share task and inputs, so differences are taken within them.
  private func testLossClaim(
    id: String, statement: String, _ cell: Cell, minus other: Cell, _ direction: Claim.SignDirection
  ) -> Claim {
    let difference = Summary(zip(cell.testLosses, other.testLosses).map { $0 - $1 })
    return .sign(
      id: id, statement: statement, source: Self.source, difference: difference.mean,
      standardError: difference.standardError, direction: direction)
  }

  private func orderClaims(_ cells: [Cell]) -> [Claim] {
    guard settings.depths.count > 1, !cells.isEmpty else { return [] }
    return settings.ranks.map { rank in
      .order(
        id: "depth-order/rank-\(rank)",
        statement: "rank \(rank): the effective rank of the trained map falls with depth",
        source: Self.source,
        means: cells.filter { $0.rank == rank }.map {
          let summary = Summary($0.weightRanks)
          return ("depth \($0.depth)", summary.mean, summary.standardError)
        }, direction: .decreasing)
    }
  }

  /// Over all runs: threshold ranks order them as the effective rank does.
  private func correlationClaims(_ cells: [Cell]) -> [Claim] {
    guard !cells.isEmpty else { return [] }
    let ranks = cells.flatMap(\.weightRanks)
    return Self.thresholds.enumerated().map { index, threshold in
      let others = cells.flatMap { $0.thresholdRanks(index) }
      let isFinite = (ranks + others).allSatisfy(\.isFinite)
      return .atLeast(
        id: "threshold-rank/tau-\(threshold)",
        statement: "Spearman correlation of threshold and effective rank over all runs",
        source: Self.source, bound: 0.9,
        measured: isFinite ? spearmanCorrelation(ranks, others) ?? .nan : .nan, standardError: 0)
    }
  }

  private func notes(samples: Int, _ cells: [Cell]) -> [Claim] {
    cells.flatMap { cell -> [Claim] in
      let place = "samples-\(samples)/rank-\(cell.rank)/depth-\(cell.depth)"
      let reference =
        settings.width == 32
        ? LeastSquaresAblationReference.value(
          samples: samples, rank: cell.rank, depth: cell.depth) : nil
      func note(
        _ id: String, _ statement: String, _ values: [Double], _ published: Double?
      ) -> Claim {
        let summary = Summary(values)
        return .note(
          id: "\(id)/\(place)", statement: statement, source: "specification, section 4.12",
          published: published, measured: summary.mean, standardError: summary.standardError)
      }
      return [
        note("test-loss", "mean test loss", cell.testLosses, reference?.testLoss),
        note("weight-rank", "mean effective rank", cell.weightRanks, reference?.weightRank),
        .note(
          id: "converged/\(place)", statement: "share of trainings that reached the stop rule",
          source: "specification, section 4.0", published: nil, measured: cell.convergedShare,
          standardError: nil),
        .note(
          id: "halvings/\(place)", statement: "trainings whose learning rate had to be halved",
          source: "specification, section 4.0", published: nil,
          measured: Double(cell.outcomes.count { $0.training.halvings > 0 }), standardError: nil),
      ]
    }
  }
}
