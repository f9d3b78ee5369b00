import Experiments
import Randomness
import Runs
import Testing
import Training

@Suite struct RankAtConvergenceTests {
  private let experiment: RankAtConvergence

  init() throws {
    experiment = try RankAtConvergence(
      settings: RankAtConvergenceSettings(preset: .quick), root: SeedPath(root: 20_230_301))
  }

  /// Networks that end where the paper says, with a spread of 0.01 over tasks.
  private func published(
    _ change: (RankAtConvergence.Curve, inout ConvergedNetwork) -> Void = { _, _ in }
  ) -> [RankAtConvergence.Trial: RankAtConvergence.Outcome] {
    let testLoss = [1: 0.41, 2: 0.98, 4: 0.69, 8: 0.83, 16: 0.87]
    return Dictionary(
      uniqueKeysWithValues: experiment.trials.map { trial in
        let depth = Double(trial.curve.depth)
        let networks = (trial.first..<trial.first + trial.networks).map { number in
          let shift = 0.01 * Double(number % 3 - 1)
          var network = ConvergedNetwork(
            taskRank: 1.72 + shift, initialRank: 2.2 - 0.05 * depth + shift,
            rank: 1.95 - 0.06 * depth.squareRoot() * depth.squareRoot().squareRoot() + shift,
            weightRank: .nan, trainLoss: 1e-5,
            testLoss: testLoss[trial.curve.depth, default: 1] + shift,
            ending: .reachedLoss(step: 100), halvings: 0)
          change(trial.curve, &network)
          return network
        }
        return (trial, RankAtConvergence.Outcome(networks: networks))
      })
  }

  private func verdicts(
    _ outcomes: [RankAtConvergence.Trial: RankAtConvergence.Outcome]
  ) -> [String: Verdict] {
    experiment.claims(from: outcomes).reduce(into: [:]) { $0[$1.id] = $1.verdict }
  }

  @Test("oracle: what the figures say is confirmed, claim by claim of the specification")
  func publishedIsConfirmed() {
    let verdicts = verdicts(published())
    #expect(verdicts.filter { $0.value != .confirmed }.isEmpty)
    // 3a, four of 3b, five of 3c, two of 3d; two of 4a, two of 4b, two of 4c.
    #expect(verdicts.count == 18)
  }

  @Test("law: networks that all end above the task are refuted at depths 8 and 16 only")
  func wrongSideIsRefuted() {
    let verdicts = verdicts(published { _, network in network.rank += 0.7 })
    for family in ["relu", "linear"] {
      for depth in [8, 16] { #expect(verdicts["\(family)/task-rank/depth-\(depth)"] == .refuted) }
      #expect(verdicts["\(family)/task-rank/depth-1"] == .confirmed)
      #expect(verdicts["\(family)/order/converged"] == .confirmed)
    }
  }

  @Test("law: a rank that does not fall with depth refutes the orders")
  func wrongOrderIsRefuted() {
    let verdicts = verdicts(
      published { curve, network in
        network.rank = 2 + 0.01 * Double(curve.depth)
        network.initialRank = network.rank
      })
    for id in ["relu/order/converged", "linear/order/initial", "linear/order/converged"] {
      #expect(verdicts[id] == .refuted)
    }
  }

  @Test("law: a test loss that is least at depth 2, or trainings that do not end, are refuted")
  func wrongLossIsRefuted() {
    let verdicts = verdicts(
      published { curve, network in
        if curve.depth == 2 { network.testLoss = 0.1 }
        if curve.depth == 16 { network.ending = .spentBudget(steps: 50_000) }
      })
    #expect(verdicts["relu/test-loss/below-depth-2"] == .refuted)
    #expect(verdicts["relu/test-loss/below-depth-16"] == .confirmed)
    #expect(verdicts["relu/train-loss/depth-16"] == .refuted)
    #expect(verdicts["relu/train-loss/depth-8"] == .confirmed)
  }

  @Test(
    "hostile: a network without a finite rank leaves its claims open and draws no picture of it")
  func divergedNetworkIsInconclusive() {
    let outcomes = published { curve, network in
      if curve.depth == 8 {
        network.rank = .nan
        network.ending = .diverged(step: 3)
      }
    }
    let verdicts = verdicts(outcomes)
    #expect(verdicts["relu/task-rank/depth-8"] == .inconclusive)
    #expect(verdicts["relu/order/converged"] == .inconclusive)
    #expect(verdicts["relu/train-loss/depth-8"] == .refuted)
    #expect(experiment.charts(from: outcomes).count == 3)
  }

  @Test("oracle: the reference table is transcribed, next to the rank of the task")
  func referenceIsTranscribed() {
    let claims = experiment.claims(from: published())
    let published = claims.reduce(into: [String: Double]()) { $0[$1.id] = $1.published }
    #expect(published["relu/rank/depth-8"] == 1.66)
    #expect(published["relu/initial-rank/depth-16"] == 1.5)
    #expect(published["linear/rank/depth-4"] == 1.72)
    #expect(published["linear/loss/depth-16"] == 0.44)
    #expect(published["relu/rank-1/loss/depth-2"] == 0.4)
    #expect(published["relu/loss/depth-1"] == nil)
    #expect(published["task-rank/rank-8"] == 1.716)
    #expect(Set(claims.map(\.id)).count == claims.count)
  }

  @Test(
    "oracle: at smoke size depth 1 ends at the closed form's rank, the same in both kinds of run")
  func smokeAgrees() throws {
    let smoke = try RankAtConvergence(
      settings: RankAtConvergenceSettings(preset: .smoke), root: SeedPath(root: 7))
    let claims = smoke.claims(from: try outcomes(of: smoke))
    #expect(claims.filter { $0.verdict == .refuted }.map(\.id) == [])
    let weightRank = try #require(
      claims.first { $0.id == "linear/weight-rank/depth-1" }?.measured)
    // Expected 2.687; its standard deviation over tasks is 0.01, the mean of three has 0.006.
    #expect(abs(weightRank - 2.687) < 0.03)
    let task = try #require(claims.first { $0.id == "task-rank/rank-8" }?.measured)
    #expect(abs(task - 1.716) < 0.01)
  }

  @Test("hostile: a teacher that does not fit into the width is refused")
  func teacherMustFit() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Catalogue.entry(named: "rank-at-convergence")
        .resolve(preset: .smoke, overrides: [(key: "width", value: "4")], seed: 1)
    }
    #expect(error.code == .invalidValue)
    #expect(error.description.contains("teacher-rank"))
  }
}
