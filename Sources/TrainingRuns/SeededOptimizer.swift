import Randomness
import Training

/// An optimizer that draws; networks side by side must not draw the same.
private protocol SeededOptimizer: Optimizer {
  var seed: SeedPath { get }

  /// The same with draws of another name.
  func drawing(from seed: SeedPath) -> Self
}

extension CMAES: SeededOptimizer {
  fileprivate func drawing(from seed: SeedPath) -> CMAES {
    CMAES(
      initialDeviation: initialDeviation, population: population, covariance: covariance,
      seed: seed)
  }
}

extension RandomSearch: SeededOptimizer {
  fileprivate func drawing(from seed: SeedPath) -> RandomSearch {
    RandomSearch(prior: prior, draws: draws, seed: seed)
  }
}

extension Optimizer {
  /// The optimizer of one network: an optimizer that draws has draws of its own there, named by its
  /// seed path and `network-<index>`.
  func drawing(forNetwork index: Int) -> Self {
    guard let seeded = self as? any SeededOptimizer else { return self }
    return seeded.drawing(from: seeded.seed / "network-\(index)") as? Self ?? self
  }
}
