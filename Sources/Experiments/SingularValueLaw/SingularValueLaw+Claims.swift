import Foundation
import Networks
public import Runs
import Spectra
import Statistics
import Theory

extension SingularValueLaw {
  /// What the experiment is, in words.
  public static let description = ExperimentDescription(
    id: "singular-value-law",
    title: "Products of random matrices follow the Fuss-Catalan law",
    paper: "Huh et al., The Low-Rank Simplicity Bias in Deep Networks, TMLR 2023",
    figure: "earlier version, figure 6; theorem 3.1",
    question: """
      Do the singular values of finite products of random matrices follow the limit law, and does \
      their effective rank fall with the number of factors?
      """,
    prediction: """
      The distance from the law vanishes as the width grows; mean entropies equal the closed forms \
      up to terms of order depth/width and fall with depth.
      """,
    falsifier: """
      A mean entropy away from table or closed form by more than sampling and finite width allow, \
      a distance that does not fall with the width, or two depths out of order.
      """,
    cost: "a few seconds on two cores; minutes at paper preset",
    citations: ["huh2023lowrank", "penson2011product", "roy2007effective"],
    openChoices: [
      "Widths, depths and numbers of matrices, which the figure's caption does not give.",
      """
      Finite-width tolerance: a bound of order depth/width fitted to simulations, plus three \
      standard errors.
      """,
    ])

  /// The verdicts that all outcomes allow.
  public func claims(from outcomes: [Trial: Outcome]) -> [Claim] {
    let samples = LawSamples(trials: trials, outcomes: outcomes)
    return meanClaims(samples) + closedFormClaims(samples) + distanceClaims(samples)
      + orderClaims(samples) + finiteInputClaims(samples)
  }

  /// What chance alone may add to a tolerance, in standard errors of the mean.
  private static let sigmas = 3.0

  private func meanClaims(_ samples: LawSamples) -> [Claim] {
    pairs.compactMap { width, depth in
      guard let sample = samples.weights(width: width, depth: depth) else { return nil }
      let summary = Summary(sample.entropies)
      let id = "mean-entropy/weights/n-\(width)/depth-\(depth)"
      if let reference = FiniteWidthReference.row(
        width: width, depth: depth, entries: settings.weights == .uniform ? .uniform : .normal)
      {
        return .level(
          id: id, statement: "the mean effective rank of W equals the reference simulation's",
          source: "specification, section 2.4", published: reference.mean, measured: summary.mean,
          standardError: summary.standardError,
          tolerance: reference.tolerance(draws: summary.count))
      }
      let law = FussCatalanLaw(depth: depth)
      return limitClaim(
        id: id, statement: "the mean effective rank of W is log n plus the closed form",
        limit: log(Double(width)) + law.entropyOffsetWeights, summary,
        finiteWidth: law.finiteWidthDeviationBound(width: width))
    }
  }

  /// A mean against its limit for wide matrices.
  ///
  /// Once the depth is no longer small against the width, the distance that finite width allows is of
  /// the order of the effect itself; such a comparison decides nothing and is a note.
  private func limitClaim(
    id: String, statement: String, limit: Double, _ summary: Summary, shift: Double = 0,
    finiteWidth: Double
  ) -> Claim {
    let source = "closed form for n to infinity, specification section 2.3"
    let measured = summary.mean - shift
    guard finiteWidth <= 0.2 else {
      return .note(
        id: id, statement: statement, source: source, published: limit, measured: measured,
        standardError: summary.standardError)
    }
    return .level(
      id: id, statement: statement, source: source, published: limit, measured: measured,
      standardError: summary.standardError,
      tolerance: finiteWidth + Self.sigmas * summary.standardError)
  }

  private func closedFormClaims(_ samples: LawSamples) -> [Claim] {
    guard let width = settings.widths.last else { return [] }
    return settings.depths.flatMap { depth -> [Claim] in
      guard let sample = samples.weights(width: width, depth: depth) else { return [] }
      let law = FussCatalanLaw(depth: depth)
      func claim(_ kind: String, _ entropies: [Double], _ limit: Double, _ bound: Double) -> Claim {
        limitClaim(
          id: "closed-form/\(kind)/depth-\(depth)",
          statement: "mean effective rank minus log n at n = \(width) is the closed form",
          limit: limit, Summary(entropies), shift: log(Double(width)), finiteWidth: bound)
      }
      return [
        claim(
          "weights", sample.entropies, law.entropyOffsetWeights,
          law.finiteWidthDeviationBound(width: width)),
        claim(
          "gram", sample.gramEntropies, law.entropyOffsetGram,
          law.finiteWidthDeviationBoundGram(width: width)),
      ]
    }
  }

