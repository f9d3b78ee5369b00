import Randomness
import Recovery
public import Runs
import Statistics

extension CompletionPenalties {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "completion-penalties",
    title: "ResNet penalties recover like other concave ones, and better than the nuclear norm",
    paper:
      "Boix-Adsera, On the inductive bias of infinite-depth ResNets and the bottleneck rank, "
      + "arXiv 2501.19149",
    figure: "none; our protocol with the penalty of Corollary 2.2 in our normalisation",
    question: """
      With which error and rank are planted matrices recovered by the nuclear norm, by the cost of \
      an infinitely deep ResNet, and by log-sum and MCP?
      """,
    prediction: """
      Derived, not the paper's: the ResNet penalties recover with several times smaller errors than \
      the nuclear norm and with the planted rank; log-sum and MCP do the same.
      """,
    falsifier: """
      A nuclear error less than 2.5 times that of depth-2, a rank above 6, errors of ResNet and known \
      concave penalties more than 10 % apart in the median, an objective that rises, or two answers \
      of a convex problem.
      """,
    cost: "twelve seconds on two cores; a few minutes at paper size",
    citations: [
      "boixadsera2025inductive", "mazumder2010spectral", "fazel2003logdet", "zhang2010mcp",
    ],
    openChoices: [
      "Constants: a = b = 1/2, infinite depth; which constants the paper uses is not known to us.",
      "Completion: 40 x 40 of rank 3 from standard normal factors, each entry observed with "
        + "probability 0.35, noise 0.05; weights from mu_max/2 to 0.004 mu_max, 14 of them, "
        + "lambda = c mu, at most 300 plain proximal steps each, relative change 1e-6.",
      "Best: the smallest error along the path, the truth known. Chosen: by a fifth of the entries, "
        + "held out once, its weights scaled by the root of the share that remains (paper size).",
      "Sensing: 16 x 16 of rank 2, 160 normal measurements of variance 1/160, noise 0.05, 10 "
        + "weights from mu_max/2 to 0.002 mu_max, lambda = mu/M.",
      "Regression: 60 samples, 12 predictors, 10 responses, rank 3, noise 0.3, mu = 0.02 mu_max, "
        + "lambda = mu/m, the boundary of convexity; five starts, four of norm 110.",
      "Least squares: the nuclear norm with a weight of 1e-9 mu_max.",
      "Gates on the smallest ratio and on ranks: of the first five instances, for which they were "
        + "set; the extremes of all instances are noted.",
      "Agreement: of the median instance. Where the entries barely determine the matrix, 300 steps "
        + "end far from a stationary point, and errors of single instances differ by a half.",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = CompletionSamples(trials: trials, outcomes: outcomes)
    return advantage(samples) + agreement(samples) + sensing(samples) + convex(samples)
      + monotone(samples) + notes(samples)
  }

  private static let source = "derived, our reference"

  private func atMost(
    _ id: String, _ statement: String, _ bound: Double, _ measured: Double?
  ) -> Claim {
    .atMost(
      id: id, statement: statement, source: Self.source, bound: bound, measured: measured ?? .nan,
      standardError: 0)
  }

  private func atLeast(
    _ id: String, _ statement: String, _ bound: Double, _ measured: Double?
  ) -> Claim {
    .atLeast(
      id: id, statement: statement, source: Self.source, bound: bound, measured: measured ?? .nan,
      standardError: 0)
  }

  // MARK: Against the nuclear norm

  private func advantage(_ samples: CompletionSamples) -> [Claim] {
    guard let nuclear = samples.completion[.nuclear], let depth2 = samples.completion[.depth2]
    else { return [] }
    let ratios = ratios(nuclear.bestErrors, to: depth2.bestErrors)
    let judged = Self.judgedInstances
    return [
      atLeast(
        "completion/ratio/smallest",
        "nuclear error over depth-2 error, best over the path, smallest of the first five", 2.5,
        ratios.prefix(judged).min()),
      atLeast(
        "completion/ratio/median",
        "nuclear error over depth-2 error, best over the path, median over instances", 4,
        ratios.median),
      atMost(
        "completion/rank/resnet-depth-2",
        "rank of the best depth-2 point, largest of the first five", 6,
        depth2.bestRanks.prefix(judged).max()),
      atLeast(
        "completion/rank/nuclear", "rank of the best nuclear point, smallest of the first five", 10,
        nuclear.bestRanks.prefix(judged).min()),
    ]
      + [
        ("ratio/smallest", "the smallest ratio", ratios.min()),
        ("rank/resnet-depth-2", "the largest depth-2 rank", depth2.bestRanks.max()),
        ("rank/nuclear", "the smallest nuclear rank", nuclear.bestRanks.min()),
      ].map { name, extreme, value in
        .note(
          id: "completion/\(name)/all-instances", statement: "\(extreme) of all instances",
          source: Self.source, published: nil, measured: value ?? .nan, standardError: nil)
      }
  }

  /// Gates on extremes were set for this many instances; extremes of more are notes.
  private static let judgedInstances = 5

  // MARK: Against other concave penalties

