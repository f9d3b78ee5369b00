import Networks
public import Runs
import Statistics

extension ParameterizationBias {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "parameterization-bias",
    title: "Deep networks end at low rank however they begin",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier versions, figure 4",
    question: """
      Is the low rank of trained deep linear networks what their initialization left behind, or \
      does the parameterization itself favour it?
      """,
    prediction: """
      The converged rank falls with depth under default and under low-rank initialization; a \
      low-rank start is left behind, and deep networks fail to fit a full-rank target.
      """,
    falsifier: """
      A converged rank that does not fall with depth, or one that stays within 0.3 nats of a \
      low-rank start.
      """,
    cost: "half a minute on two cores at quick, ten minutes at paper",
    citations: ["huh2023lowrank", "roy2007effective"],
    openChoices: [
      "Task: n = 32, 28 training and 256 test samples without noise, Gaussian teacher.",
      "Kernel: cosine distance of the outputs on the test inputs.",
      """
      Low-rank start: a product of 32 Gaussian matrices, scaled to Frobenius norm sqrt(n), in \
      balanced factors; its ranks match the published starting values.
      """,
      """
      Training: momentum 0.9; per network the rate of {.3, .1, .03, .01, .003, .001} that reaches \
      the stop rule first on a tuning task, else the one with the least loss; halved on divergence.
      """,
      """
      Stop rule: mean squared error below 1e-6 (ReLU 1e-4) of that of predicting zero; at paper at \
      most 50,000 steps, at quick 10,000. Where the rule is not reached, losses and ranks depend on \
      the steps.
      """,
      """
      Repeats: the paper shows about 5; at paper 16 tasks, since the ranks at depths 4 and 8 lie \
      closer than five can tell.
      """,
      """
      Nonlinearity: the caption says linear, the published starting ranks lie between those of \
      linear and ReLU networks; ReLU is reported as notes (activations=linear,relu).
      """,
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = ParameterizationSamples(of: self, outcomes: outcomes)
    return orderClaims(samples) + recoveryClaims(samples) + lossClaims(samples)
      + (settings.isPublishedWorkload ? levelClaims(samples) : []) + notes(samples)
  }

  private func condition(
    _ start: TrainingStart, _ target: TargetRank = .full, _ depth: Int,
    _ activation: DensityActivation = .linear
  ) -> Condition {
    Condition(activation: activation, start: start, target: target, depth: depth)
  }

  /// An order over those of `depths` that were run; nil for fewer than two.
  private func order(
    _ id: String, _ statement: String, _ start: TrainingStart, depths: [Int],
    _ direction: Claim.OrderDirection, _ samples: ParameterizationSamples,
    _ value: (Outcome) -> Double?
  ) -> Claim? {
    let means = depths.compactMap { depth in
      samples.summary(condition(start, .full, depth), value).map {
        ("depth \(depth)", $0.mean, $0.standardError)
      }
    }
    guard means.count > 1 else { return nil }
    return .order(
      id: "\(id)/\(start.rawValue)", statement: "\(start.title): \(statement)", source: Self.figure,
      means: means, direction: direction)
  }

  private func orderClaims(_ samples: ParameterizationSamples) -> [Claim] {
    let statement = "the rank after training on a full-rank target falls with depth"
    let orders = [
      order("rank-order", statement, .normal, depths: [1, 4, 8, 16, 32], .decreasing, samples) {
        $0.result.network.kernelRank
      },
      order("rank-order", statement, .lowRank, depths: [1, 4, 8, 16], .decreasing, samples) {
        $0.result.network.kernelRank
      },
    ]
    let deepest = samples.difference(condition(.lowRank, .full, 32), condition(.lowRank, .full, 16))
    { $0.result.network.kernelRank }
    let bound = deepest.map {
      Claim.atMost(
        id: "rank-order/low-rank/depth-32",
        statement: "low-rank initialization: the rank at depth 32 does not exceed that at depth 16",
        source: Self.figure, bound: 0.03, measured: $0.mean, standardError: $0.standardError)
    }
    return (orders + [bound]).compactMap(\.self)
  }

