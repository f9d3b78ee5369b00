import Statistics
import Training

/// The networks of all curves, gathered from the blocks.
struct ConvergenceSamples {
  /// The networks of one curve, in the order of their tasks.
  struct Sample {
    let curve: RankAtConvergence.Curve
    let networks: [ConvergedNetwork]

    func summary(_ value: (ConvergedNetwork) -> Double) -> Summary {
      Summary(networks.map(value))
    }

    /// One for every network whose training reached the stop rule, zero for the others.
    var fitted: Summary { summary { $0.ending.hasReachedLoss ? 1 : 0 } }

    /// The share of both distributions of the rank, before and after the training, that they have in
    /// common: `1 - sup |F - G|`, which is `∫ min(f, g)` where densities cross once.
    var overlap: Double {
      let (before, after) = (networks.map(\.initialRank), networks.map(\.rank))
      let distances = (before + after).map { place in
        abs(before.count { $0 <= place } - after.count { $0 <= place })
      }
      return 1 - Double(distances.max() ?? 0) / Double(max(networks.count, 1))
    }
  }

  /// Every curve, depth ascending within a family.
  let curves: [Sample]

  init(
    of experiment: RankAtConvergence,
    outcomes: [RankAtConvergence.Trial: RankAtConvergence.Outcome]
  ) {
    let blocks = Dictionary(grouping: experiment.trials, by: \.curve)
    curves = experiment.settings.curves.map { curve, _ in
      Sample(
        curve: curve, networks: (blocks[curve] ?? []).flatMap { outcomes[$0]?.networks ?? [] })
    }
  }

  /// The curves of one kind on the experiment's tasks (not those of rank 1 beside them).
  func family(_ activation: DensityActivation, teacherRank: Int) -> [Sample] {
    curves.filter {
      $0.curve.activation == activation && $0.curve.teacherRank == teacherRank
        && !$0.networks.isEmpty
    }
  }
}

extension ConvergenceSamples.Sample {
  /// Differences `left - right` of a value, network by network on the same task.
  static func paired(
    _ left: Self, _ right: Self, _ value: (ConvergedNetwork) -> Double
  ) -> Summary {
    Summary(zip(left.networks, right.networks).map { value($0) - value($1) })
  }
}
