import Charts
import Experiments
import Foundation
import Randomness
import Runs
import Testing

/// The outcome with the number at a path of its JSON replaced; nil is a value that is not finite.
func replacing<Outcome: Codable>(
  _ path: [String], in outcome: Outcome, by change: (Double) -> Double?
) throws -> Outcome {
  func changed(_ value: Any, _ path: ArraySlice<String>) -> Any? {
    guard let key = path.first else { return (value as? Double).flatMap(change) }
    guard var object = value as? [String: Any] else { return value }
    object[key] = object[key].flatMap { changed($0, path.dropFirst()) }
    return object
  }
  let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(outcome))
  return try JSONDecoder().decode(
    Outcome.self,
    from: JSONSerialization.data(withJSONObject: changed(object, path[...]) ?? [:]))
}

@Suite struct ParameterizationBiasTests {
  private typealias Outcomes = [ParameterizationBias.Trial: ParameterizationBias.Outcome]

  private let root = SeedPath(root: 20_230_301)

  private func experiment(_ preset: Preset = .smoke) throws -> ParameterizationBias {
    try ParameterizationBias(settings: ParameterizationBiasSettings(preset: preset), root: root)
  }

  private func verdicts(
    _ experiment: ParameterizationBias, _ outcomes: Outcomes, prefix: String
  ) -> Set<Verdict?> {
    Set(
      experiment.claims(from: outcomes).filter { $0.id.hasPrefix(prefix) }.map(\.verdict))
  }

  @Test("oracle: at smoke size no claim is refuted, and one layer ends where theory says")
  func holds() throws {
    let experiment = try experiment()
    let measured = try outcomes(of: experiment)
    let claims = experiment.claims(from: measured)
    #expect(claims.filter { $0.verdict == .refuted }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    #expect(verdicts(experiment, measured, prefix: "depth-one/kernel-rank/normal") == [.confirmed])
    #expect(verdicts(experiment, measured, prefix: "recovery/") == [.confirmed])
    #expect(
      experiment.charts(from: measured).map(\.name) == [
        "parameterization-bias", "parameterization-bias-weights-full-rank",
        "parameterization-bias-weights-low-rank",
      ])
  }

  @Test("law: planted outcomes are refuted: ranks that stay, ranks that rise, losses that fall")
  func canFail() throws {
    let experiment = try experiment()
    let measured = try outcomes(of: experiment)
    let rank = ["result", "network", "kernelRank"]
    let stuck = try measured.mapValues { try replacing(rank, in: $0) { _ in 1.2 } }
    #expect(verdicts(experiment, stuck, prefix: "recovery/") == [.refuted])
    #expect(verdicts(experiment, stuck, prefix: "depth-one/kernel-rank/") == [.refuted])
    // The published ranks at depths 1 and 4 are above 1.9: further from 1.2 than the tolerance.
    #expect(verdicts(experiment, stuck, prefix: "kernel-rank/") == [.refuted])

    var rising = measured
    var falling = measured
    for (trial, outcome) in measured {
      let depth = Double(trial.condition.depth)
      rising[trial] = try replacing(rank, in: outcome) { $0 + depth }
      falling[trial] = try replacing(["result", "network", "trainLoss"], in: outcome) { _ in
        1 / depth
      }
    }
    #expect(verdicts(experiment, rising, prefix: "rank-order/") == [.refuted])
    #expect(verdicts(experiment, falling, prefix: "train-loss-order/") == [.refuted])
  }

  @Test("law: where trainings diverge nothing is confirmed")
  func divergence() throws {
    let experiment = try experiment()
    let diverged = try outcomes(of: experiment).mapValues {
      try replacing(["result", "network", "kernelRank"], in: $0) { _ in nil }
    }
    for prefix in ["rank-order/", "recovery/", "depth-one/kernel-rank/", "kernel-rank/"] {
      #expect(verdicts(experiment, diverged, prefix: prefix) == [.inconclusive])
    }
  }

  @Test("law: an outcome does not depend on the trials that were computed before it")
  func trialsArePure() throws {
    let (one, other) = (try experiment(), try experiment())
    let trial = try #require(one.trials.last)
    for earlier in one.trials.suffix(3) { _ = try one.outcome(of: earlier) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(try encoder.encode(one.outcome(of: trial)) == encoder.encode(other.outcome(of: trial)))
  }

  @Test("oracle: the published rows are those of the specification")
  func reference() throws {
    let published = Dictionary(
      uniqueKeysWithValues: try experiment(.paper).claims(from: [:]).map { ($0.id, $0.published) })
    func row(_ prefix: String) -> [Double?] {
      [1, 4, 8, 12, 16, 20, 24, 28, 32].map { published["\(prefix)/depth-\($0)"] ?? nil }
    }
    #expect(
      row("kernel-rank/normal") == [2.15, 2.07, 1.98, 1.925, 1.905, 1.86, 1.82, 1.755, 1.745])
    #expect(
      row("kernel-rank/low-rank") == [2.155, 1.95, 1.845, 1.82, 1.825, 1.80, 1.795, 1.785, 1.78])
    #expect(
      row("train-loss/low-rank") == [0, 0.005, 0.028, 0.039, 0.041, 0.046, 0.048, 0.054, 0.051])
    #expect(
      row("weight-rank/low-rank/full-rank")
        == [3.20, 2.64, 2.38, 2.27, 2.27, 2.19, 2.19, 2.19, 2.20])
    #expect(row("start") == [2.168, 1.824, 1.604, 1.473, 1.379, 1.310, 1.252, 1.203, 1.166])
    #expect(row("relu/start") == [nil, 1.90, 1.645, 1.45, 1.435, 1.36, 1.27, 1.22, 1.175])
    #expect(published["depth-one/weight-rank/low-rank"] == 2.44)
    #expect(published["depth-one/weight-rank/full-rank"] == 3.23)
  }

  @Test(
    "hostile: settings that cannot be are refused with what to give",
    arguments: [
      [(key: "starts", value: "low-rank"), (key: "activations", value: "relu")],
      [(key: "repeats", value: "1")], [(key: "width", value: "7")],
      [(key: "targets", value: "rank-3")],
    ])
  func refusals(overrides: [(key: String, value: String)]) throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "parameterization-bias")
        .resolve(preset: .smoke, overrides: overrides, seed: 1)
    }
    #expect(error.code == .invalidValue && error.description.contains("give "))
  }
}
