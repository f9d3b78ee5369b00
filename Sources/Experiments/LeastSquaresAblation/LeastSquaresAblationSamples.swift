import Training

/// The outcomes of an ablation by samples, task rank and depth.
struct LeastSquaresAblationSamples {
  typealias Outcome = LeastSquaresAblation.Outcome

  /// All trained networks of a task rank and a depth, in the order of their repeats.
  struct Cell {
    let rank: Int
    let depth: Int
    let outcomes: [Outcome]

    /// The values that claims are about; NaN where a training diverged to the end, so that no claim
    /// is confirmed without it.
    var testLosses: [Double] { outcomes.map { $0.training.network.testLoss ?? .nan } }
    var trainLosses: [Double] { outcomes.map { $0.training.network.trainLoss ?? .nan } }
    var weightRanks: [Double] { outcomes.map { $0.training.network.weightRank ?? .nan } }

    /// The threshold ranks at one of ``LeastSquaresAblation/thresholds``.
    func thresholdRanks(_ index: Int) -> [Double] {
      outcomes.map {
        $0.thresholdRanks.indices.contains(index) ? Double($0.thresholdRanks[index]) : .nan
      }
    }

    /// The share of trainings that reached the stop rule.
    var convergedShare: Double {
      Double(outcomes.count { $0.training.outcome.hasReachedLoss }) / Double(outcomes.count)
    }
  }

  private let cells: [Int: [Cell]]

  init(
    _ experiment: LeastSquaresAblation, outcomes: [LeastSquaresAblation.Trial: Outcome]
  ) {
    let settings = experiment.settings
    let groups = Dictionary(grouping: experiment.trials) { [$0.samples, $0.rank, $0.depth] }
    var cells: [Int: [Cell]] = [:]
    for samples in settings.sampleCounts {
      cells[samples] = settings.ranks.flatMap { rank in
        settings.depths.map { depth in
          Cell(
            rank: rank, depth: depth,
            outcomes: (groups[[samples, rank, depth]] ?? []).compactMap { outcomes[$0] })
        }
      }
    }
    self.cells = cells
  }

  /// All cells of a number of samples, by rank and then by depth.
  func cells(samples: Int) -> [Cell] { cells[samples] ?? [] }
}
