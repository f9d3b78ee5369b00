import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct KernelAblationTests {
  private let root = SeedPath(root: 20_230_301)

  private func experiment(_ preset: Preset = .smoke) throws -> KernelAblation {
    try KernelAblation(settings: KernelAblationSettings(preset: preset), root: root)
  }

  @Test("oracle: at smoke size no claim is refuted, and the means are those of the reference")
  func holds() throws {
    let experiment = try experiment()
    let claims = experiment.claims(from: try outcomes(of: experiment))
    #expect(claims.filter { $0.verdict == .refuted }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    let orders = claims.filter { $0.id.hasPrefix("depth-order/random/") }
    #expect(orders.count == 18 && orders.allSatisfy { $0.verdict == .confirmed })
    // One layer spreads least: 16 draws pin its mean to a tenth of the tolerance.
    let shallow = claims.filter { $0.id.hasPrefix("mean/") && $0.id.hasSuffix("/depth-1") }
    #expect(shallow.count { $0.verdict == .confirmed } == 16)
  }

  @Test("law: ranks that rise with depth, or lie off by 0.3, are refuted")
  func canFail() throws {
    let experiment = try experiment()
    var rising = try outcomes(of: experiment)
    for (trial, outcome) in rising {
      rising[trial] = try altered(outcome, key: "entropies") {
        $0 + 0.3 * Double(trial.network.depth)
      }
    }
    let claims = experiment.claims(from: rising)
    // Depth 4 gains 0.9 nats on depth 1, more than any of these kernels loses.
    for kernel in ["cosine-distance", "l1", "l2", "laplacian"] {
      let orders = claims.filter { $0.id.hasPrefix("depth-order/random/\(kernel)/") }
      #expect(orders.map(\.verdict) == [.refuted, .refuted])
    }
    let means = claims.filter { $0.id.hasPrefix("mean/") && $0.verdict != nil }
    #expect(means.count == 32 && means.allSatisfy { $0.verdict == .refuted })
  }

  @Test("oracle: the reference rows are those of the specification; the polynomial is a note")
  func reference() throws {
    let claims = try experiment(.paper).claims(from: [:]).filter { $0.id.hasPrefix("mean/") }
    #expect(claims.count == 90 && claims.count { $0.verdict == nil } == 10)
    func row(_ name: String) -> [Double?] {
      [1, 2, 4, 8, 16].map { depth in
        claims.first { $0.id == "mean/\(name)/depth-\(depth)" }?.published
      }
    }
    #expect(row("linear-gram/linear") == [2.86, 2.54, 2.11, 1.59, 1.05])
    #expect(row("cosine-distance/relu") == [2.148, 2.066, 1.875, 1.663, 1.435])
    #expect(row("l1/relu") == [2.77, 2.72, 2.59, 2.37, 2.06])
    #expect(row("laplacian/linear") == [3.53, 3.49, 3.41, 3.28, 3.09])
    #expect(row("polynomial/relu") == [3.31, 2.45, 1.53, 0.79, 0.38])
    // All values of the table together: a slip in any of them shows.
    #expect(abs(claims.compactMap(\.published).reduce(0, +) - 196.888) < 1e-9)
  }

  @Test("law: a trial's outcome is the same to the last bit when it is computed again")
  func trialsArePure() throws {
    let experiment = try experiment()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for trial in [experiment.trials.first, experiment.trials.last].compactMap(\.self) {
      #expect(
        try encoder.encode(experiment.outcome(of: trial))
          == encoder.encode(experiment.outcome(of: trial)))
    }
  }

  @Test(
    "hostile: settings that cannot be are refused",
    arguments: [("draws", "1"), ("inputs", "2"), ("depths", "0"), ("activations", "tanh")])
  func refusals(key: String, value: String) throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "kernel-ablation")
        .resolve(preset: .smoke, overrides: [(key: key, value: value)], seed: 1)
    }
    #expect(error.code == .invalidValue && error.description.contains("'\(key)'"))
  }
}
