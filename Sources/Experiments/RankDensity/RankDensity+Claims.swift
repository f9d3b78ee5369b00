import Foundation
import Networks
import Randomness
public import Runs
import Statistics

extension RankDensity {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "rank-density",
    title: "Random deep networks have low-rank kernels",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "TMLR figure 2 = earlier version, figure 1",
    question: """
      How is the effective rank of the kernel of a random network's outputs distributed, and how \
      does depth move it?
      """,
    prediction: """
      More depth puts more probability on low effective rank: the density moves down and widens, \
      for linear and ReLU networks, normal and uniform weights.
      """,
    falsifier: """
      A mode further than the tolerance from the published one at 128 inputs, or two depths out of \
      order in mode or spread.
      """,
    cost: "81,920 networks, a few seconds on two cores",
    citations: ["huh2023lowrank", "roy2007effective", "savitzky1964smoothing"],
    openChoices: [
      """
      Number of inputs: the caption says 256, the published curves fit 128. Verdicts use 128; the \
      modes at 256 are reported beside them with a tolerance that allows for the known offset.
      """,
      "Kernel: cosine distance of the outputs, which reproduces the published curves.",
      "Architecture: width 32, no bias, weights of variance 1/n, gain sqrt(2) on hidden ReLU layers.",
      "Inputs: one fixed set of independent standard normal vectors.",
      """
      Density: empirical distribution function at 400 points over mean +- 4 standard deviations, \
      first difference, Savitzky-Golay filter of window 151 and order 3.
      """,
      "Precision: weights and forward pass in float32, everything from the kernel on in float64.",
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = RankDensitySamples(of: self, outcomes: outcomes)
    return modeClaims(samples) + meanClaims(samples) + orderClaims(samples)
      + comparisonClaims(samples) + identityClaims(outcomes) + notes(samples, outcomes)
  }

  /// What the paper's figure allows: reading accuracy 0.02 and the sampling error of the mode.
  ///
  /// Below 4096 draws the mode wanders: its standard deviation grows like `draws^(-1/3)`.
  private var tolerance: Double {
    Self.readingTolerance * max(1, pow(4096 / Double(settings.draws), 1.0 / 3))
  }

  /// Reading accuracy of the figure, 0.02, and a share for the one fixed set of inputs.
  private static let readingTolerance = 0.03

  /// The offset between the caption's 256 inputs and the 128 that the published curves fit.
  private static let captionOffset = 0.02

  private func modeClaims(_ samples: RankDensitySamples) -> [Claim] {
    guard settings.isPublishedWorkload else { return [] }
    return samples.curves.compactMap { sample in
      guard let published = RankDensityReference.mode(of: sample.curve),
        [128, 256].contains(sample.inputs)
      else { return nil }
      let atCaption = sample.inputs == 256
      return .level(
        id: "mode/\(sample.name)/inputs-\(sample.inputs)",
        statement: atCaption
          ? "the density peaks where the figure shows it, up to the offset of 256 inputs"
          : "the density peaks where the figure shows it",
        source: Self.figure, published: published, measured: sample.density.mode,
        standardError: sample.modeStandardError,
        tolerance: tolerance + (atCaption ? Self.captionOffset : 0))
    }
  }

  private func meanClaims(_ samples: RankDensitySamples) -> [Claim] {
    guard settings.isPublishedWorkload else { return [] }
    return samples.curves.compactMap { sample in
      guard sample.inputs == 128, let published = RankDensityReference.mode(of: sample.curve)
      else { return nil }
      return .level(
        id: "mean/\(sample.name)/inputs-128", statement: "the mean lies at the published mode",
        source: Self.figure, published: published, measured: sample.summary.mean,
        standardError: sample.summary.standardError,
        tolerance: Self.readingTolerance + 3 * sample.summary.standardError)
    }
  }

  private func orderClaims(_ samples: RankDensitySamples) -> [Claim] {
    samples.panels(inputs: settings.inputCounts[0]).filter { $0.count > 1 }.flatMap { panel in
      let curve = panel[0].curve
      let name = "\(curve.activation.rawValue)/\(curve.weights.rawValue)"
      return [
        Claim.order(
          id: "depth-order/\(name)", statement: "the mode falls with depth", source: Self.figure,
          means: panel.map { ("depth \($0.curve.depth)", $0.density.mode, $0.modeStandardError) },
          direction: .decreasing),
        Claim.order(
          id: "spread-order/\(name)", statement: "the spread grows with depth",
          source: Self.figure,
          means: panel.map {
            // the standard error of a standard deviation, normal approximation
            let deviation = $0.summary.standardDeviation
            return (
              "depth \($0.curve.depth)", deviation,
              deviation / (2 * Double($0.summary.count - 1)).squareRoot()
            )
          },
          direction: .increasing),
      ]
    }
  }

