import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct HighRankStruggleTests {
  private let experiment = Result {
    try HighRankStruggle(
      settings: HighRankStruggleSettings(preset: .smoke), root: SeedPath(root: 20_230_301))
  }

  /// Outcomes with these losses by rank and depth.
  private func planted(
    loss: (_ rank: Int, _ depth: Int) -> Double
  ) throws -> [HighRankStruggle.Trial: HighRankStruggle.Outcome] {
    let trials = try experiment.get().trials
    return try Dictionary(
      uniqueKeysWithValues: trials.map { trial in
        let text =
          switch trial {
          case .training(let rank, let depth, let task, _):
            // A spread of 0.004 between the maps, so that orders have errors to beat.
            """
            {"training": {"loss": \(loss(rank, depth) + 0.004 * Double(task)), "halvings": 0,
             "outcome": {"spentBudget": {"steps": 200}}, "learningRate": 0.1}}
            """
          case .capacity: #"{"capacity": {"fitted": 1e-8, "expanded": 1e-8}}"#
          }
        let decoder = JSONDecoder()
        return (trial, try decoder.decode(HighRankStruggle.Outcome.self, from: Data(text.utf8)))
      })
  }

  private func verdicts(
    _ outcomes: [HighRankStruggle.Trial: HighRankStruggle.Outcome]
  ) throws -> [String: Verdict] {
    Dictionary(
      uniqueKeysWithValues: try experiment.get().claims(from: outcomes).compactMap { claim in
        claim.verdict.map { (claim.id, $0) }
      })
  }

  @Test("law: losses that grow with depth and rank confirm every claim")
  func struggleIsConfirmed() throws {
    let losses = try planted { rank, depth in depth == 2 ? 0 : 0.01 * Double(rank * depth) }
    let verdicts = try verdicts(losses)
    #expect(
      verdicts == [
        "fit/depth-2/rank-1": .confirmed, "fit/depth-2/rank-16": .confirmed,
        "order/depth/rank-16": .confirmed, "order/rank/depth-8": .confirmed,
      ])
  }

  @Test("law: networks that fit better when deep or at high rank refute the claims")
  func easeIsRefuted() throws {
    let verdicts = try verdicts(planted { rank, depth in 1 / Double(rank + depth) })
    #expect(
      verdicts == [
        "fit/depth-2/rank-1": .refuted, "fit/depth-2/rank-16": .refuted,
        "order/depth/rank-16": .refuted, "order/rank/depth-8": .refuted,
      ])
  }

  @Test("oracle: the deepest network computes the fitted map, and one layer fits it")
  func capacityIsThere() throws {
    let experiment = try experiment.get()
    let trial = try #require(experiment.trials.last)
    guard case .capacity(let fitted?, let expanded?) = try experiment.outcome(of: trial) else {
      Issue.record("the last trial is no check of the capacity")
      return
    }
    // The fit stops a step after 1e-8 of the target variance; eight factors in single precision add
    // about 8 · (6e-8)² to it.
    #expect(fitted < 1.5e-8 && expanded < 2e-8)
  }

  @Test("hostile: a rank above the dimension is refused with both numbers")
  func impossibleRank() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "high-rank-struggle")
        .resolve(preset: .smoke, overrides: [(key: "ranks", value: "4,17")], seed: 1)
    }
    #expect(error.description.contains("17") && error.description.contains("16"))
  }
}
