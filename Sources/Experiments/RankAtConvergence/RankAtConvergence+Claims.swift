public import Runs
import Statistics

extension RankAtConvergence {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "rank-at-convergence",
    title: "Training keeps the bias towards low rank",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "TMLR figure 3 (ReLU); earlier version, figure 2 (linear)",
    question: """
      How is the effective rank of what networks compute distributed before and after they are \
      trained to zero error, and on which side of the task's rank do they end?
      """,
    prediction: """
      The rank falls with depth after training as before: depths 1 and 2 end above the rank of the \
      task, depths 8 and 16 near or below it, and ReLU networks of depth 4 or 8 generalise best.
      """,
    falsifier: """
      Two depths out of order, a depth on the wrong side of the task's rank, or a test loss that is \
      least at depth 2 or 16.
      """,
    cost: "half a minute on two cores; paper preset: 1920 networks, five minutes",
    citations: ["huh2023lowrank", "roy2007effective"],
    openChoices: [
      """
      Task: linear teacher of rank 8 (a Gaussian of variance 1/n cut to rank 8), n = 32, 24 training \
      and 256 test samples, no noise; each network has a task of its own, the same for all depths.
      """,
      "Networks: width 32, no bias, weights of variance 1/n, gain sqrt(2) on hidden ReLU layers.",
      """
      Training: full batch, momentum 0.9, learning rates .05, .02, .01, .005, .002 (ReLU) and .05, \
      .02, .01, .003, .001 (linear) at depths 1, 2, 4, 8, 16; halved after a divergence.
      """,
      """
      Zero error: a loss below 1e-4 (ReLU) or 1e-6 (linear) of the target variance, at most 50,000 \
      steps.
      """,
      "Kernel: cosine distance of the outputs on the test inputs; the task's rank is the teacher's.",
      """
      Density: estimator of the figure at initialization from 64 networks on, normal kernels of \
      Silverman's bandwidth below.
      """,
      "Overlap of two distributions: one minus their Kolmogorov-Smirnov distance.",
    ])

  private static let reluFigure = "Huh et al. 2023, figure 3"
  private static let linearFigure = "Huh et al., earlier version, figure 2"
  private static let reference = "specification, sections 4.3 and 4.4, simulated"

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = ConvergenceSamples(of: self, outcomes: outcomes)
    let relu = samples.family(.relu, teacherRank: settings.teacherRank)
    let linear = samples.family(.linear, teacherRank: settings.teacherRank)
    return reluClaims(relu) + linearClaims(linear) + notes(samples)
  }

  private func reluClaims(_ samples: [ConvergenceSamples.Sample]) -> [Claim] {
    order(samples, of: \.rank, id: "relu/order/converged", source: Self.reluFigure)
      + samples.compactMap { sample in
        switch sample.curve.depth {
        case ...2: taskRankClaim(sample, direction: .positive, source: Self.reluFigure)
        case 8...: taskRankClaim(sample, direction: .negative, source: Self.reluFigure)
        default: nil
        }
      }
      + samples.map { sample in
        let fitted = sample.fitted
        return .atLeast(
          id: "relu/train-loss/depth-\(sample.curve.depth)",
          statement: "the training loss is zero: the share of networks that came below 1e-4 of the "
            + "target variance",
          source: Self.reluFigure, bound: 1, measured: fitted.mean,
          standardError: fitted.standardError)
      } + generalisationClaims(samples)
  }

  private func linearClaims(_ samples: [ConvergenceSamples.Sample]) -> [Claim] {
    samples.compactMap { sample in
      switch sample.curve.depth {
      case ...2: return taskRankClaim(sample, direction: .positive, source: Self.linearFigure)
      case 8...:
        let excess = sample.summary { $0.rank - $0.taskRank }
        return .atMost(
          id: "linear/task-rank/depth-\(sample.curve.depth)",
          statement: "trained networks end at most 0.1 above the task's rank",
          source: Self.linearFigure, bound: 0.1, measured: excess.mean,
          standardError: excess.standardError)
      default: return nil
      }
    }
      + order(samples, of: \.initialRank, id: "linear/order/initial", source: Self.linearFigure)
      + order(samples, of: \.rank, id: "linear/order/converged", source: Self.linearFigure)
  }

  /// The mean rank falls from each depth to the next.
  private func order(
    _ samples: [ConvergenceSamples.Sample], of rank: (ConvergedNetwork) -> Double, id: String,
    source: String
  ) -> [Claim] {
    guard samples.count > 1 else { return [] }
    let statement =
      id.hasSuffix("initial")
      ? "the mean rank before training falls with depth"
      : "the mean rank after training falls with depth"
    return [
      .order(
        id: id, statement: statement, source: source,
        means: samples.map {
          let summary = $0.summary(rank)
          return ("depth \($0.curve.depth)", summary.mean, summary.standardError)
        }, direction: .decreasing)
    ]
  }

  /// The rank after training minus the task's rank, network by network.
  private func taskRankClaim(
    _ sample: ConvergenceSamples.Sample, direction: Claim.SignDirection, source: String
  ) -> Claim {
    let excess = sample.summary { $0.rank - $0.taskRank }
    return .sign(
      id: "\(sample.curve.family)/task-rank/depth-\(sample.curve.depth)",
      statement: "trained networks end \(direction == .positive ? "above" : "below") "
        + "the task's rank",
      source: source, difference: excess.mean, standardError: excess.standardError,
      direction: direction)
  }

  /// The test loss of the better of depths 4 and 8 against that of depths 2 and 16, in pairs.
  private func generalisationClaims(_ samples: [ConvergenceSamples.Sample]) -> [Claim] {
    let inner = samples.filter { [4, 8].contains($0.curve.depth) }
      .min { $0.summary(\.testLoss).mean < $1.summary(\.testLoss).mean }
    guard let inner else { return [] }
    return samples.filter { [2, 16].contains($0.curve.depth) }.map { outer in
      let difference = ConvergenceSamples.Sample.paired(inner, outer, \.testLoss)
      return .sign(
        id: "relu/test-loss/below-depth-\(outer.curve.depth)",
        statement: "the better of depths 4 and 8 (here \(inner.curve.depth)) has a lower test loss "
          + "than depth \(outer.curve.depth)",
        source: Self.reluFigure, difference: difference.mean,
        standardError: difference.standardError, direction: .negative)
    }
  }

  private func notes(_ samples: ConvergenceSamples) -> [Claim] {
    samples.curves.filter { !$0.networks.isEmpty }.flatMap { sample -> [Claim] in
      let curve = sample.curve
      func note(
        _ name: String, _ statement: String, _ summary: Summary, _ published: Double?
      ) -> Claim {
        .note(
          id: "\(curve.family)/\(name)/depth-\(curve.depth)", statement: statement,
          source: published == nil ? "measured" : Self.reference, published: published,
          measured: summary.mean, standardError: summary.standardError)
      }
      func published(_ quantity: RankAtConvergenceReference.Quantity) -> Double? {
        settings.isReferenceWorkload ? RankAtConvergenceReference.mean(of: quantity, curve) : nil
      }
      let weightRank = sample.summary(\.weightRank)
      return [
        note(
          "initial-rank", "mean kernel rank before training", sample.summary(\.initialRank),
          published(.initialRank)),
        note(
          "rank", "mean kernel rank after training", sample.summary(\.rank), published(.rank)),
        note("loss", "mean test loss", sample.summary(\.testLoss), published(.testLoss)),
        note("fitted", "share of networks that reached zero training error", sample.fitted, nil),
        note(
          "final-loss", "mean training loss, relative to the target variance",
          sample.summary(\.trainLoss), nil),
      ]
        + (weightRank.mean.isFinite
          ? [
            note(
              "weight-rank", "mean effective rank of the trained effective weight", weightRank,
              settings.isReferenceWorkload && curve.depth == 1 && curve.teacherRank == 8
                ? RankAtConvergenceReference.depthOneWeightRank : nil)
          ] : [])
        + (curve.activation == .linear
          ? [
            .note(
              id: "\(curve.family)/overlap/depth-\(curve.depth)",
              statement: "overlap of the distributions before and after training",
              source: Self.linearFigure, published: nil, measured: sample.overlap,
              standardError: nil)
          ] : [])
    } + taskRankNotes(samples) + [
      .note(
        id: "halvings", statement: "halvings of the learning rate after a divergence, in all",
        source: "counted over all networks", published: nil,
        measured: Double(samples.curves.flatMap(\.networks).reduce(0) { $0 + $1.halvings }),
        standardError: nil)
    ]
  }

  /// The ranks of the tasks themselves, where the vertical line stands.
  private func taskRankNotes(_ samples: ConvergenceSamples) -> [Claim] {
    var seen: Set<Int> = []
    return samples.curves.filter { sample in
      !sample.networks.isEmpty && seen.insert(sample.curve.teacherRank).inserted
    }.map { sample in
      let summary = sample.summary(\.taskRank)
      let isReference = settings.isReferenceWorkload && sample.curve.teacherRank == 8
      return .note(
        id: "task-rank/rank-\(sample.curve.teacherRank)",
        statement: "mean kernel rank of the teacher's outputs, the vertical line",
        source: isReference ? Self.reference : "measured",
        published: isReference ? RankAtConvergenceReference.taskRank : nil,
        measured: summary.mean, standardError: summary.standardError)
    }
  }
}
