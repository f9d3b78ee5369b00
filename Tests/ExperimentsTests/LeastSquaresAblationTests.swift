import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct LeastSquaresAblationTests {
  private let root = SeedPath(root: 20_230_301)

  private func experiment(_ preset: Preset) throws -> LeastSquaresAblation {
    try LeastSquaresAblation(settings: LeastSquaresAblationSettings(preset: preset), root: root)
  }

  /// Outcomes whose effective rank and test loss are functions of task rank, depth and repeat.
  private func planted(
    _ experiment: LeastSquaresAblation, weightRank: (LeastSquaresAblation.Trial) -> Double,
    testLoss: (LeastSquaresAblation.Trial) -> Double
  ) throws -> [LeastSquaresAblation.Trial: LeastSquaresAblation.Outcome] {
    try Dictionary(
      uniqueKeysWithValues: experiment.trials.map { trial in
        let rank = weightRank(trial)
        let text = """
          {"training": {"network": {"trainLoss": 1e-7, "testLoss": \(testLoss(trial)),
          "kernelRank": 1.5, "weightRank": \(rank), "zeroFeatures": 0},
          "outcome": {"reachedLoss": {"step": 10}}, "learningRate": 0.01, "halvings": 0},
          "thresholdRanks": [\(Int(10 * rank)), \(Int(9 * rank)), \(Int(8 * rank))]}
          """
        return (
          trial, try JSONDecoder().decode(LeastSquaresAblation.Outcome.self, from: Data(text.utf8))
        )
      })
  }

  /// A spread that repeats of all depths share: paired differences do not see it.
  private func shared(_ trial: LeastSquaresAblation.Trial) -> Double {
    0.3 * Double(trial.repetition % 3)
  }

  /// A spread that differs from depth to depth.
  private func own(_ trial: LeastSquaresAblation.Trial) -> Double {
    0.001 * Double((trial.repetition * 7 + trial.depth) % 5)
  }

  private func judged(_ claims: [Claim]) -> [Claim] { claims.filter { $0.verdict != nil } }

  @Test("law: the figure confirms every claim, its mirror image refutes all but the agreement")
  func verdicts() throws {
    let experiment = try experiment(.quick)
    let depth = { (trial: LeastSquaresAblation.Trial) in Double(trial.depth) }
    let right = try planted(
      experiment, weightRank: { 3 - 0.1 * depth($0) + own($0) },
      testLoss: { 1 + ($0.rank == 4 ? -0.02 : 0.02) * depth($0) + shared($0) + own($0) })
    let confirmed = judged(experiment.claims(from: right))
    #expect(confirmed.count == 4 + 5 + 3 + 3)
    #expect(confirmed.filter { $0.verdict != .confirmed }.map(\.id) == [])

    let wrong = try planted(
      experiment, weightRank: { 1 + 0.1 * depth($0) + own($0) },
      testLoss: { 1 + ($0.rank == 4 ? 0.02 : -0.02) * depth($0) + shared($0) + own($0) })
    let refuted = judged(experiment.claims(from: wrong))
    #expect(refuted.count { $0.verdict == .refuted } == 4 + 5 + 3)
    #expect(
      refuted.filter { $0.verdict != .refuted }.allSatisfy { $0.id.hasPrefix("threshold-rank/") })
  }

  @Test("law: a threshold rank that orders runs differently is refuted")
  func disagreeingThresholdRanks() throws {
    let experiment = try experiment(.smoke)
    let right = try planted(
      experiment, weightRank: { 3 - 0.1 * Double($0.depth) }, testLoss: { _ in 1 })
    let turned = try right.mapValues { try altered($0, key: "thresholdRanks") { 40 - $0 } }
    let claims = experiment.claims(from: turned).filter { $0.id.hasPrefix("threshold-rank/") }
    #expect(claims.map(\.verdict) == [.refuted, .refuted, .refuted])
  }

  @Test("hostile: a training without finite end leaves its claims undecided")
  func divergedTraining() throws {
    let experiment = try experiment(.smoke)
    var outcomes = try planted(
      experiment, weightRank: { 3 - 0.1 * Double($0.depth) + own($0) },
      testLoss: { 1 + 0.02 * Double($0.depth) + own($0) })
    let trial = try #require(experiment.trials.first { $0.rank == 30 && $0.depth == 2 })
    let text = """
      {"training": {"network": {"zeroFeatures": 0}, "outcome": {"diverged": {"step": 3}},
      "learningRate": 0.01, "halvings": 8}, "thresholdRanks": []}
      """
    outcomes[trial] = try JSONDecoder().decode(
      LeastSquaresAblation.Outcome.self, from: Data(text.utf8))
    let claims = experiment.claims(from: outcomes)
    func verdict(_ id: String) -> Verdict? { claims.first { $0.id == id }?.verdict }
    #expect(verdict("shallow-best/rank-30/depth-2") == .inconclusive)
    #expect(verdict("depth-order/rank-30") == .inconclusive)
    #expect(verdict("threshold-rank/tau-0.01") == .inconclusive)
    #expect(verdict("depth-order/rank-4") == .confirmed)
  }

  @Test("oracle: the reference stands as in the specification")
  func reference() throws {
    let experiment = try experiment(.paper)
    let outcomes = try planted(experiment, weightRank: { _ in 1 }, testLoss: { _ in 1 })
    let notes = experiment.claims(from: outcomes).filter { $0.published != nil && $0.kind == .note }
    func published(_ id: String) -> Double? { notes.first { $0.id == id }?.published }
    // Seven rows of five depths with two numbers each.
    #expect(notes.count == 7 * 5 * 2)
    #expect(published("test-loss/samples-22/rank-4/depth-8") == 0.24)
    #expect(published("weight-rank/samples-22/rank-16/depth-16") == 2.66)
    #expect(published("test-loss/samples-16/rank-30/depth-2") == 1.08)
    #expect(published("weight-rank/samples-28/rank-30/depth-16") == 2.89)
  }

  @Test("law: repeats share task and inputs over depths; a trial is a pure function")
  func trialsArePure() throws {
    let experiment = try experiment(.smoke)
    let trial = try #require(experiment.trials.last)
    let paths = Set(
      experiment.trials.filter { $0.repetition == 0 }.map(experiment.seedPath(of:)))
    #expect(paths.count == 1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // A second experiment chooses its learning rates anew.
    #expect(
      try encoder.encode(experiment.outcome(of: trial))
        == encoder.encode(self.experiment(.smoke).outcome(of: trial)))
  }

  @Test("oracle: at smoke size no claim is refuted")
  func smokeHolds() throws {
    let experiment = try experiment(.smoke)
    let claims = experiment.claims(from: try outcomes(of: experiment))
    #expect(claims.filter { $0.verdict == .refuted }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
  }

  @Test("hostile: a rank above the width is refused with both numbers")
  func rankAboveWidth() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "least-squares-ablation")
        .resolve(preset: .smoke, overrides: [(key: "width", value: "16")], seed: 1)
    }
    #expect(error.code == .invalidValue)
    #expect(error.description.contains("16") && error.description.contains("30"))
  }
}
