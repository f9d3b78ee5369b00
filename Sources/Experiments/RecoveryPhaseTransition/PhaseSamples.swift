import Recovery
import Statistics

/// All outcomes of ``RecoveryPhaseTransition``, as successes.
struct PhaseSamples {
  /// One cell.
  struct Cell {
    let rank: Int
    let percent: Int
    /// Whether each matrix was recovered, by penalty.
    let successes: [PenaltyFamily: [Double]]
    /// Whether each matrix has fewer entries than a matrix of its rank has degrees of freedom.
    let isBelowLimit: [Bool]

    /// The share of matrices that a penalty recovered.
    func share(_ family: PenaltyFamily) -> Double { Summary(successes[family] ?? []).mean }
  }

  /// In the order of the trials.
  let cells: [Cell]

  init(
    _ trials: [RecoveryPhaseTransition.Trial],
    _ outcomes: [RecoveryPhaseTransition.Trial: RecoveryPhaseTransition.Outcome],
    settings: RecoveryPhaseTransitionSettings
  ) {
    cells = trials.compactMap { trial in
      guard let outcome = outcomes[trial] else { return nil }
      let freedom = trial.rank * (2 * settings.size - trial.rank)
      return Cell(
        rank: trial.rank, percent: trial.percent,
        successes: Dictionary(
          uniqueKeysWithValues: outcome.penalties.map { recovered in
            (recovered.penalty, recovered.errors.map { $0 < settings.success ? 1 : 0 })
          }),
        isBelowLimit: outcome.observations.map { $0 < freedom })
    }
  }

  /// The share of the grid that a penalty recovers.
  func area(_ family: PenaltyFamily) -> Estimate {
    Estimate(ofCells: cells.map { $0.successes[family] ?? [] })
  }

  /// The same of one penalty minus another, on the same matrices.
  func area(_ family: PenaltyFamily, minus other: PenaltyFamily) -> Estimate {
    Estimate(
      ofCells: cells.map { cell in
        zip(cell.successes[family] ?? [], cell.successes[other] ?? []).map { $0 - $1 }
      })
  }

  /// The percentage of entries at which half of the matrices of a rank are recovered: the first
  /// crossing, linear between the percentages of the grid; nil if there is none.
  func halfway(_ family: PenaltyFamily, rank: Int) -> Double? {
    let row = cells.filter { $0.rank == rank }
    for (low, high) in zip(row, row.dropFirst()) {
      let (a, b) = (low.share(family), high.share(family))
      guard a < 0.5, b >= 0.5 else { continue }
      return Double(low.percent) + (0.5 - a) / (b - a) * Double(high.percent - low.percent)
    }
    return nil
  }
}

/// A mean over the cells of a grid, each a sample of its own.
struct Estimate {
  let mean: Double
  /// `√(Σ s²/k) / C` over `C` cells with `k` values of variance `s²`.
  let standardError: Double

  init(ofCells cells: [[Double]]) {
    let summaries = cells.map { Summary($0) }
    let variance = summaries.reduce(0) { $0 + $1.standardError * $1.standardError }
    mean = Summary(summaries.map(\.mean)).mean
    standardError = variance.squareRoot() / Double(cells.count)
  }
}
