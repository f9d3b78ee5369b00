import Training

/// The outcomes of the comparison by optimizer and depth.
struct OptimizerSamples {
  typealias Outcome = Optimizers.Outcome

  /// All trained networks of an optimizer and a depth, in the order of their repeats.
  struct Cell {
    let optimizer: ComparedOptimizer
    let depth: Int
    let outcomes: [Outcome]

    /// NaN where a training diverged to the end, so that no claim is confirmed without it.
    var weightRanks: [Double] { outcomes.map { $0.training.network.weightRank ?? .nan } }
    var kernelRanks: [Double] { outcomes.map { $0.training.network.kernelRank ?? .nan } }
    var relativeTrainLosses: [Double] {
      outcomes.map { ($0.training.network.trainLoss ?? .nan) / $0.targetVariance }
    }

    /// The share of trainings that reached the stop rule.
    var convergedShare: Double {
      Double(outcomes.count { $0.training.outcome.hasReachedLoss }) / Double(outcomes.count)
    }
  }

  /// By optimizer and then by depth.
  let cells: [Cell]

  init(_ experiment: Optimizers, outcomes: [Optimizers.Trial: Outcome]) {
    let settings = experiment.settings
    cells = settings.optimizers.flatMap { optimizer in
      settings.depths.map { depth in
        Cell(
          optimizer: optimizer, depth: depth,
          outcomes: experiment.trials
            .filter { $0.optimizer == optimizer && $0.depth == depth }
            .compactMap { outcomes[$0] })
      }
    }
  }

  func cells(of optimizer: ComparedOptimizer) -> [Cell] {
    cells.filter { $0.optimizer == optimizer }
  }
}
