public import Runs
import Statistics

extension HighRankStruggle {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "high-rank-struggle",
    title: "Deep networks struggle to fit linear maps of high rank",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "figure 1",
    question: "Which training loss does gradient descent reach, by rank of the map and by depth?",
    prediction: """
      Two layers fit every rank; beyond, the training loss that is left grows with depth, and at \
      the greatest depth with the rank of the map.
      """,
    falsifier: """
      A loss of two layers above 0.02 of the target variance, or two depths or two ranks out of \
      order.
      """,
    cost: "a minute on two cores; half an hour at paper size",
    citations: ["huh2023lowrank"],
    openChoices: [
      "Workload: ReLU networks without bias, width 64 for maps of 64 x 64, Kaiming normal start, "
        + "128 Gaussian inputs, no noise, full batch.",
      "Teacher: truncated SVD of a Gaussian matrix, rescaled to outputs of unit variance.",
      "Optimizer: momentum 0.9, learning rate times 0.1 after 75 % of the steps; a training ends "
        + "early at a millionth of the target variance.",
      "Learning rate: per depth the one of 0.1, 0.03, ..., 0.0001 with the least mean loss over the "
        + "ranks on other maps, after a quarter of the steps; halved and started anew after a "
        + "divergence. The orders depend on it: with the rate that suits rank 64 best, 0.001, "
        + "networks of depth 32 fit rank 64 to 0.01 ... 0.12 in 24,000 steps and stay at 0.4 ... 0.6 "
        + "on rank 1 (two maps).",
      "Runs: 5 maps x 5 starts; losses are relative to the mean square of the targets.",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let losses = HighRankLosses(trials: trials, outcomes: outcomes)
    return shallowFits(losses)
      + [order(overDepth: losses), order(overRank: losses)].compactMap(\.self)
      + capacity(outcomes) + notes(losses)
  }

  private static let source = "Huh et al. (TMLR 2023), figure 1"

  /// Two layers fit every rank.
  private func shallowFits(_ losses: HighRankLosses) -> [Claim] {
    guard settings.depths.contains(2) else { return [] }
    return settings.ranks.map { rank in
      let loss = losses.summary(rank: rank, depth: 2)
      return .level(
        id: "fit/depth-2/rank-\(rank)",
        statement: "two layers fit a map of rank \(rank) (loss over target variance)",
        source: Self.source, published: 0, measured: loss.mean, standardError: loss.standardError,
        tolerance: 0.02)
    }
  }

  /// At the highest rank the loss grows over the depths from 4 on.
  private func order(overDepth losses: HighRankLosses) -> Claim? {
    let depths = settings.depths.filter { $0 >= 4 }
    guard let rank = settings.ranks.last, depths.count > 1 else { return nil }
    return .order(
      id: "order/depth/rank-\(rank)",
      statement: "at rank \(rank) the training loss grows over depths \(depths.listed)",
      source: Self.source,
      means: depths.map { depth in
        let loss = losses.summary(rank: rank, depth: depth)
        return ("depth \(depth)", loss.mean, loss.standardError)
      }, direction: .increasing)
  }

  /// At the greatest depth the loss grows with the rank.
  private func order(overRank losses: HighRankLosses) -> Claim? {
    guard let depth = settings.depths.last, settings.ranks.count > 1 else { return nil }
    return .order(
      id: "order/rank/depth-\(depth)",
      statement: "at depth \(depth) the training loss grows over ranks \(settings.ranks.listed)",
      source: Self.source,
      means: settings.ranks.map { rank in
        let loss = losses.summary(rank: rank, depth: depth)
        return ("rank \(rank)", loss.mean, loss.standardError)
      }, direction: .increasing)
  }

  /// What the deepest network could reach, without verdict.
  private func capacity(_ outcomes: [Trial: Outcome]) -> [Claim] {
    let expanded = trials.compactMap { trial -> Double? in
      if case .capacity(_, let expanded)? = outcomes[trial] { expanded } else { nil }
    }
    guard let depth = settings.depths.last, let rank = settings.ranks.last, !expanded.isEmpty
    else { return [] }
    let loss = Summary(expanded)
    return [
      .note(
        id: "capacity/depth-\(depth)/rank-\(rank)",
        statement: """
          a linear network of depth \(depth) made of a fitted map's balanced factors has no loss: \
          what fails is training, not capacity
          """,
        source: Self.source, published: 0, measured: loss.mean, standardError: loss.standardError)
    ]
  }

  /// Learning rates and divergences, without verdict.
  private func notes(_ losses: HighRankLosses) -> [Claim] {
    settings.depths.flatMap { depth -> [Claim] in
      let rates = Summary(losses.learningRates(depth: depth))
      let halvings = Summary(losses.halvings(depth: depth))
      return [
        .note(
          id: "learning-rate/depth-\(depth)",
          statement: "mean learning rate at depth \(depth), after halvings",
          source: "this package's choice", published: nil, measured: rates.mean,
          standardError: rates.standardError),
        .note(
          id: "halvings/depth-\(depth)",
          statement: "mean number of halvings after divergence at depth \(depth)",
          source: "this package's choice", published: nil, measured: halvings.mean,
          standardError: halvings.standardError),
      ]
    }
  }
}

extension [Int] {
  /// `4, 8, 16`.
  fileprivate var listed: String { map(String.init).joined(separator: ", ") }
}

/// The final losses of all trainings, by rank and depth.
struct HighRankLosses {
  private var trainings: [(rank: Int, depth: Int, loss: Double, rate: Double, halvings: Int)] = []

  init(
    trials: [HighRankStruggle.Trial], outcomes: [HighRankStruggle.Trial: HighRankStruggle.Outcome]
  ) {
    for trial in trials {
      guard case .training(let rank, let depth, _, _) = trial,
        case .training(let loss, _, let rate, let halvings)? = outcomes[trial]
      else { continue }
      trainings.append((rank, depth, loss ?? .infinity, rate, halvings))
    }
  }

  /// The losses of one rank and depth; one that diverged to the end makes the mean infinite.
  func summary(rank: Int, depth: Int) -> Summary {
    Summary(trainings.filter { $0.rank == rank && $0.depth == depth }.map(\.loss))
  }

  func learningRates(depth: Int) -> [Double] {
    trainings.filter { $0.depth == depth }.map(\.rate)
  }

  func halvings(depth: Int) -> [Double] {
    trainings.filter { $0.depth == depth }.map { Double($0.halvings) }
  }
}
