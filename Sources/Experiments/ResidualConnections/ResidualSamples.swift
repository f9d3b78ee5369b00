import Statistics
import Training

/// All outcomes of ``ResidualConnections``, sorted.
struct ResidualSamples {
  private var trainings: [Key: [ResidualConnections.Converged]] = [:]
  /// Whether depth 8 and depth 32 diverged at the rate of depth 8, per repeat.
  private(set) var divergences: [(shallow: Bool, deep: Bool)] = []
  private var starts: [ResidualStarts] = []

  private struct Key: Hashable {
    let connection: Connection
    let depth: Int
  }

  init(
    trials: [ResidualConnections.Trial],
    outcomes: [ResidualConnections.Trial: ResidualConnections.Outcome]
  ) {
    for trial in trials {
      switch (trial, outcomes[trial]) {
      case (.training(let connection, let depth, _), .training(let converged)?):
        trainings[Key(connection: connection, depth: depth), default: []].append(converged)
      case (.transfer, .transfer(let shallow, let deep, _)?):
        divergences.append((shallow.hasDiverged, deep.hasDiverged))
      case (.initialisation, .initialisation(let block)?): starts.append(block)
      default: break
      }
    }
  }

  /// The networks of one connection and depth, repeat after repeat.
  func converged(_ connection: Connection, depth: Int) -> [ResidualConnections.Converged] {
    trainings[Key(connection: connection, depth: depth)] ?? []
  }

  /// Their effective ranks; not finite if a weight is not.
  func ranks(_ connection: Connection, depth: Int) -> [Double] {
    converged(connection, depth: depth).map { $0.rank ?? .infinity }
  }

  /// The share of trainings that reached the stop rule.
  func reached(_ connection: Connection, depth: Int) -> Double {
    Summary(converged(connection, depth: depth).map { $0.outcome.hasReachedLoss ? 1 : 0 }).mean
  }

  /// The share of trainings that diverged at every rate.
  func diverged(_ connection: Connection, depth: Int) -> Double {
    Summary(converged(connection, depth: depth).map { $0.outcome.hasDiverged ? 1 : 0 }).mean
  }

  /// How much rank each repeat loses from one depth to another.
  func losses(_ connection: Connection, from shallow: Int, to deep: Int) -> [Double] {
    zip(ranks(connection, depth: shallow), ranks(connection, depth: deep)).map { $0 - $1 }
  }

  /// Effective ranks at the start, by place in the reference table.
  func startRanks(connection: Int, depth: Int) -> Summary {
    Summary(starts.flatMap { $0.entropies[connection][depth] })
  }

  /// Output variances of residual networks of unit gain at the start, by place of the depth.
  func startVariances(depth: Int) -> Summary {
    Summary(starts.flatMap { $0.variances[depth] })
  }
}