  private func recoveryClaims(_ samples: ParameterizationSamples) -> [Claim] {
    settings.depths.compactMap { depth in
      let gain = samples.summary(condition(.lowRank, .full, depth)) { outcome in
        outcome.result.network.kernelRank.flatMap { end in
          outcome.initial.kernelRank.map { end - $0 }
        }
      }
      return gain.map {
        .atLeast(
          id: "recovery/depth-\(depth)",
          statement: "training leaves a low-rank start behind: rank gained on a full-rank target",
          source: "\(Self.figure); published gains are at least 0.54", bound: 0.3,
          measured: $0.mean, standardError: $0.standardError)
      }
    }
  }

  private func lossClaims(_ samples: ParameterizationSamples) -> [Claim] {
    let statement = "the training loss on a full-rank target grows with depth"
    return [
      order("train-loss-order", statement, .normal, depths: [8, 16, 32], .increasing, samples) {
        $0.result.network.trainLoss
      },
      order("train-loss-order", statement, .lowRank, depths: [1, 4, 8, 16], .increasing, samples) {
        $0.result.network.trainLoss
      },
    ].compactMap(\.self)
  }

  private func levelClaims(_ samples: ParameterizationSamples) -> [Claim] {
    startClaims(samples) + depthOneClaims(samples)
      + settings.starts.flatMap { start in
        settings.depths.compactMap { depth in
          level(
            "kernel-rank/\(start.rawValue)/depth-\(depth)",
            "the rank after training is the published one", condition(start, .full, depth),
            ParameterizationReference.published(.kernelRank, start, depth: depth), tolerance: 0.2,
            samples
          ) { $0.result.network.kernelRank }
        }
      }
  }

  /// Random networks against the reference: three standard errors and the rounding of the table.
  private func startClaims(_ samples: ParameterizationSamples) -> [Claim] {
    settings.depths.compactMap { depth in
      let reference = ParameterizationReference.randomKernelRank(depth: depth)
      let sampling =
        (1 / Double(settings.repeats) + 1 / ParameterizationReference.randomDraws).squareRoot()
      return level(
        "start/depth-\(depth)", "default initialization begins at the rank of random networks",
        condition(.normal, .full, depth), reference?.mean,
        tolerance: 3 * (reference?.deviation ?? 0) * sampling + 0.005, samples,
        source: "specification, section 3.3"
      ) { $0.initial.kernelRank }
    }
  }

  private func depthOneClaims(_ samples: ParameterizationSamples) -> [Claim] {
    let kernels = settings.starts.compactMap { start in
      level(
        "depth-one/kernel-rank/\(start.rawValue)",
        "a single layer reaches the rank of the full-rank target", condition(start, .full, 1),
        ParameterizationReference.targetKernelRank, tolerance: 0.04, samples
      ) { $0.result.network.kernelRank }
    }
    let weights = settings.targets.compactMap { target in
      level(
        "depth-one/weight-rank/\(target.rawValue)",
        "a single layer ends at the published rank of the weight (\(target.rawValue) target)",
        condition(.normal, target, 1),
        ParameterizationReference.weightRank(.normal, target, depth: 1), tolerance: 0.05, samples
      ) { $0.result.network.weightRank }
    }
    return kernels + weights
  }

  /// A mean against a reference; nil where either is missing.
  private func level(
    _ id: String, _ statement: String, _ condition: Condition, _ published: Double?,
    tolerance: Double, _ samples: ParameterizationSamples, source: String = figure,
    _ value: (Outcome) -> Double?
  ) -> Claim? {
    guard let published, let summary = samples.summary(condition, value) else { return nil }
    return .level(
      id: id, statement: statement, source: source, published: published, measured: summary.mean,
      standardError: summary.standardError, tolerance: tolerance)
  }

  static let figure = "Huh et al., earlier versions, figure 4"
}
