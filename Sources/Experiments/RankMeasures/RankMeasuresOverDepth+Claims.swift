public import Charts
import Networks
public import Runs
import Statistics

extension RankMeasuresOverDepth {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "rank-measures",
    title: "Every measure of rank falls with depth",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier version, figure 8",
    question: "Is the fall of the rank with depth a matter of how rank is measured?",
    prediction: """
      Effective rank, threshold rank, stable rank and (scale-normalised) nuclear norm all fall \
      with depth.
      """,
    falsifier: "A measure that does not fall from one depth to the next.",
    cost: "about a second on two cores",
    citations: ["huh2023lowrank", "roy2007effective"],
    openChoices: [
      "Threshold rank: singular values are compared with their sum; with the largest as a variant.",
      "Workload: products of Gaussian 32 x 32 matrices with entries of variance 1/n.",
      "Nuclear norm: judged after division by the largest singular value or the Frobenius norm.",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    RankMeasure.allCases.flatMap { measure in
      let samples = summaries(of: measure, outcomes)
      return orderClaims(measure, samples) + levelClaims(measure, samples)
    }
  }

  private func orderClaims(
    _ measure: RankMeasure, _ samples: [(depth: Int, summary: Summary)]
  ) -> [Claim] {
    guard samples.count > 1 else { return [] }
    return [
      .order(
        id: "depth-order/\(measure.rawValue)", statement: "\(measure.title) falls with depth",
        source: "Huh et al., earlier version, figure 8",
        means: samples.map { ("depth \($0.depth)", $0.summary.mean, $0.summary.standardError) },
        direction: .decreasing)
    ]
  }

  /// Means against the reference: 3 %, or what the two samplings allow if that is more.
  private func levelClaims(
    _ measure: RankMeasure, _ samples: [(depth: Int, summary: Summary)]
  ) -> [Claim] {
    guard settings.width == 32, settings.weights == .normal else { return [] }
    return samples.compactMap { depth, summary in
      guard let reference = measure.reference(depth: depth) else { return nil }
      let sampling = (1 / Double(summary.count) + 1 / RankMeasure.referenceDraws).squareRoot()
      return .level(
        id: "mean/\(measure.rawValue)/depth-\(depth)",
        statement: "mean \(measure.title) equals the reference",
        source: "specification, section 4.11",
        published: reference, measured: summary.mean, standardError: summary.standardError,
        tolerance: max(0.03 * reference, 3 * summary.standardDeviation * sampling))
    }
  }

  private func summaries(
    of measure: RankMeasure, _ outcomes: [Trial: Outcome]
  ) -> [(depth: Int, summary: Summary)] {
    guard let index = RankMeasure.allCases.firstIndex(of: measure) else { return [] }
    return settings.depths.map { depth in
      let values = trials.filter { $0.depth == depth }.flatMap {
        outcomes[$0]?.values[index] ?? []
      }
      return (depth, Summary(values))
    }
  }
}

extension RankMeasuresOverDepth {
  /// The pictures of all outcomes.
  public func charts(from outcomes: [Trial: Outcome]) -> [Chart] {
    let shown: [RankMeasure] = [
      .spectralEntropy, .thresholdRank, .stableRank, .nuclearOverFrobenius,
    ]
    var table = DataTable()
    for measure in shown {
      for (depth, summary) in summaries(of: measure, outcomes) {
        table.append([
          "measure": .label(measure.title), "depth": .count(depth), "mean": .number(summary.mean),
          "deviation": .number(summary.standardDeviation),
        ])
      }
    }
    return [
      .measurements(
        name: "rank-measures", title: "Every measure of rank falls with depth",
        subtitle: "means over \(settings.draws) products; whiskers are one standard deviation",
        caption: "Four measures of the rank of products of Gaussian matrices by number of factors.",
        data: table,
        x: .quantitative(
          "depth", title: "number of factors", scale: .log2,
          ticks: settings.depths.map(Double.init)),
        y: .quantitative("mean", title: "value", scale: .fromZero), error: "deviation",
        panels: .wrapped(by: "measure", columns: 2, y: .independent))
    ]
  }
}