  private func distanceClaims(_ samples: LawSamples) -> [Claim] {
    let levels = pairs.compactMap { width, depth -> Claim? in
      guard let sample = samples.weights(width: width, depth: depth) else { return nil }
      let summary = Summary(sample.distances)
      let id = "ks/n-\(width)/depth-\(depth)"
      let statement = "mean Kolmogorov-Smirnov distance of one product from the law"
      guard let published = publishedDistance(width: width, depth: depth) else {
        return .atMost(
          id: id, statement: statement,
          source: "reference at n = 32, extended by n^-0.8, with a quarter to spare",
          bound: 1.25 * 0.060 * pow(32 / Double(width), 0.8), measured: summary.mean,
          standardError: summary.standardError)
      }
      return .level(
        id: id, statement: statement, source: "specification, section 4.9", published: published,
        measured: summary.mean, standardError: summary.standardError,
        tolerance: 0.0015 + Self.sigmas * summary.standardError)
    }
    guard settings.widths.count > 1 else { return levels }
    let orders = settings.depths.map { depth in
      Claim.order(
        id: "ks-order/depth-\(depth)", statement: "the distance from the law falls with the width",
        source: "Huh et al., earlier version, figure 6",
        means: settings.widths.compactMap { width in
          samples.weights(width: width, depth: depth).map {
            let summary = Summary($0.distances)
            return ("n = \(width)", summary.mean, summary.standardError)
          }
        }, direction: .decreasing)
    }
    return levels + orders
  }

  /// The reference distances; they are the same for depths 1, 2, 4 and 8 within 0.001.
  private func publishedDistance(width: Int, depth: Int) -> Double? {
    guard depth <= 8, settings.weights == .normal else { return nil }
    return [32: 0.060, 64: 0.034, 128: 0.019, 256: 0.011][width]
  }

  private func orderClaims(_ samples: LawSamples) -> [Claim] {
    guard settings.depths.count > 1 else { return [] }
    return settings.widths.map { width in
      .order(
        id: "depth-order/n-\(width)",
        statement: "the mean effective rank of the weights falls with depth",
        source: "Huh et al. 2023, theorem 3.1 (in expectation)",
        means: settings.depths.compactMap { depth in
          samples.weights(width: width, depth: depth).map {
            let summary = Summary($0.entropies)
            return ("depth \(depth)", summary.mean, summary.standardError)
          }
        }, direction: .decreasing)
    }
  }

  /// What finitely many inputs take from the effective rank, on the same products.
  ///
  /// The difference of kernel and Gram matrix of one product is judged, since the deviation of finite
  /// width is nearly the same in both.
  private func finiteInputClaims(_ samples: LawSamples) -> [Claim] {
    samples.kernels.map { sample in
      let law = FussCatalanLaw(depth: sample.depth)
      let loss = Summary(zip(sample.gramEntropies, sample.entropies).map { $0 - $1 })
      let ratio = Double(sample.width) / Double(sample.inputs)
      let published = law.entropyOffsetGram - law.entropyOffsetGram(inputsRatio: ratio)
      return .level(
        id: "finite-inputs/inputs-\(sample.inputs)/depth-\(sample.depth)",
        statement: "rho(W^T W) - rho(X W^T W X^T) at n = \(sample.width) is n/((d + 2) N)",
        source: "specification, section 2.3", published: published, measured: loss.mean,
        standardError: loss.standardError,
        tolerance: Self.finiteInputTolerance * published + Self.sigmas * loss.standardError)
    }
  }

  /// The share of the loss that finite width may add or take at n = 64; a fitted number.
  private static let finiteInputTolerance = 0.15

  /// Every width with every depth.
  var pairs: [(width: Int, depth: Int)] {
    settings.widths.flatMap { width in settings.depths.map { (width, $0) } }
  }
}

/// The outcomes of all blocks of each width and depth, joined.
struct LawSamples {
  /// Products of one width and depth.
  struct Sample {
    let width: Int
    let depth: Int
    let inputs: Int
    var entropies: [Double] = []
    var gramEntropies: [Double] = []
    var distances: [Double] = []
    var counts = [Int](repeating: 0, count: SingularValueLaw.binCount)
  }

  private let samples: [Sample]

  init(
    trials: [SingularValueLaw.Trial], outcomes: [SingularValueLaw.Trial: SingularValueLaw.Outcome]
  ) {
    var samples: [Sample] = []
    for trial in trials {
      guard let outcome = outcomes[trial] else { continue }
      let inputs = if case .kernel(let inputs) = trial.probe { inputs } else { 0 }
      if let last = samples.last, last.width == trial.width, last.depth == trial.depth,
        last.inputs == inputs
      {
      } else {
        samples.append(Sample(width: trial.width, depth: trial.depth, inputs: inputs))
      }
      let index = samples.count - 1
      samples[index].entropies += outcome.entropies
      samples[index].gramEntropies += outcome.gramEntropies
      samples[index].distances += outcome.distances
      for (bin, count) in outcome.counts.enumerated() { samples[index].counts[bin] += count }
    }
    self.samples = samples
  }

  /// The products whose singular values were taken.
  func weights(width: Int, depth: Int) -> Sample? {
    samples.first { $0.inputs == 0 && $0.width == width && $0.depth == depth }
  }

  /// The products whose kernels were taken.
  var kernels: [Sample] { samples.filter { $0.inputs > 0 } }
}