  private func comparisonClaims(_ samples: RankDensitySamples) -> [Claim] {
    let inputs = settings.inputCounts[0]
    var claims: [Claim] = []
    if settings.weights.count == 2 && settings.isPublishedWorkload {
      claims += settings.activations.compactMap { activation in
        let gaps = settings.depths.compactMap { depth in
          samples.difference(
            Curve(activation: activation, weights: .normal, depth: depth),
            Curve(activation: activation, weights: .uniform, depth: depth), inputs: inputs)
        }
        guard let widest = gaps.max(by: { abs($0.mean) < abs($1.mean) }) else { return nil }
        return .atMost(
          id: "distribution-gap/\(activation.rawValue)",
          statement: "normal and uniform weights differ little at equal depth (largest gap)",
          source: "\(Self.figure); published gaps are at most 0.017", bound: Self.readingTolerance,
          measured: abs(widest.mean), standardError: widest.standardError)
      }
    }
    if settings.activations.count == 2 {
      claims += settings.weights.flatMap { weights in
        settings.depths.filter { $0 >= 2 }.compactMap { depth in
          let difference = samples.difference(
            Curve(activation: .relu, weights: weights, depth: depth),
            Curve(activation: .linear, weights: weights, depth: depth), inputs: inputs)
          guard let difference, settings.isPublishedWorkload else { return nil }
          return .sign(
            id: "relu-above-linear/\(weights.rawValue)/depth-\(depth)",
            statement: "ReLU networks keep more rank than linear ones of the same depth",
            source: Self.figure, difference: difference.mean,
            standardError: difference.standardError, direction: .positive)
        }
      }
    }
    return claims
  }

  private func identityClaims(_ outcomes: [Trial: Outcome]) -> [Claim] {
    let identities = trials.compactMap { outcomes[$0]?.identity }
    guard !identities.isEmpty else { return [] }
    func worst(_ value: (KernelIdentity) -> Double) -> Double {
      identities.map(value).reduce(0) { $1.isNaN ? $1 : max($0, $1) }
    }
    let source = "exact; one network of each curve (\(identities.count) in all)"
    return [
      .atMost(
        id: "identity/trace", statement: "tr K = 0 for the cosine-distance kernel", source: source,
        bound: 1e-10, measured: worst(\.trace), standardError: 0),
      .atMost(
        id: "identity/one-positive-eigenvalue",
        statement: "K has exactly one positive eigenvalue (largest departure from one)",
        source: source, bound: 0,
        measured: worst { abs(Double($0.positiveEigenvalues - 1)) }, standardError: 0),
      .atMost(
        id: "identity/leading-share",
        statement: "the positive eigenvalue holds half of the absolute spectrum (departure)",
        source: source, bound: 1e-10, measured: worst { abs($0.leadingShare - 0.5) },
        standardError: 0),
      .atMost(
        id: "identity/small-eigenproblem",
        statement: "the small eigenproblem gives the effective rank of the full one (difference)",
        source: source, bound: 1e-10, measured: worst { abs($0.fastMinusFull) }, standardError: 0),
    ]
  }

  private func notes(_ samples: RankDensitySamples, _ outcomes: [Trial: Outcome]) -> [Claim] {
    let peaks = samples.curves.filter { $0.inputs == 128 && settings.isPublishedWorkload }
      .compactMap { sample in
        RankDensityReference.peak(of: sample.curve).map { published in
          Claim.note(
            id: "peak/\(sample.name)", statement: "height of the density at its mode",
            source: Self.figure, published: published, measured: sample.density.peak,
            standardError: nil)
        }
      }
    let zeros = trials.compactMap { outcomes[$0]?.zeroFeatures.last }.reduce(0, +)
    let dead = Claim.note(
      id: "zero-features", statement: "inputs that a network maps to exactly zero",
      source: "counted over all networks and inputs", published: nil, measured: Double(zeros),
      standardError: nil)
    return peaks + [dead]
  }

  private static let figure = "Huh et al. 2023, figure 2"
}
