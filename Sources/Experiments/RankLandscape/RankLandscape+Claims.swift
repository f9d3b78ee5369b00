public import Runs
import Statistics

extension RankLandscape {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "rank-landscape",
    title: "Two layers see more low rank than one",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier version, figure 14",
    question: """
      Around one and the same linear map, how much of parameter space has low effective rank when \
      the map is one matrix, and when it is a product of two?
      """,
    prediction: """
      The two-layer model has the lower mean effective rank and the larger area at or below the \
      rank of the common origin.
      """,
    falsifier: "Mean or area with the wrong sign, beyond the error over random directions.",
    cost: "a few seconds on two cores",
    citations: ["huh2023lowrank", "goodfellow2015qualitatively"],
    openChoices: [
      "Widths 2, 16 and 32; entries of weights and directions of variance 1/n; grid of 41 x 41.",
      "Low-rank area: share of the grid at or below the effective rank at the origin.",
    ])

  /// Reference means over the grid: width, one layer, two layers.
  ///
  /// - Source: specification of the experiments, section 4.17.
  private static let reference = [16: (2.525, 2.348), 32: (3.223, 3.054)]

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    settings.widths.flatMap { width in
      let draws = trials.filter { $0.width == width }.compactMap { outcomes[$0]?.summaries }
      let claims = LandscapeComparison(name: "n-\(width)", draws: draws, source: Self.source)
      var levels: [Claim] = []
      if let (single, twoLayer) = Self.reference[width], settings.points >= 21 {
        levels = claims.levels(single: single, twoLayer: twoLayer)
        levels.append(claims.everyDraw)
      }
      return claims.signs + levels
    }
  }

  private static let source = "Huh et al., earlier version, figure 14"
}

/// The claims that both kinds of landscape share, for one panel.
struct LandscapeComparison {
  let name: String
  let draws: [LandscapePair<LandscapeSummary>]
  let source: String

  /// The lower mean and the larger area of the two-layer model, paired by draw.
  var signs: [Claim] {
    let mean = Summary(draws.map { $0.single.mean - $0.twoLayer.mean })
    let area = Summary(draws.map { $0.twoLayer.lowRankArea - $0.single.lowRankArea })
    return [
      .sign(
        id: "mean-rank/\(name)", statement: "mean effective rank is lower for two layers",
        source: source, difference: mean.mean, standardError: mean.standardError,
        direction: .positive),
      .sign(
        id: "low-rank-area/\(name)", statement: "the low-rank area is larger for two layers",
        source: source, difference: area.mean, standardError: area.standardError,
        direction: .positive),
    ]
  }

  /// The means over the grid against reference values, tolerance 0.03.
  func levels(single: Double, twoLayer: Double) -> [Claim] {
    [
      ("single", single, draws.map(\.single.mean)),
      ("two-layer", twoLayer, draws.map(\.twoLayer.mean)),
    ]
    .map { model, reference, means in
      let summary = Summary(means)
      return .level(
        id: "mean-level/\(name)/\(model)", statement: "mean over the grid equals the reference",
        source: "specification, sections 4.17 and 4.18", published: reference,
        measured: summary.mean, standardError: summary.standardError, tolerance: 0.03)
    }
  }

  /// Whether the means are ordered in every single draw.
  var everyDraw: Claim {
    let ordered = draws.count { $0.twoLayer.mean < $0.single.mean }
    return .atLeast(
      id: "every-draw/\(name)", statement: "two layers have the lower mean in every draw (share)",
      source: "specification, section 4.17", bound: 1,
      measured: Double(ordered) / Double(draws.count), standardError: 0)
  }
}
