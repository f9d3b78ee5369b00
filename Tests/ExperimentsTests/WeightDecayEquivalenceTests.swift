import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct WeightDecayEquivalenceTests {
  private func experiment() throws -> WeightDecayEquivalence {
    try WeightDecayEquivalence(
      settings: WeightDecayEquivalenceSettings(preset: .smoke), root: SeedPath(root: 20_230_301))
  }

  @Test("oracle: at smoke size every start of every row ends at the closed form")
  func holds() throws {
    let experiment = try experiment()
    let claims = experiment.claims(from: try outcomes(of: experiment))
    let judged = claims.filter { $0.kind != .note }
    #expect(judged.filter { $0.verdict != .confirmed }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    #expect(claims.count { $0.id.hasPrefix("reached/") } == 8)
    #expect(claims.count { $0.id.hasPrefix("optimum/objective/") } == 6)
  }

  @Test("law: an optimum that is wrong by 1e-6 refutes every row, a wrong matrix too")
  func wrongOptimumRefutes() throws {
    let experiment = try experiment()
    let right = try outcomes(of: experiment)
    func reached(_ change: (inout WeightDecayEquivalence.Outcome) -> Void) -> [Verdict?] {
      experiment.claims(
        from: right.mapValues {
          var outcome = $0
          change(&outcome)
          return outcome
        }
      ).filter { $0.id.hasPrefix("reached/") }.map(\.verdict)
    }
    #expect(reached { $0.optimum += 1e-6 } == Array(repeating: .refuted, count: 8))
    #expect(reached { $0.matrixError += 1e-3 } == Array(repeating: .refuted, count: 8))
    let below = experiment.claims(
      from: right.mapValues {
        var outcome = $0
        outcome.optimum += 1e-6
        return outcome
      }
    ).filter { $0.id.hasPrefix("not-below/") }
    #expect(below.count == 8 && below.allSatisfy { $0.verdict == .refuted })
  }

  @Test("oracle: reference numbers stand as in the specification")
  func reference() throws {
    let experiment = try experiment()
    let claims = experiment.claims(from: try outcomes(of: experiment))
    let id = "optimum/objective/l-bfgs/depth-2/blocks-4/lambda-2.0"
    #expect(claims.first { $0.id == id }?.published == 3.550345506146)
  }

  @Test("hostile: no starts and a deviation of zero are refused")
  func refusedSettings() throws {
    let entry = try Catalogue.entry(named: "weight-decay-equivalence")
    for (key, value) in [("starts", "0"), ("deviation", "0"), ("decay-steps", "-1")] {
      #expect(throws: ExperimentError.self) {
        try entry.resolve(preset: .smoke, overrides: [(key: key, value: value)], seed: 1)
      }
    }
  }
}