  private func agreement(_ samples: CompletionSamples) -> [Claim] {
    pairs(samples).flatMap { network, known, ratios -> [Claim] in
      let differences = ratios.map { $0 - 1 }
      let place = "agreement/\(network.rawValue)/\(known.rawValue)"
      let seed = root / "bootstrap" / network.rawValue / known.rawValue
      let typical = bootstrapInterval(of: differences, seed: seed) { quantile(0.5, of: $0) }
      let mean = Summary(differences)
      let interval = bootstrapInterval(of: differences, seed: seed) { Summary($0).mean }
      func note(_ name: String, _ statement: String, _ measured: Double, _ error: Double? = nil)
        -> Claim
      {
        .note(
          id: "\(place)/\(name)", statement: statement, source: Self.source, published: nil,
          measured: measured, standardError: error)
      }
      return [
        .level(
          id: place,
          statement: """
            the best errors of \(network.title) and \(known.title) agree within 10 % (relative \
            difference, median over instances); neither is claimed to be better
            """,
          source: Self.source, published: 0, measured: quantile(0.5, of: differences),
          standardError: typical.standardError, tolerance: 0.1),
        note("mean", "mean of these differences", mean.mean, mean.standardError),
        note("lower", "lower end of the paired 95 % interval of the mean", interval.lower),
        note("upper", "upper end of the paired 95 % interval of the mean", interval.upper),
        note("largest", "the largest of these differences", differences.max() ?? .nan),
      ]
    }
  }

  /// Each ResNet penalty with each known one, and the ratios of their best errors.
  func pairs(
    _ samples: CompletionSamples
  ) -> [(network: ComparedPenalty, known: ComparedPenalty, ratios: [Double])] {
    ComparedPenalty.networks.flatMap { network in
      ComparedPenalty.known.compactMap { known in
        guard let a = samples.completion[network], let b = samples.completion[known]
        else { return nil }
        return (network, known, ratios(a.bestErrors, to: b.bestErrors))
      }
    }
  }

  // MARK: Sensing and regression

  private func sensing(_ samples: CompletionSamples) -> [Claim] {
    guard let nuclear = samples.sensing[.nuclear], let depth2 = samples.sensing[.depth2]
    else { return [] }
    return [
      atLeast(
        "sensing/ratio/median",
        "nuclear error over depth-2 error, best over the path, median over instances", 1.3,
        ratios(nuclear.bestErrors, to: depth2.bestErrors).median),
      atMost(
        "sensing/rank/resnet-depth-2", "rank of the best depth-2 point, largest over instances", 3,
        depth2.bestRanks.max()),
    ]
  }

  private func convex(_ samples: CompletionSamples) -> [Claim] {
    guard let first = samples.regression.first else { return [] }
    return first.solved.indices.flatMap { index -> [Claim] in
      let solved = samples.regression.map { $0.solved[index].1 }
      let penalty = first.solved[index].penalty.rawValue
      return [
        atMost(
          "regression/global/\(penalty)",
          "five starts of a convex problem end at one matrix (largest relative distance)", 1e-8,
          solved.map(\.spread).greatest),
        atMost(
          "regression/kkt/\(penalty)", "largest relative KKT residual of these solutions", 1e-8,
          solved.map(\.residual).greatest),
        atMost(
          "regression/warm/\(penalty)",
          "a warm-started path has the objectives of solves from zero (largest relative difference)",
          1e-6, solved.map(\.warmDifference).greatest),
      ]
    }
  }

  /// The objective along every step of every path.
  private func monotone(_ samples: CompletionSamples) -> [Claim] {
    [("completion", samples.completion), ("sensing", samples.sensing)].flatMap { problem, paths in
      ComparedPenalty.allCases.compactMap { penalty in
        guard let paths = paths[penalty] else { return nil }
        return atMost(
          "monotone/\(problem)/\(penalty.rawValue)",
          "no proximal step raises the objective (largest relative increase)", 1e-12,
          paths.map(\.largestIncrease).greatest)
      }
    }
  }

  // MARK: Notes

  private func notes(_ samples: CompletionSamples) -> [Claim] {
    var claims: [Claim] = []
    func note(_ id: String, _ statement: String, _ published: [Double]?, _ values: [Double]) {
      guard !values.isEmpty else { return }
      let summary = Summary(values)
      claims.append(
        .note(
          id: id, statement: statement, source: Self.source,
          published: published.map { Summary($0).mean }, measured: summary.mean,
          standardError: summary.standardError))
    }
    for penalty in ComparedPenalty.allCases {
      guard let paths = samples.completion[penalty] else { continue }
      let name = penalty.rawValue
      note(
        "completion/best/\(name)", "mean relative error, best over the path",
        CompletionReference.best[penalty], paths.bestErrors)
      note("completion/best-rank/\(name)", "mean rank at that point", nil, paths.bestRanks)
      note(
        "completion/chosen/\(name)", "mean relative error at the weight of a held-out fifth",
        CompletionReference.chosen[penalty], paths.chosenErrors)
      note("completion/chosen-rank/\(name)", "mean rank at that weight", nil, paths.chosenRanks)
    }
    for penalty in Self.sensingPenalties {
      note(
        "sensing/best/\(penalty.rawValue)", "mean relative error, best over the path",
        CompletionReference.sensing[penalty], samples.sensing[penalty]?.bestErrors ?? [])
    }
    for (index, (penalty, _)) in (samples.regression.first?.solved ?? []).enumerated() {
      note(
        "regression/error/\(penalty.rawValue)", "mean relative error",
        CompletionReference.regression[penalty],
        samples.regression.map { $0.solved[index].1.error })
    }
    note(
      "regression/error/least-squares", "mean relative error of least squares",
      CompletionReference.leastSquares, samples.regression.map(\.leastSquares))
    return claims
  }
}

extension [Double] {
  /// The median; nil without values.
  fileprivate var median: Double? { isEmpty ? nil : quantile(0.5, of: self) }
}
