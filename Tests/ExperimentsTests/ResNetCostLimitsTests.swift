import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct ResNetCostLimitsTests {
  private func experiment() throws -> ResNetCostLimits {
    try ResNetCostLimits(
      settings: ResNetCostLimitsSettings(preset: .smoke), root: SeedPath(root: 20_230_301))
  }

  @Test("oracle: every claim of the limits is confirmed, ids are distinct")
  func holds() throws {
    let experiment = try experiment()
    let claims = experiment.claims(from: try outcomes(of: experiment))
    let judged = claims.filter { $0.kind != .note }
    #expect(judged.filter { $0.verdict != .confirmed }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    // Three columns at five λ, six exact identities; eight refined and seven soft ranks; three
    // columns at eight λ; for three depths and two kinds three values, a limit and an order.
    #expect(judged.count == 15 + 6 + 8 + 7 + 24 + 30)
  }

  @Test("law: costs that are wrong by 1 % are refuted wherever a cost is compared")
  func wrongCostsRefute() throws {
    let experiment = try experiment()
    let planted = try outcomes(of: experiment).mapValues { outcome in
      var outcome = outcome
      outcome.cost *= 1.01
      outcome.softRank *= 1.01
      return outcome
    }
    let survivors = experiment.claims(from: planted).filter {
      $0.kind == .level && $0.verdict == .confirmed
    }
    // The limits themselves are formulas of the singular values, not of a measured cost.
    #expect(survivors.allSatisfy { $0.id.hasSuffix("/limit") })
    #expect(survivors.count == 6)
  }

  @Test("law: with the limits exchanged, a ratio that stays at the rank refutes the trap")
  func constantRatioRefutes() throws {
    let experiment = try experiment()
    let planted = try Dictionary(
      uniqueKeysWithValues: outcomes(of: experiment).map { trial, outcome in
        var outcome = outcome
        if trial.blocks != nil { outcome.cost = 3 * trial.lambda * -log(trial.lambda) }
        return (trial, outcome)
      })
    let traps = experiment.claims(from: planted).filter {
      $0.id.hasPrefix("trap/fixed-depth/depth-1")
    }
    #expect(traps.count == 3 && traps.allSatisfy { $0.verdict == .refuted })
  }

  @Test("oracle: reference numbers stand as in the specification")
  func reference() throws {
    let experiment = try experiment()
    let claims = experiment.claims(from: try outcomes(of: experiment))
    func published(_ id: String) -> Double? { claims.first { $0.id == id }?.published }
    #expect(published("large/depth-1/lambda-100.0") == 6.8685349711)
    #expect(published("ratio/depth-1/lambda-1e-08") == 2.57877)
    #expect(published("slope/depth-1/lambda-1e-300") == 2054.0615)
    #expect(published("fixed-depth/depth-2/blocks-5/lambda-1e-12") == 3.243472)
    #expect(published("fixed-depth/depth-1/blocks-5/limit") == 3.526979)
  }

  @Test("hostile: a matrix with fewer rows than singular values is refused")
  func refusedSettings() throws {
    #expect(throws: ExperimentError.self) {
      try Catalogue.entry(named: "resnet-cost-limits")
        .resolve(preset: .smoke, overrides: [(key: "rows", value: "2")], seed: 1)
    }
  }
}
