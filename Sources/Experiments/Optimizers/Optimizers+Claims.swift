public import Runs
import Statistics

extension Optimizers {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "optimizers",
    title: "Every optimizer finds lower rank in deeper networks",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "figure 5 (earlier version, figure 3)",
    question: "Is the bias of depth towards low rank a property of gradient descent?",
    prediction: """
      The effective rank at convergence falls with depth for all optimizers, those without gradients \
      included; drawing at random without learning shows the prior.
      """,
    falsifier: """
      An optimizer whose effective rank does not fall from one depth to the next, or a random search \
      that does not reproduce the mean of the prior.
      """,
    cost: "half a minute at quick, five minutes at paper, on two cores",
    citations: [
      "huh2023lowrank", "roy2007effective", "kingma2015adam", "liu1989lbfgs", "hansen2016cma",
      "ros2008separable",
    ],
    openChoices: [
      "mismatch: the caption speaks of the Gram matrix; the published row of random search is the "
        + "prior mean of rho(W) at n = 32, so rho(W) is measured and rho(K) is a note",
      "default: width 32, raw teacher of rank 8 (a truncated Gaussian), 20 noiseless samples; other "
        + "ranks and samples fit the published depth 1 as well",
      "default: training stops at 1e-6 of the target variance or after 50,000 steps",
      "default: SGD is gradient descent on all samples; learning rates of SGD, Nesterov (0.9) and "
        + "Adam (.001 to .01) are chosen per depth on a repeat of its own",
      "default: L-BFGS with 10 pairs and a strong Wolfe search",
      "default: CMA-ES with a diagonal covariance (1024 d parameters); quick gives it 100,000 "
        + "evaluations, paper 1,000,000",
      "default: CMA-ES starts with a deviation of 0.01, not the 0.1 that the specification proposes: "
        + "at 0.1 a step is too long for 8192 parameters, the mean drifts and the loss of depth 8 "
        + "grows by a factor above 1e6 before it falls",
      "default: random search is the best of 10,000 draws of the initial weights",
      "default: 5 repeats with the same tasks for every optimizer and depth",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = OptimizerSamples(self, outcomes: outcomes)
    return settings.optimizers.flatMap { optimizer -> [Claim] in
      let cells = samples.cells(of: optimizer)
      return orderClaims(optimizer, cells) + cells.flatMap(convergenceClaims)
        + cells.flatMap(levelClaims)
    }
  }

  private typealias Cell = OptimizerSamples.Cell

  private static let source = "Huh et al. (TMLR 2023), figure 5"
  private static let specification = "specification, section 4.6"

  private func orderClaims(_ optimizer: ComparedOptimizer, _ cells: [Cell]) -> [Claim] {
    guard cells.count > 1 else { return [] }
    return [
      .order(
        id: "depth-order/\(optimizer.rawValue)",
        statement: "\(optimizer.title): the effective rank at convergence falls with depth",
        source: Self.source,
        means: cells.map {
          let summary = Summary($0.weightRanks)
          return ("depth \($0.depth)", summary.mean, summary.standardError)
        }, direction: .decreasing)
    ]
  }

  /// Gradients reach the stop rule; of CMA-ES the loss is reported.
  private func convergenceClaims(_ cell: Cell) -> [Claim] {
    let losses = Summary(cell.relativeTrainLosses)
    let loss = Claim.note(
      id: "train-loss/\(cell.place)", statement: "training loss over the target variance",
      source: Self.specification, published: cell.optimizer == .randomSearch ? nil : 0,
      measured: losses.mean, standardError: losses.standardError)
    guard cell.optimizer.hasGradients else { return [loss] }
    return [
      .atLeast(
        id: "zero-loss/\(cell.place)",
        statement: "\(cell.optimizer.title), depth \(cell.depth): the share of repeats that reach "
          + "zero training loss is 1",
        source: Self.source, bound: 1, measured: cell.convergedShare, standardError: 0),
      loss,
      .note(
        id: "halvings/\(cell.place)", statement: "trainings whose learning rate had to be halved",
        source: "specification, section 4.0", published: nil,
        measured: Double(cell.outcomes.count { $0.training.halvings > 0 }), standardError: nil),
    ]
  }

  private func levelClaims(_ cell: Cell) -> [Claim] {
    let ranks = Summary(cell.weightRanks)
    let kernel = Summary(cell.kernelRanks)
    let gram = Claim.note(
      id: "kernel-rank/\(cell.place)", statement: "effective rank of the cosine-distance kernel",
      source: Self.specification, published: nil, measured: kernel.mean,
      standardError: kernel.standardError)
    guard settings.isPublishedWorkload else { return [gram] }
    let prior =
      cell.optimizer == .randomSearch ? OptimizersReference.prior(depth: cell.depth) : nil
    return [
      publishedClaim(cell, ranks),
      prior.map {
        .level(
          id: "prior/depth-\(cell.depth)",
          statement: "random search finds the mean effective rank of the prior",
          source: Self.specification, published: $0.mean, measured: ranks.mean,
          standardError: ranks.standardError, tolerance: $0.tolerance)
      }, gram,
    ].compactMap(\.self) + (cell.depth == 1 ? depthOneClaims(cell, ranks) : [])
  }

  private func publishedClaim(_ cell: Cell, _ ranks: Summary) -> Claim? {
    OptimizersReference.published(cell.optimizer, depth: cell.depth).map { published in
      let id = "published/\(cell.place)"
      let statement = "effective rank at convergence is the published one"
      guard cell.optimizer.hasGradients else {
        return .note(
          id: id, statement: statement, source: Self.source, published: published,
          measured: ranks.mean, standardError: ranks.standardError)
      }
      return .level(
        id: id, statement: statement, source: Self.source, published: published,
        measured: ranks.mean, standardError: ranks.standardError, tolerance: 0.25)
    }
  }

  /// At depth 1 the end is known: `W* P + W₀ (I - P)`.
  private func depthOneClaims(_ cell: Cell, _ ranks: Summary) -> [Claim] {
    let errors = zip(cell.outcomes, cell.weightRanks).compactMap { outcome, rank in
      outcome.depthOneLimit.map { abs(rank - $0) }
    }
    let distance = Claim.note(
      id: "depth-one-limit/distance/\(cell.optimizer.rawValue)",
      statement: "largest distance of a repeat from the rank of its own limit W* P + W0 (I - P)",
      source: "specification, section 4.0", published: cell.optimizer.staysInRowSpace ? 0 : nil,
      measured: errors.max() ?? .nan, standardError: nil)
    guard cell.optimizer.staysInRowSpace else { return [distance] }
    return [
      .level(
        id: "depth-one-limit/\(cell.optimizer.rawValue)",
        statement: "\(cell.optimizer.title), depth 1: the effective rank is that of the limit",
        source: "specification, section 4.0", published: OptimizersReference.depthOneLimit,
        measured: ranks.mean, standardError: ranks.standardError, tolerance: 0.03), distance,
    ]
  }
}

extension OptimizerSamples.Cell {
  /// The end of claim ids.
  fileprivate var place: String { "\(optimizer.rawValue)/depth-\(depth)" }
}
