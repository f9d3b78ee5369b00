import Runs
import Statistics
import Training

extension ParameterizationBias {
  /// What depends on the budget of the training, and how the trainings went.
  func notes(_ samples: ParameterizationSamples) -> [Claim] {
    (settings.isPublishedWorkload ? lossNotes(samples) + weightNotes(samples) : [])
      + reluNotes(samples) + trainingNotes(samples)
  }

  private func note(
    _ id: String, _ statement: String, _ condition: Condition, _ published: Double?,
    _ samples: ParameterizationSamples, _ value: (Outcome) -> Double?
  ) -> Claim? {
    samples.summary(condition, value).map {
      .note(
        id: id, statement: statement, source: Self.figure, published: published,
        measured: $0.mean, standardError: $0.standardError)
    }
  }

  private func lossNotes(_ samples: ParameterizationSamples) -> [Claim] {
    settings.starts.flatMap { start in
      settings.depths.flatMap { depth in
        let condition = Condition(activation: .linear, start: start, target: .full, depth: depth)
        let name = "\(start.rawValue)/depth-\(depth)"
        return [
          note(
            "train-loss/\(name)", "training loss on a full-rank target", condition,
            ParameterizationReference.published(.trainLoss, start, depth: depth), samples
          ) { $0.result.network.trainLoss },
          note(
            "test-loss/\(name)", "test loss on a full-rank target", condition,
            ParameterizationReference.published(.testLoss, start, depth: depth), samples
          ) { $0.result.network.testLoss },
        ].compactMap(\.self)
      }
    }
  }

  private func weightNotes(_ samples: ParameterizationSamples) -> [Claim] {
    settings.starts.flatMap { start in
      settings.targets.flatMap { target in
        settings.depths.filter { $0 > 1 || start == .lowRank }.compactMap { depth in
          note(
            "weight-rank/\(start.rawValue)/\(target.rawValue)/depth-\(depth)",
            "rank of the trained weight, version of March 2021",
            Condition(activation: .linear, start: start, target: target, depth: depth),
            ParameterizationReference.weightRank(start, target, depth: depth), samples
          ) { $0.result.network.weightRank }
        }
      }
    }
  }

  private func reluNotes(_ samples: ParameterizationSamples) -> [Claim] {
    settings.depths.flatMap { depth in
      let condition = Condition(activation: .relu, start: .normal, target: .full, depth: depth)
      return [
        note(
          "relu/start/depth-\(depth)", "kernel rank of random ReLU networks", condition,
          ParameterizationReference.published(.initialKernelRank, .normal, depth: depth), samples
        ) { $0.initial.kernelRank },
        note(
          "relu/kernel-rank/depth-\(depth)", "kernel rank of trained ReLU networks", condition,
          ParameterizationReference.published(.kernelRank, .normal, depth: depth), samples
        ) { $0.result.network.kernelRank },
      ].compactMap(\.self)
    }
  }

  private func trainingNotes(_ samples: ParameterizationSamples) -> [Claim] {
    let all = samples.all
    func count(_ id: String, _ statement: String, _ value: Double) -> Claim {
      .note(
        id: "trainings/\(id)", statement: statement,
        source: "counted over all \(all.count) trainings", published: nil, measured: value,
        standardError: nil)
    }
    let reached = all.count { $0.result.outcome.hasReachedLoss }
    return [
      count(
        "reached", "share of the trainings that reached the stop rule",
        Double(reached) / Double(max(all.count, 1))),
      count(
        "halvings", "times that a learning rate was halved after a divergence",
        Double(all.reduce(0) { $0 + $1.result.halvings })),
      count(
        "diverged", "trainings that diverged even after eight halvings",
        Double(all.count { $0.result.outcome.hasDiverged })),
    ]
  }
}
