public import Runs
import Statistics
import Training

extension GramActivations {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "gram-activations",
    title: "Depth lowers the rank for every nonlinearity",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "TMLR figure 4 = earlier version, figure 16",
    question: """
      Does the effective rank of a trained network's kernel fall with depth whatever its \
      nonlinearity?
      """,
    prediction: """
      It falls for all seven; at depth 16 it is lowest with tanh and, of the non-linear ones, \
      highest with the sine, and the clustered Gram matrices fall into blocks.
      """,
    falsifier: """
      A nonlinearity whose rank rises by more than 0.05 from one depth to the next or falls by less \
      than 0.05 from the shallowest to the deepest; another order at depth 16.
      """,
    cost: "a quarter of a minute on two cores; paper preset: 3584 trainings, a minute",
    citations: ["huh2023lowrank", "roy2007effective", "sitzmann2020siren"],
    openChoices: [
      """
      Task: linear teacher of full rank (Gaussian of variance 1/n), n = 32, 16 training and 256 test \
      samples, no noise; repeats differ in task and start, all networks of a repeat share the task.
      """,
      """
      Repeats: 128 at paper preset, 40 at quick; five would leave the order at depth 16 undecided.
      """,
      """
      Networks: width 32, no bias, gain sqrt(2) before ReLU, leaky ReLU and GELU, 1 before tanh and \
      SELU and in the last layer; sine of frequency 1 with all weights U(+-sqrt(6/n)), which is what \
      the simulated levels fit; leaky slope 0.01.
      """,
      """
      Training: full batch, momentum 0.9, learning rates .02, .01, .005, .002 at depths 2, 4, 8, 16 \
      (.001 for ReLU and leaky ReLU at depth 16), halved after a divergence; until the loss is below \
      1e-4 of the target variance, at most 15,000 steps.
      """,
      "Kernel: cosine distance of the outputs on the test inputs.",
      "Order of rows and columns: average linkage on one minus the cosine similarity.",
      """
      Picture: the first repeat; each cell is the mean over a block of the ordered 256 x 256 matrix, \
      32 x 32 cells in all.
      """,
      """
      Levels depend on sample count and training budget: the simulated spread is smaller than the \
      published one, so levels are notes.
      """,
    ])

  private static let figure = "Huh et al. 2023, figure 4"

  /// What the specification allows between two depths, and asks for between the first and the last.
  private static let step = 0.05

  /// Two nonlinearities this close at depth 16 are tied.
  private static let tie = 0.03

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = GramSamples(of: self, outcomes: outcomes)
    return settings.nonlinearities.flatMap { depthClaims($0, samples) }
      + extremeClaims(samples) + notes(samples)
  }

  private func depthClaims(_ nonlinearity: Nonlinearity, _ samples: GramSamples) -> [Claim] {
    let depths = settings.depths
    guard let first = depths.first, let last = depths.last, first < last else { return [] }
    let rises = zip(depths, depths.dropFirst()).map { shallow, deep in
      samples.difference((nonlinearity, deep), (nonlinearity, shallow))
    }
    let rise = rises.contains { !$0.mean.isFinite } ? nil : rises.max { $0.mean < $1.mean }
    let fall = samples.difference((nonlinearity, first), (nonlinearity, last))
    return [
      .atMost(
        id: "no-rise/\(nonlinearity.rawValue)",
        statement: "the rank rises by at most 0.05 from a depth to the next (largest rise)",
        source: Self.figure, bound: Self.step, measured: rise?.mean ?? .nan,
        standardError: rise?.standardError ?? .nan),
      .atLeast(
        id: "fall/\(nonlinearity.rawValue)",
        statement: "the rank at depth \(last) lies at least 0.05 below that at depth \(first)",
        source: Self.figure, bound: Self.step, measured: fall.mean,
        standardError: fall.standardError),
    ]
  }

  /// Who is lowest and who is highest at depth 16.
  private func extremeClaims(_ samples: GramSamples) -> [Claim] {
    guard settings.depths.contains(16), settings.nonlinearities.count > 2 else { return [] }
    let lowest = rival(of: .tanh, among: settings.nonlinearities) { other in
      samples.difference((other, 16), (.tanh, 16))
    }
    let highest = rival(of: .siren, among: settings.nonlinearities.filter { $0 != .linear }) {
      samples.difference((.siren, 16), ($0, 16))
    }
    return [
      lowest.map { other, lead in
        .sign(
          id: "lowest/tanh",
          statement: "at depth 16 tanh is lowest: the next one (\(other.title)) minus tanh, plus a "
            + "tie of 0.03",
          source: Self.figure, difference: lead.mean + Self.tie, standardError: lead.standardError,
          direction: .positive)
      },
      highest.map { other, lead in
        .sign(
          id: "highest/siren",
          statement:
            "at depth 16 SIREN is highest of the non-linear ones: SIREN minus the next one "
            + "(\(other.title)), plus a tie of 0.03",
          source: Self.figure, difference: lead.mean + Self.tie, standardError: lead.standardError,
          direction: .positive)
      },
    ].compactMap(\.self)
  }

  /// The other one over which the lead is smallest; nil if the subject is not there.
  private func rival(
    of subject: Nonlinearity, among all: [Nonlinearity], lead: (Nonlinearity) -> Summary
  ) -> (Nonlinearity, Summary)? {
    guard all.contains(subject) else { return nil }
    let leads = all.filter { $0 != subject }.map { ($0, lead($0)) }
    return leads.first { !$0.1.mean.isFinite } ?? leads.min { $0.1.mean < $1.1.mean }
  }

  private func notes(_ samples: GramSamples) -> [Claim] {
    settings.nonlinearities.flatMap { nonlinearity in
      settings.depths.flatMap { depth -> [Claim] in
        let outcomes = samples[nonlinearity, depth]
        guard !outcomes.isEmpty else { return [] }
        let name = "\(nonlinearity.rawValue)/depth-\(depth)"
        let isReference = settings.isReferenceWorkload
        func note(
          _ kind: String, _ statement: String, source: String, published: Double? = nil,
          _ value: (Outcome) -> Double
        ) -> Claim {
          let summary = Summary(outcomes.map(value))
          return .note(
            id: "\(kind)/\(name)", statement: statement, source: source, published: published,
            measured: summary.mean, standardError: summary.standardError)
        }
        return [
          note(
            "level", "effective rank against the published one", source: Self.figure,
            published: isReference
              ? GramActivationsReference.published(nonlinearity, depth: depth) : nil, \.rank),
          note(
            "simulated", "effective rank against a simulation of this workload",
            source: "specification, section 4.5, simulated",
            published: isReference
              ? GramActivationsReference.simulated(nonlinearity, depth: depth) : nil, \.rank),
          note(
            "blocks", "mean similarity within minus between two clusters", source: Self.figure,
            \.contrast),
        ]
      }
    } + trainingNotes(samples)
  }

  /// How the trainings went.
  private func trainingNotes(_ samples: GramSamples) -> [Claim] {
    func outcomes(depth: Int) -> [Outcome] {
      settings.nonlinearities.flatMap { samples[$0, depth] }
    }
    let halvings = settings.depths.flatMap(outcomes).reduce(0) { $0 + $1.halvings }
    return settings.depths.map { depth in
      let fitted = outcomes(depth: depth).map { $0.ending.hasReachedLoss ? 1.0 : 0 }
      return .note(
        id: "fitted/depth-\(depth)", statement: "share of trainings that reached the stop rule",
        source: "measured", published: nil, measured: Summary(fitted).mean, standardError: nil)
    } + [
      .note(
        id: "halvings", statement: "halvings of the learning rate after a divergence, in all",
        source: "counted over all trainings", published: nil, measured: Double(halvings),
        standardError: nil)
    ]
  }
}

/// The outcomes of each nonlinearity and depth, in the order of the repeats.
struct GramSamples {
  private let groups: [Nonlinearity: [Int: [GramActivations.Outcome]]]

  init(
    of experiment: GramActivations, outcomes: [GramActivations.Trial: GramActivations.Outcome]
  ) {
    groups = Dictionary(grouping: experiment.trials, by: \.nonlinearity).mapValues { trials in
      Dictionary(grouping: trials, by: \.depth).mapValues { $0.compactMap { outcomes[$0] } }
    }
  }

  subscript(nonlinearity: Nonlinearity, depth: Int) -> [GramActivations.Outcome] {
    groups[nonlinearity]?[depth] ?? []
  }

  /// Differences `left - right` of the rank, repeat by repeat on the same task.
  func difference(_ left: (Nonlinearity, Int), _ right: (Nonlinearity, Int)) -> Summary {
    Summary(zip(self[left.0, left.1], self[right.0, right.1]).map { $0.rank - $1.rank })
  }
}
