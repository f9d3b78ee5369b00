import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct OptimizersTests {
  private let root = SeedPath(root: 20_230_301)

  private func experiment(_ preset: Preset) throws -> Optimizers {
    try Optimizers(settings: OptimizersSettings(preset: preset), root: root)
  }

  /// The prior means at depths 1, 2, 4 and 8: they fall, and are near every published row.
  private let prior = [1: 3.241, 2: 3.052, 4: 2.750, 8: 2.324]

  private func planted(
    _ experiment: Optimizers, outcome: String = "{\"reachedLoss\": {\"step\": 10}}",
    weightRank: (Optimizers.Trial) -> Double
  ) throws -> [Optimizers.Trial: Optimizers.Outcome] {
    try Dictionary(
      uniqueKeysWithValues: experiment.trials.map { trial in
        let noise = 0.002 * Double((3 * trial.repetition + trial.depth) % 5 - 2)
        let text = """
          {"training": {"network": {"trainLoss": 2e-7, "testLoss": 0.5, "kernelRank": 1.5,
          "weightRank": \(weightRank(trial) + noise), "zeroFeatures": 0}, "outcome": \(outcome),
          "learningRate": 0.01, "halvings": 0}, "targetVariance": 0.4}
          """
        return (trial, try JSONDecoder().decode(Optimizers.Outcome.self, from: Data(text.utf8)))
      })
  }

  @Test("law: ranks that fall with depth confirm the order of all six, rising ones refute it")
  func orders() throws {
    let experiment = try experiment(.quick)
    func orders(_ weightRank: (Optimizers.Trial) -> Double) throws -> [Verdict?] {
      try experiment.claims(from: planted(experiment, weightRank: weightRank))
        .filter { $0.id.hasPrefix("depth-order/") }.map(\.verdict)
    }
    #expect(try orders { prior[$0.depth] ?? 0 } == Array(repeating: .confirmed, count: 6))
    #expect(try orders { 5 - (prior[$0.depth] ?? 0) } == Array(repeating: .refuted, count: 6))
  }

  @Test("law: levels hold at their values and are refuted 0.3 away from all of them")
  func levels() throws {
    let experiment = try experiment(.quick)
    func levels(_ shift: Double) throws -> [Claim] {
      try experiment.claims(
        from: planted(experiment) { (prior[$0.depth] ?? 0) + shift }
      ).filter { $0.kind == .level && !$0.id.hasPrefix("zero-loss/") }
    }
    let right = try levels(0)
    // Four gradient rows and the prior at four depths, and the limit of depth one of three.
    #expect(right.count == 4 * 4 + 4 + 3)
    #expect(right.filter { $0.id.hasPrefix("prior/") }.allSatisfy { $0.verdict == .confirmed })
    let wrong = try levels(1)
    #expect(wrong.allSatisfy { $0.verdict == .refuted })
    // Depth 1 is 0.36 below the prior mean.
    let limit = try levels(-0.359).filter { $0.id.hasPrefix("depth-one-limit/") }
    #expect(limit.map(\.verdict) == [.confirmed, .confirmed, .confirmed])
  }

  @Test("law: trainings that spend their budget refute zero training loss, for gradients only")
  func unconverged() throws {
    let experiment = try experiment(.quick)
    let outcomes = try planted(experiment, outcome: "{\"spentBudget\": {\"steps\": 9}}") { _ in 2 }
    let claims = experiment.claims(from: outcomes).filter { $0.id.hasPrefix("zero-loss/") }
    #expect(claims.count == 16 && claims.allSatisfy { $0.verdict == .refuted })
  }

  @Test("oracle: published values stand as in the specification")
  func reference() throws {
    let experiment = try experiment(.paper)
    let claims = try experiment.claims(from: planted(experiment) { _ in 2 })
    func published(_ id: String) -> Double? { claims.first { $0.id == id }?.published }
    #expect(claims.count { $0.id.hasPrefix("published/") } == 24)
    #expect(published("published/sgd/depth-1") == 2.92)
    #expect(published("published/nesterov/depth-8") == 2.10)
    #expect(published("published/adam/depth-4") == 2.445)
    #expect(published("published/l-bfgs/depth-2") == 2.745)
    #expect(published("published/cma-es/depth-8") == 2.46)
    #expect(published("published/random-search/depth-8") == 2.295)
    #expect(published("prior/depth-4") == 2.750)
  }

  @Test("oracle: at smoke size no claim is refuted, and depth 1 ends at its limit")
  func smokeHolds() throws {
    let experiment = try experiment(.smoke)
    let claims = experiment.claims(from: try outcomes(of: experiment))
    #expect(claims.filter { $0.verdict == .refuted }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    // A loss of 1e-6 over the least of 20 eigenvalues, about 0.07, leaves weights off by 0.4 %.
    for optimizer in ["nesterov", "l-bfgs"] {
      let distance = claims.first { $0.id == "depth-one-limit/distance/\(optimizer)" }?.measured
      #expect(try #require(distance) < 0.01)
    }
  }

  @Test("hostile: a rank above the width and an optimizer that is not in the figure are refused")
  func refusedSettings() throws {
    let entry = try Catalogue.entry(named: "optimizers")
    for (key, value) in [("width", "4"), ("optimizers", "sgd,rprop"), ("initial-deviation", "0")] {
      let error = try #require(throws: ExperimentError.self) {
        try entry.resolve(preset: .smoke, overrides: [(key: key, value: value)], seed: 1)
      }
      #expect(error.code == .invalidValue)
    }
  }
}
