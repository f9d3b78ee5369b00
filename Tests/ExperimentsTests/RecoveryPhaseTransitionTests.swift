import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct RecoveryPhaseTransitionTests {
  private let experiment = Result {
    try RecoveryPhaseTransition(
      settings: RecoveryPhaseTransitionSettings(preset: .quick), root: SeedPath(root: 20_250_103))
  }

  private func outcomes(
    errors: (_ penalty: String, RecoveryPhaseTransition.Trial) -> [Double]
  ) throws -> [RecoveryPhaseTransition.Trial: RecoveryPhaseTransition.Outcome] {
    let names = ["nuclear", "resnet-depth-1", "resnet-depth-2", "log-sum", "mcp"]
    return Dictionary(
      uniqueKeysWithValues: try experiment.get().trials.map { trial in
        let penalties = names.map { #"{"penalty": "\#($0)", "errors": \#(errors($0, trial))}"# }
        let observations = 4 * trial.percent
        let text = """
          {"penalties": [\(penalties.joined(separator: ","))],
           "observations": [\(observations), \(observations), \(observations), \(observations)]}
          """
        let decoder = JSONDecoder()
        return (
          trial, try decoder.decode(RecoveryPhaseTransition.Outcome.self, from: Data(text.utf8))
        )
      })
  }

  /// Whether 20 × 20 matrices of a rank have fewer degrees of freedom than observed entries.
  private func isKnown(_ trial: RecoveryPhaseTransition.Trial) -> Bool {
    trial.rank * (40 - trial.rank) <= 4 * trial.percent
  }

  @Test("law: concave penalties that recover more than the nuclear norm confirm every claim")
  func predictionIsConfirmed() throws {
    let outcomes = try outcomes { penalty, trial in
      let recovers = isKnown(trial) && (penalty != "nuclear" || trial.percent >= 65)
      return recovers ? [1e-4, 1e-4, 9e-3, 1e-4] : [0.5, 0.5, 0.5, 0.011]
    }
    let claims = try experiment.get().claims(from: outcomes)
    let decided = claims.filter { $0.kind != .note }
    #expect(decided.count == 2 + 2 + 1)
    #expect(decided.filter { $0.verdict != .confirmed }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    // Rank 1 needs 39 of 400 entries; the nuclear norm's half is between 60 and 70 percent.
    #expect(claims.first { $0.id == "halfway/nuclear/rank-1" }?.measured == 65)
    #expect(claims.contains { $0.id == "halfway/resnet-depth-1/rank-1" } == false)
    #expect(try experiment.get().charts(from: outcomes).count == 2)
  }

  @Test("law: a better nuclear norm, a worse log-sum, success below the limit refute every claim")
  func oppositeIsRefuted() throws {
    let outcomes = try outcomes { penalty, trial in
      let recovers =
        switch penalty {
        case "nuclear": true
        case "log-sum": trial.percent >= 80
        default: trial.percent >= 65
        }
      return recovers ? [1e-4, 1e-4, 1e-4, 1e-4] : [0.5, 0.5, 0.5, 0.5]
    }
    let claims = try experiment.get().claims(from: outcomes)
    #expect(claims.filter { $0.kind != .note && $0.verdict != .refuted }.map(\.id) == [])
  }

  @Test("law: scattered successes are too coarse to decide")
  func noiseIsInconclusive() throws {
    let outcomes = try outcomes { penalty, _ in
      penalty == "nuclear" ? [1e-4, 0.5, 1e-4, 0.5] : [0.5, 1e-4, 0.5, 1e-4]
    }
    let claims = try experiment.get().claims(from: outcomes)
    let signs = claims.filter { $0.kind == .sign }
    #expect(signs.count == 2 && signs.allSatisfy { $0.verdict == .inconclusive })
  }

  @Test(
    "hostile: grids that cannot be drawn and ranks that cannot be planted are refused",
    arguments: [("ranks", "1,2,4"), ("percents", "50"), ("ranks", "20,21")])
  func impossibleGrids(key: String, value: String) throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "recovery-phase-transition")
        .resolve(preset: .quick, overrides: [(key: key, value: value)], seed: 1)
    }
    #expect(error.code == .invalidValue && error.description.contains("'\(key)'"))
  }
}
