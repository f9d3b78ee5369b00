import Networks
public import Runs
import Spectra
import Statistics
import Training

extension KernelAblation {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "kernel-ablation",
    title: "Every kernel's rank falls with depth",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier version, figure 10",
    question: "Is the fall of the kernel's rank with depth a matter of which kernel it is?",
    prediction: """
      For each of nine kernels the effective rank falls with depth, for linear and ReLU networks, \
      at random weights and after training.
      """,
    falsifier: """
      A kernel whose mean rank does not fall from one depth to the next, or one whose mean over \
      random networks lies off the reference.
      """,
    cost: "half a minute on two cores at quick, minutes at paper",
    citations: ["huh2023lowrank", "roy2007effective"],
    openChoices: [
      """
      Kernels: linear Gram, cosine similarity, cosine distance, L1, L2, squared L2, RBF, Laplacian, \
      polynomial; the paper says only that there are various.
      """,
      "Workload: width 32, 128 Gaussian inputs, 256 random networks per depth, no bias.",
      "Polynomial kernel: not scale invariant; its levels are notes for weights of variance 1/n.",
      """
      Trained networks: least squares of task rank 4 with 22 samples, Nesterov 0.9, rates .05, .02, \
      .01, .003, .001 at depths 1, 2, 4, 8, 16; kernels on 128 test inputs.
      """,
      """
      Stop rule: mean squared error below 1e-6 (ReLU 1e-4) of that of predicting zero, at most \
      50,000 steps at paper, 10,000 at quick.
      """,
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = KernelSamples(of: self, outcomes: outcomes)
    return orderClaims(samples) + (settings.isReferenceWorkload ? levelClaims(samples) : [])
      + notes(outcomes)
  }

  private func orderClaims(_ samples: KernelSamples) -> [Claim] {
    guard settings.depths.count > 1 else { return [] }
    return [false, true].flatMap { isTrained in
      FeatureKernel.allCases.flatMap { kernel in
        settings.activations.map { activation in
          .order(
            id: "depth-order/\(isTrained ? "trained" : "random")/\(kernel.rawValue)"
              + "/\(activation.rawValue)",
            statement: "the rank of the kernel \(kernel.title) falls with depth "
              + (isTrained ? "after training" : "at random weights"),
            source: Self.figure,
            means: settings.depths.map { depth in
              let summary = samples.summary(
                kernel, Network(activation: activation, depth: depth), isTrained: isTrained)
              return ("depth \(depth)", summary.mean, summary.standardError)
            }, direction: .decreasing)
        }
      }
    }
  }

  private func levelClaims(_ samples: KernelSamples) -> [Claim] {
    FeatureKernel.allCases.flatMap { kernel in
      settings.networks.compactMap { network in
        guard let reference = KernelAblationReference.mean(kernel, network) else { return nil }
        let summary = samples.summary(kernel, network, isTrained: false)
        let id = "mean/\(kernel.rawValue)/\(network.activation.rawValue)/depth-\(network.depth)"
        let statement = "random networks: mean rank of the kernel \(kernel.title)"
        guard kernel != .polynomial else {
          return .note(
            id: id, statement: statement, source: Self.reference, published: reference,
            measured: summary.mean, standardError: summary.standardError)
        }
        return .level(
          id: id, statement: statement, source: Self.reference, published: reference,
          measured: summary.mean, standardError: summary.standardError,
          tolerance: KernelAblationReference.tolerance(depth: network.depth))
      }
    }
  }

  private func notes(_ outcomes: [Trial: Outcome]) -> [Claim] {
    let all = trials.compactMap { outcomes[$0] }
    let results = all.compactMap(\.training)
    func count(_ id: String, _ statement: String, _ value: Double) -> Claim {
      .note(
        id: id, statement: statement, source: "counted over all trials", published: nil,
        measured: value, standardError: nil)
    }
    return [
      count(
        "zero-features", "inputs that a network maps to exactly zero",
        Double(all.reduce(0) { $0 + $1.zeroFeatures })),
      count(
        "trainings/reached", "share of the trainings that reached the stop rule",
        Double(results.count { $0.outcome.hasReachedLoss }) / Double(max(results.count, 1))),
      count(
        "trainings/halvings", "times that a learning rate was halved after a divergence",
        Double(results.reduce(0) { $0 + $1.halvings })),
      count(
        "trainings/diverged", "trainings that diverged even after eight halvings",
        Double(results.count { $0.outcome.hasDiverged })),
    ]
  }

  private static let figure = "Huh et al., earlier version, figure 10"
  private static let reference = "specification, section 3.3"
}
