import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct ResidualConnectionsTests {
  private let experiment = Result {
    try ResidualConnections(
      settings: ResidualConnectionsSettings(preset: .quick), root: SeedPath(root: 20_230_301))
  }

  /// Claims of trainings that converge to these ranks, and of networks that begin with these.
  private func claims(
    rank: (_ connection: Connection, _ depth: Int) -> Double, deepFails: Bool,
    start: (_ connection: Int, _ depth: Int) -> Double, variance: (_ depth: Int) -> Double
  ) throws -> [Claim] {
    let experiment = try experiment.get()
    let outcomes = try experiment.trials.map { trial in
      let text =
        switch trial {
        case .training(let connection, let depth, let number):
          """
          {"training": {"_0": {"rank": \(rank(connection, depth) + 0.01 * Double(number)),
           "evaluationRank": 1, "outcome": {"reachedLoss": {"step": 9}}, "learningRate": 0.1,
           "halvings": 0}}}
          """
        case .transfer:
          """
          {"transfer": {"shallow": {"reachedLoss": {"step": 9}},
           "deep": {"\(deepFails ? "diverged" : "reachedLoss")": {"step": 9}},
           "learningRate": 0.1}}
          """
        case .initialisation:
          """
          {"initialisation": {"_0": {
           "entropies": \((0..<4).map { c in (0..<6).map { d in [start(c, d), start(c, d)] } }),
           "variances": \((0..<6).map { d in [variance(d), variance(d)] })}}}
          """
        }
      let decoder = JSONDecoder()
      return (trial, try decoder.decode(ResidualConnections.Outcome.self, from: Data(text.utf8)))
    }
    return experiment.claims(from: Dictionary(uniqueKeysWithValues: outcomes))
  }

  /// Rows are connections, columns depths; transcribed a second time from the specification.
  private let table = [
    [3.242, 3.053, 2.750, 2.325, 1.800, 1.230], [3.300, 3.153, 2.903, 2.528, 2.035, 1.470],
    [3.443, 3.421, 3.376, 3.286, 3.109, 2.786], [3.463, 3.461, 3.455, 3.445, 3.424, 3.383],
  ]

  @Test("law: the published behaviour confirms every claim, at the reference values of the table")
  func publishedBehaviourIsConfirmed() throws {
    let claims = try claims(
      rank: { connection, depth in connection == .plain ? 3 - 0.05 * Double(depth) : 3 },
      deepFails: true, start: { table[$0][$1] }, variance: { exp2(exp2(Double($0))) })
    let decided = claims.filter { $0.kind != .note }
    #expect(decided.count == 1 + 1 + 1 + 6 + 24)
    #expect(decided.filter { $0.verdict != .confirmed }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
  }

  @Test("law: ranks that rise, stable deep networks and shifted starts refute every claim")
  func oppositeIsRefuted() throws {
    let claims = try claims(
      rank: { connection, depth in connection == .plain ? 3 + 0.01 * Double(depth) : 3 },
      deepFails: false, start: { table[$0][$1] + 0.01 }, variance: { _ in 1 })
    #expect(claims.filter { $0.kind != .note && $0.verdict != .refuted }.map(\.id) == [])
  }

  @Test("hostile: a rank above the width is refused with both numbers")
  func impossibleRank() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "residual-connections")
        .resolve(preset: .quick, overrides: [(key: "rank", value: "33")], seed: 1)
    }
    #expect(error.description.contains("33") && error.description.contains("32"))
  }

  @Test("law: a training with batch normalisation ends with nearly the same rank in both modes")
  func modesAgree() throws {
    let small = try ResidualConnections(
      settings: ResidualConnectionsSettings(preset: .smoke), root: SeedPath(root: 20_230_301))
    let trial = ResidualConnections.Trial.training(.residualBatchNorm, depth: 2, repeat: 0)
    guard case .training(let converged) = try small.outcome(of: trial) else {
      Issue.record("a training has another outcome")
      return
    }
    let (batch, evaluation) = (
      try #require(converged.rank), try #require(converged.evaluationRank)
    )
    // Running variances are unbiased: in evaluation the branch is smaller by √(19/20), 2.5 %.
    #expect(abs(batch - evaluation) < 0.1)
    #expect(batch != evaluation && batch > 2 && batch <= log(32))
  }
}
