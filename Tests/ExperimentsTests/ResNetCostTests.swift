import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct ResNetCostTests {
  private let root = SeedPath(root: 20_230_301)

  private func experiment() throws -> ResNetCost {
    try ResNetCost(settings: ResNetCostSettings(preset: .smoke), root: root)
  }

  @Test("oracle: at smoke size every claim of the cost is confirmed, ids are distinct")
  func holds() throws {
    let experiment = try experiment()
    let claims = experiment.claims(from: try outcomes(of: experiment))
    let judged = claims.filter { $0.kind != .note }
    #expect(judged.filter { $0.verdict != .confirmed }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    #expect(claims.count { $0.id.hasPrefix("rate/constant/") } == 12)
    #expect(claims.count { $0.id.hasPrefix("range/") } == 12)
    #expect(claims.count { $0.id.hasPrefix("minimum/not-below/") } == 11)
  }

  @Test("law: a network cheaper than the formula by 1e-9 refutes it")
  func cheaperNetworkRefutes() throws {
    let experiment = try experiment()
    var planted = try outcomes(of: experiment)
    for (trial, outcome) in planted {
      if case .gaps(let gaps) = outcome { planted[trial] = .gaps(gaps + [-1e-9]) }
    }
    let claims = experiment.claims(from: planted).filter { $0.id.hasPrefix("nothing-beats-it/") }
    #expect(claims.count == 5)
    // The near ones then lie below the formula, which the check of its teeth allows.
    let refuted = claims.filter { $0.verdict == .refuted }.map(\.id)
    #expect(refuted.count == 4 && !refuted.contains("nothing-beats-it/near"))
  }

  @Test("law: minima, weights and constants that are wrong by 1e-2 are refuted")
  func wrongOutcomesRefute() throws {
    let experiment = try experiment()
    let planted = try outcomes(of: experiment).mapValues { outcome -> ResNetCost.Outcome in
      switch outcome {
      case .minimum(var end):
        end.formula *= 1.01
        return .minimum(end)
      case .weights(var errors):
        errors.product += 0.01
        errors.cost += 0.01
        errors.decomposition += 0.01
        return .weights(errors)
      case .formula(var checks):
        checks.constants += 0.01
        checks.firstDerivative += 0.01
        checks.secondDerivative += 0.01
        checks.leastDecrease -= 0.01
        checks.rates = checks.rates.map { 1.01 * $0 + 0.01 }
        checks.slopes = checks.slopes.map { 0.98 * $0 }
        checks.extremes = checks.extremes.map { 1.01 * $0 }
        return .formula(checks)
      case .gaps: return outcome
      }
    }
    let survivors = experiment.claims(from: planted).filter {
      $0.kind != .note && $0.verdict == .confirmed
    }.map(\.id)
    #expect(
      survivors.allSatisfy {
        $0.hasPrefix("minimum/not-below/") || $0.hasPrefix("nothing-beats-it/")
      })
  }

  @Test("oracle: reference numbers stand as in the specification")
  func reference() throws {
    let experiment = try experiment()
    let claims = experiment.claims(from: try outcomes(of: experiment))
    func published(_ id: String) -> Double? { claims.first { $0.id == id }?.published }
    #expect(published("rate/constant/depth-1/lambda-0.1/sigma-25.0") == 3.467330)
    #expect(published("rate/reference/depth-2/lambda-1.0/sigma-25.0") == 5.181938)
    #expect(published("range/depth-1/blocks-1000/sigma-100.0") == 9.136284350069655)
    #expect(published("range/depth-2/blocks-1000000/sigma-100000000.0") == 19.420850405564)
  }

  @Test("hostile: no starts, no networks and unknown keys are refused")
  func refusedSettings() throws {
    let entry = try Catalogue.entry(named: "resnet-cost")
    for (key, value) in [("starts", "0"), ("networks", "-1"), ("lambda", "1")] {
      #expect(throws: ExperimentError.self) {
        try entry.resolve(preset: .smoke, overrides: [(key: key, value: value)], seed: 1)
      }
    }
  }
}
