import Networks
import Randomness
import Statistics

/// The effective ranks of all curves, gathered from the blocks and summarised.
struct RankDensitySamples: Sendable {
  /// One curve at one number of inputs.
  struct Sample: Sendable {
    let curve: RankDensity.Curve
    let inputs: Int
    let entropies: [Double]
    let summary: Summary
    let density: DensityEstimate
    let modeStandardError: Double

    /// The middle part of claim ids.
    var name: String {
      "\(curve.activation.rawValue)/\(curve.weights.rawValue)/depth-\(curve.depth)"
    }
  }

  /// Every curve, for every number of inputs.
  let curves: [Sample]

  init(of experiment: RankDensity, outcomes: [RankDensity.Trial: RankDensity.Outcome]) {
    let blocks = Dictionary(grouping: experiment.trials, by: \.curve)
    let wanted = experiment.settings.inputCounts.enumerated().flatMap { j, inputs in
      experiment.settings.curves.map { curve in
        let entropies = (blocks[curve] ?? []).flatMap { outcomes[$0]?.entropies[j] ?? [] }
        return (curve, inputs, entropies, experiment.seedPath(ofBootstrap: curve, inputs: inputs))
      }
    }
    curves = concurrentMap(wanted) { curve, inputs, entropies, seed in
      let interval = bootstrapInterval(of: entropies, resamples: 40, seed: seed) {
        DensityEstimate($0).mode
      }
      return Sample(
        curve: curve, inputs: inputs, entropies: entropies, summary: Summary(entropies),
        density: DensityEstimate(entropies), modeStandardError: interval.standardError)
    }
  }

  /// The curves of each panel at one number of inputs, depth ascending.
  func panels(inputs: Int) -> [[Sample]] {
    var panels: [[Sample]] = []
    for sample in curves where sample.inputs == inputs {
      if let last = panels.last?.last, last.curve.activation == sample.curve.activation,
        last.curve.weights == sample.curve.weights
      {
        panels[panels.count - 1].append(sample)
      } else {
        panels.append([sample])
      }
    }
    return panels
  }

  /// The difference of two curves' means and its standard error.
  func difference(
    _ left: RankDensity.Curve, _ right: RankDensity.Curve, inputs: Int
  ) -> (mean: Double, standardError: Double)? {
    guard let left = curves.first(where: { $0.curve == left && $0.inputs == inputs })?.summary,
      let right = curves.first(where: { $0.curve == right && $0.inputs == inputs })?.summary
    else { return nil }
    let variance =
      left.standardError * left.standardError + right.standardError * right.standardError
    return (left.mean - right.mean, variance.squareRoot())
  }
}

extension RankDensity {
  /// The seed of the resamples that give a mode its standard error.
  fileprivate func seedPath(ofBootstrap curve: Curve, inputs: Int) -> SeedPath {
    seedPath(of: Trial(curve: curve, block: 0, networks: 0)) / "bootstrap-\(inputs)"
  }
}
