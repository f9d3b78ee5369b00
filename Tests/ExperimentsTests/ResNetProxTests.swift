import Experiments
import Foundation
import Randomness
import Runs
import Testing
import Theory

@Suite struct ResNetProxTests {
  private typealias Outcomes = [ResNetProx.Trial: ResNetProx.Outcome]

  private let experiment = Result {
    try ResNetProx(settings: ResNetProxSettings(preset: .smoke), root: SeedPath(root: 20_250_101))
  }

  private func outcomes() throws -> Outcomes {
    let experiment = try experiment.get()
    return Dictionary(
      uniqueKeysWithValues: try experiment.trials.map { ($0, try experiment.outcome(of: $0)) })
  }

  private func random(excess: Double, residual: Double, decrease: Double) throws
    -> ResNetProx.Outcome
  {
    let text =
      #"{"count": 9, "excess": \#(excess), "residual": \#(residual), "decrease": \#(decrease)}"#
    return .random(try JSONDecoder().decode(RandomCases.self, from: Data(text.utf8)))
  }

  @Test("law: the operators confirm every claim")
  func operatorsAreConfirmed() throws {
    let claims = try experiment.get().claims(from: outcomes())
    #expect(claims.filter { $0.verdict != .confirmed }.map(\.id) == [])
    // Global and monotone for four penalties, stationary for two; columns; u_c and r_c; curvatures.
    #expect(claims.count == 4 * 2 + 2 + 5 + 2 * 6 + 1 + 2 * 7)
    #expect(Set(claims.map(\.id)).count == claims.count)
  }

  @Test("law: operators that are slightly wrong in everything refute every claim")
  func wrongOperatorsAreRefuted() throws {
    let wrong: Outcomes = Dictionary(
      uniqueKeysWithValues: try outcomes().map { trial, outcome in
        switch outcome {
        case .random:
          (trial, try random(excess: 2e-12, residual: 2e-13, decrease: 2e-13))
        case .jump(let from, let before, let to, let zero):
          (trial, .jump(from: from + 3e-6, before: before, to: to + 3e-6, zeroThreshold: zero))
        case .critical(let landing, let ratio):
          (trial, .critical(landing: landing + 2e-6, ratio: ratio + 2e-6))
        case .curvature(let slope): (trial, .curvature(slope - 1e-4))
        }
      })
    let claims = try experiment.get().claims(from: wrong)
    #expect(claims.filter { $0.verdict != .refuted }.map(\.id) == [])
  }

  @Test("law: a jump that is missing is an exception of continuity, and only of that and its table")
  func missingJump() throws {
    var outcomes = try outcomes()
    let trial = ResNetProx.Trial.jump(.depth1, blocks: nil, ratio: 3)
    outcomes[trial] = .jump(from: 2.683477, before: 0.951426, to: 0.951426, zeroThreshold: 2.683477)
    let claims = try experiment.get().claims(from: outcomes)
    let exceptions = claims.filter { $0.verdict != .confirmed }
    #expect(exceptions.map(\.id) == ["continuity"])
    #expect(exceptions.first?.measured == 1)
  }

  @Test("oracle: the constants of the jump that starts from zero are those of the reference")
  func criticalConstants() throws {
    let claims = try experiment.get().claims(from: outcomes())
    let published = { (id: String) in claims.first { $0.id == id }?.published }
    #expect(published("critical/depth-2/L-inf/ratio") == 4.910814964568256)
    #expect(published("critical/depth-2/L-inf/landing") == 3.512862417252339)
    #expect(published("critical/depth-2/L-1/ratio") == 8)
    #expect(published("critical/depth-2/L-100/landing") == 3.5203035452)
  }

  @Test("hostile: outcomes that are missing are inconclusive or left out, never confirmed")
  func missingOutcomes() throws {
    let claims = try experiment.get().claims(from: [:])
    #expect(claims.filter { $0.verdict == .confirmed }.map(\.id) == [])
  }
}
