import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct CompletionPenaltiesTests {
  private let experiment = Result {
    try CompletionPenalties(
      settings: CompletionPenaltiesSettings(preset: .quick), root: SeedPath(root: 20_250_102))
  }

  /// Claims of paths with these best errors and ranks, and of regressions with these differences.
  private func claims(
    error: (ComparedPenalty, _ instance: Int) -> Double, rank: (ComparedPenalty) -> Int,
    increase: Double, regression: Double
  ) throws -> [Claim] {
    let experiment = try experiment.get()
    let outcomes = try experiment.trials.map { trial in
      func path(_ penalty: ComparedPenalty, _ instance: Int) -> String {
        let best = error(penalty, instance)
        return """
          {"path": {"_0": {"errors": [\(2 * best), \(best), \(3 * best)],
           "ranks": [1, \(rank(penalty)), 40], "iterations": [9, 9, 9], "residuals": [0, 0, 0],
           "largestIncrease": \(increase)}}}
          """
      }
      let solved =
        """
        {"error": 0.02, "rank": 3, "residual": \(regression), "spread": \(regression),
         "warmDifference": \(100 * regression)}
        """
      let text =
        switch trial {
        case .completion(let penalty, let instance), .sensing(let penalty, let instance):
          path(penalty, instance)
        case .regression:
          """
          {"regression": {"_0": {"leastSquares": 0.02, "nuclear": \(solved), "depth1": \(solved),
           "depth2": \(solved)}}}
          """
        }
      let decoder = JSONDecoder()
      return (trial, try decoder.decode(CompletionPenalties.Outcome.self, from: Data(text.utf8)))
    }
    return experiment.claims(from: Dictionary(uniqueKeysWithValues: outcomes))
  }

  @Test("law: errors as in the reference confirm every claim")
  func referenceIsConfirmed() throws {
    let nuclear = [0.235, 0.212, 0.264, 0.132, 0.094]
    let concave = [0.023, 0.031, 0.025, 0.023, 0.022]
    let claims = try claims(
      error: { ($0 == .nuclear ? nuclear : concave)[$1 % 5] },
      rank: { $0 == .nuclear ? 13 : 3 }, increase: 1e-14, regression: 1e-10)
    let decided = claims.filter { $0.kind != .note }
    // Ratios and ranks, agreements, sensing, regression, objectives of completion and of sensing.
    #expect(decided.count == 4 + 4 + 2 + 9 + 5 + 4)
    #expect(decided.filter { $0.verdict != .confirmed }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    // The mean of five numbers below 1: a rounding or two.
    let reference = claims.first { $0.id == "completion/best/nuclear" }?.published ?? .nan
    #expect(abs(reference - 0.1874) < 1e-15)
  }

  @Test("law: an advantage over log-sum and MCP, none over the nuclear norm, refute every claim")
  func oppositeIsRefuted() throws {
    let claims = try claims(
      error: { penalty, _ in
        switch penalty {
        case .nuclear, .depth1, .depth2: 0.02
        default: 0.025
        }
      }, rank: { $0 == .nuclear ? 9 : 7 }, increase: 1e-11, regression: 2e-8)
    #expect(claims.filter { $0.kind != .note && $0.verdict != .refuted }.map(\.id) == [])
  }

  @Test("law: extremes beyond the fifth instance are noted, the median is that of all")
  func extremes() throws {
    let claims = try claims(
      error: { penalty, instance in penalty == .nuclear && instance < 5 ? 0.2 : 0.02 },
      rank: { $0 == .nuclear ? 13 : 3 }, increase: 0, regression: 0)
    let found = { (id: String) in claims.first { $0.id == id } }
    #expect(found("completion/ratio/smallest")?.verdict == .confirmed)
    #expect(found("completion/ratio/smallest/all-instances")?.measured == 1)
    #expect(found("completion/ratio/median")?.measured == 0.2 / 0.02)
  }

  @Test("law: all penalties see the same problem, instances see different ones")
  func problemsAreShared() throws {
    let experiment = try experiment.get()
    let path = { experiment.seedPath(of: .completion($0, instance: $1)) }
    #expect(path(.nuclear, 1) == path(.depth2, 1))
    #expect(path(.nuclear, 1) != path(.nuclear, 2))
    #expect(experiment.seedPath(of: .sensing(.nuclear, instance: 1)) != path(.nuclear, 1))
  }

  @Test("law: a trial is a pure function, and depth-2 recovers where the nuclear norm does not")
  func smokeTrials() throws {
    let experiment = try CompletionPenalties(
      settings: CompletionPenaltiesSettings(preset: .smoke), root: SeedPath(root: 20_250_102))
    let outcome = { try experiment.outcome(of: .completion($0, instance: 0)) }
    #expect(try outcome(.depth2) == outcome(.depth2))
    guard case .path(let depth2) = try outcome(.depth2),
      case .path(let nuclear) = try outcome(.nuclear)
    else {
      Issue.record("a completion has another outcome")
      return
    }
    let (least, least2) = (
      try #require(nuclear.errors.min()), try #require(depth2.errors.min())
    )
    #expect(least2 < least)
    #expect(depth2.chosen != nil && depth2.largestIncrease <= 1e-12)
  }

  @Test("hostile: a rank above the size is refused with both numbers")
  func impossibleRank() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "completion-penalties")
        .resolve(preset: .quick, overrides: [(key: "rank", value: "41")], seed: 1)
    }
    #expect(error.description.contains("41") && error.description.contains("40"))
  }

  @Test("hostile: one penalty alone makes no comparison, and its charts can be drawn")
  func onePenalty() throws {
    let entry = try Catalogue.entry(named: "completion-penalties")
    let resolved = try entry.resolve(
      preset: .smoke, overrides: [(key: "penalties", value: "mcp")], seed: 1)
    #expect(resolved.trialCount == 2 + 4 * 2 + 2)
    let experiment = try CompletionPenalties(
      settings: CompletionPenaltiesSettings(preset: .smoke), root: SeedPath(root: 1))
    #expect(experiment.charts(from: [:]).isEmpty && experiment.claims(from: [:]).isEmpty)
  }
}
