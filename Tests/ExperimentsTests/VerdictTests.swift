import Experiments
import Foundation
import Randomness
import Runs
import Testing

/// Runs all trials of an experiment in this process, on one thread.
func outcomes<E: Experiment>(of experiment: E) throws -> [E.Trial: E.Outcome] {
  try Dictionary(
    uniqueKeysWithValues: experiment.trials.map { ($0, try experiment.outcome(of: $0)) })
}

/// The outcome with every number of the list under `key` changed by `change`.
func altered<Outcome: Codable>(
  _ outcome: Outcome, key: String, by change: (Double) -> Double
) throws -> Outcome {
  let data = try JSONEncoder().encode(outcome)
  guard var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
    throw CocoaError(.coderInvalidValue)
  }
  func changed(_ value: Any) -> Any {
    if let list = value as? [Any] { return list.map(changed) }
    return (value as? Double).map(change) ?? value
  }
  object[key] = object[key].map(changed)
  return try JSONDecoder().decode(
    Outcome.self, from: JSONSerialization.data(withJSONObject: object))
}

@Suite struct VerdictTests {
  private let root = SeedPath(root: 20_230_301)

  @Test("oracle: at smoke size no claim of the densities is refuted, and modes are where published")
  func densitiesHold() throws {
    let experiment = try RankDensity(settings: RankDensitySettings(preset: .smoke), root: root)
    let claims = experiment.claims(from: try outcomes(of: experiment))
    #expect(claims.filter { $0.verdict == .refuted }.map(\.id) == [])
    #expect(claims.count { $0.id.hasPrefix("mode/") && $0.id.hasSuffix("/inputs-128") } == 20)
    #expect(Set(claims.map(\.id)).count == claims.count)
    for claim in claims where claim.id.hasPrefix("identity/") {
      #expect(claim.verdict == .confirmed)
    }
  }

  @Test("law: densities shifted by 0.3 are refuted, so the verdict can fail")
  func shiftedDensitiesAreRefuted() throws {
    let experiment = try RankDensity(settings: RankDensitySettings(preset: .smoke), root: root)
    let shifted = try outcomes(of: experiment).mapValues {
      try altered($0, key: "entropies") { $0 + 0.3 }
    }
    let claims = experiment.claims(from: shifted)
    let modes = claims.filter { $0.id.hasPrefix("mode/") && $0.id.contains("depth-1/") }
    #expect(modes.count == 8)
    #expect(modes.allSatisfy { $0.verdict == .refuted })
  }

  @Test("oracle: at smoke size no claim of the law is refuted; a shift by 0.1 is")
  func lawHoldsAndCanFail() throws {
    let experiment = try SingularValueLaw(
      settings: SingularValueLawSettings(preset: .smoke), root: root)
    let measured = try outcomes(of: experiment)
    #expect(experiment.claims(from: measured).filter { $0.verdict != .confirmed }.map(\.id) == [])
    let shifted = try measured.mapValues { try altered($0, key: "entropies") { $0 + 0.1 } }
    let means = experiment.claims(from: shifted).filter { $0.id.hasPrefix("mean-entropy/") }
    #expect(!means.isEmpty && means.allSatisfy { $0.verdict == .refuted })
  }

  @Test("oracle: at smoke size the measures fall with depth; a scale error of 20 % is refuted")
  func measuresHoldAndCanFail() throws {
    let experiment = try RankMeasuresOverDepth(
      settings: RankMeasuresSettings(preset: .smoke), root: root)
    let measured = try outcomes(of: experiment)
    #expect(experiment.claims(from: measured).filter { $0.verdict == .refuted }.map(\.id) == [])
    let scaled = try measured.mapValues { try altered($0, key: "values") { 1.2 * $0 } }
    let shallow = experiment.claims(from: scaled)
      .filter { $0.id.hasPrefix("mean/") && $0.id.hasSuffix("depth-1") }
    #expect(!shallow.isEmpty && shallow.allSatisfy { $0.verdict == .refuted })
  }

  @Test("law: with the two models exchanged, the landscape's claims are refuted")
  func landscapesCanFail() throws {
    let experiment = try RankLandscape(
      settings: RankLandscapeSettings(preset: .smoke), root: root)
    let measured = try outcomes(of: experiment)
    #expect(experiment.claims(from: measured).filter { $0.verdict == .refuted }.map(\.id) == [])
    let exchanged = try measured.mapValues { outcome in
      let text = String(decoding: try JSONEncoder().encode(outcome), as: UTF8.self)
        .replacing("\"single\"", with: "\"other\"").replacing("\"twoLayer\"", with: "\"single\"")
        .replacing("\"other\"", with: "\"twoLayer\"")
      return try JSONDecoder().decode(RankLandscape.Outcome.self, from: Data(text.utf8))
    }
    let claims = experiment.claims(from: exchanged).filter { $0.id.hasPrefix("mean-rank/n-32") }
    #expect(claims.map(\.verdict) == [.refuted])
  }

  @Test("law: a trial's outcome is the same to the last bit when it is computed again")
  func trialsArePure() throws {
    let experiment = try KernelRankLandscape(
      settings: KernelRankLandscapeSettings(preset: .smoke), root: root)
    let trial = try #require(experiment.trials.last)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      try encoder.encode(experiment.outcome(of: trial))
        == encoder.encode(experiment.outcome(of: trial)))
  }
}
