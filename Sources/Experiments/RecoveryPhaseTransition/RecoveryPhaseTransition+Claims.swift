import Recovery
public import Runs

extension RecoveryPhaseTransition {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "recovery-phase-transition",
    title: "ResNet penalties complete matrices from fewer entries than the nuclear norm",
    paper:
      "Boix-Adsera, On the inductive bias of infinite-depth ResNets and the bottleneck rank, "
      + "arXiv 2501.19149",
    figure: "none; our protocol with the penalty of Corollary 2.2 in our normalisation",
    question: """
      For which ranks and shares of observed entries is a matrix recovered, by penalty, and how far \
      is that from the information limit?
      """,
    prediction: """
      Derived, not the paper's: both ResNet penalties recover more of the grid than the nuclear norm \
      and as much as log-sum; below the limit nothing is recovered.
      """,
    falsifier: """
      An area of success that is not larger than the nuclear norm's or more than 0.05 from log-sum's, \
      or a matrix recovered from fewer entries than it has degrees of freedom.
      """,
    cost: "ten seconds on two cores; a quarter of an hour at paper size",
    citations: [
      "boixadsera2025inductive", "candes2009exact", "mazumder2010spectral", "fazel2003logdet",
      "zhang2010mcp",
    ],
    openChoices: [
      "Constants: a = b = 1/2, infinite depth; which constants the paper uses is not known to us.",
      "Matrices: standard normal factors, no noise, each entry observed with the same probability.",
      "Path: ten weights from mu_max/2 to 0.001 mu_max, lambda = mu for all concave penalties, at "
        + "most 100 accelerated proximal steps each, relative change 1e-5; the last point counts.",
      "Success: relative error below 0.01. Area: the mean share of successes over the grid.",
      "Limit: the r (2n - r) degrees of freedom of a matrix of rank r against its observed entries.",
      "MCP: noted, not judged; its path depends on the solver more than those of the others.",
    ])

  private static let source = "derived, our protocol"

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = PhaseSamples(trials, outcomes, settings: settings)
    guard !samples.cells.isEmpty else { return [] }
    return advantages(samples) + agreements(samples) + limit(samples) + notes(samples)
  }

  /// The penalties of infinitely deep networks.
  private static let networks: [PenaltyFamily] = [.resnetDepth1, .resnetDepth2]

  private func advantages(_ samples: PhaseSamples) -> [Claim] {
    Self.networks.map { family in
      let difference = samples.area(family, minus: .nuclear)
      return .sign(
        id: "area/\(family.rawValue)/over-nuclear",
        statement: "the penalty recovers a larger share of the grid than the nuclear norm",
        source: Self.source, difference: difference.mean,
        standardError: difference.standardError, direction: .positive)
    }
  }

  private func agreements(_ samples: PhaseSamples) -> [Claim] {
    Self.networks.flatMap { family -> [Claim] in
      let (logSum, mcp) = (
        samples.area(family, minus: .logSum), samples.area(family, minus: .mcp)
      )
      return [
        .level(
          id: "area/\(family.rawValue)/agrees-with-log-sum",
          statement: """
            the recovered shares of the grid of this penalty and log-sum agree (difference); neither \
            is claimed to be better
            """,
          source: Self.source, published: 0, measured: logSum.mean,
          standardError: logSum.standardError, tolerance: 0.05),
        .note(
          id: "area/\(family.rawValue)/minus-mcp",
          statement: "recovered share of the grid minus that of MCP; no advantage is claimed",
          source: Self.source, published: nil, measured: mcp.mean,
          standardError: mcp.standardError),
      ]
    }
  }

  private func limit(_ samples: PhaseSamples) -> [Claim] {
    guard samples.cells.contains(where: { $0.isBelowLimit.contains(true) }) else { return [] }
    let successes = samples.cells.reduce(0.0) { sum, cell in
      sum
        + cell.successes.values.reduce(0) { count, successes in
          count + zip(successes, cell.isBelowLimit).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
        }
    }
    return [
      .atMost(
        id: "limit",
        statement: """
          no penalty recovers a matrix from fewer entries than it has degrees of freedom (number of \
          successes)
          """,
        source: "counting degrees of freedom", bound: 0, measured: successes, standardError: 0)
    ]
  }

  private func notes(_ samples: PhaseSamples) -> [Claim] {
    PenaltyFamily.allCases.flatMap { family -> [Claim] in
      let area = samples.area(family)
      return [
        .note(
          id: "area/\(family.rawValue)", statement: "share of the grid that is recovered",
          source: Self.source, published: nil, measured: area.mean,
          standardError: area.standardError)
      ]
        + settings.ranks.compactMap { rank in
          samples.halfway(family, rank: rank).map { percent in
            .note(
              id: "halfway/\(family.rawValue)/rank-\(rank)",
              statement: "percentage of entries from which half of the matrices are recovered",
              source: Self.source, published: nil, measured: percent, standardError: nil)
          }
        }
    }
  }
}
