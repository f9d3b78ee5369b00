import Foundation
import Networks
import Randomness
import Tensors
import Testing
import Training

/// A start for a quadratic of five parameters.
private let start = Matrix<Double>(rows: 1, columns: 5, elements: [4, -3, 2, -1, 5])

private let quadratic = Quadratic(curvatures: [1, 2, 3, 4, 5], target: [1, 2, 3, 4, 5])

private func training(
  rate: Double = 0.1, until rule: StoppingRule
) -> Trainer<Momentum, Double> {
  Trainer(
    from: start, trainable: 5, optimizer: Momentum(learningRate: rate, momentum: 0.5),
    schedule: .steps(at: [0.5], factor: 0.5), until: rule)
}

@Suite struct TrainerTests {
  @Test("law: pieces of any length give the bits of one piece", arguments: [1, 7, 64])
  func pieces(length: Int) {
    let rule = StoppingRule(maximumSteps: 100)
    var whole = training(until: rule)
    var objective = quadratic
    #expect(whole.advance(on: &objective) == .spentBudget(steps: 100))
    var inPieces = training(until: rule)
    while inPieces.outcome == nil {
      inPieces.advance(on: &objective, steps: length)
      // Stored and read back between the pieces.
      inPieces = Trainer(
        resuming: inPieces.parameters, state: inPieces.state, memory: inPieces.memory,
        outcome: inPieces.outcome, optimizer: inPieces.optimizer, schedule: inPieces.schedule,
        until: rule)
    }
    #expect(inPieces.parameters == whole.parameters)
    #expect(inPieces.state == whole.state)
    #expect(inPieces.memory == whole.memory)
    #expect(inPieces.outcome == whole.outcome)
  }

  @Test("law: a training ends at the first loss below the bound")
  func reachesLoss() throws {
    var objective = quadratic
    var recorder = LossList()
    var training = training(until: StoppingRule(maximumSteps: 10_000, lossBelow: 1e-8))
    let outcome = try #require(training.advance(on: &objective, recorder: &recorder))
    #expect(outcome.hasReachedLoss)
    let losses = recorder.losses
    #expect(outcome.steps == losses.count - 1)
    #expect(losses.dropLast().allSatisfy { $0 >= 1e-8 })
    #expect(training.memory.last.map { $0 < 1e-8 } == true)
    #expect(training.memory.first == losses.first)
    // Nothing happens after the end.
    let parameters = training.parameters
    #expect(training.advance(on: &objective, steps: 5) == outcome)
    #expect(training.parameters == parameters)
  }

  @Test("law: a rate above 2/c diverges, as an outcome with its step")
  func diverges() {
    var objective = quadratic
    var training = training(rate: 10, until: StoppingRule(maximumSteps: 10_000))
    let outcome = training.advance(on: &objective)
    #expect(outcome?.hasDiverged == true)
    #expect((1..<100).contains(outcome?.steps ?? 0))
  }

  @Test("law: a loss that stands still is a plateau after its window")
  func plateau() {
    var memory = StoppingMemory()
    let rule = StoppingRule(
      maximumSteps: 1000, plateau: StoppingRule.Plateau(window: 10, improvement: 0.01))
    // Falls by half for 40 steps, then stays.
    let losses = (0..<200).map { $0 < 40 ? exp2(-Double($0)) : exp2(-40) }
    var end: TrainingOutcome?
    for (step, loss) in losses.enumerated() where end == nil {
      end = memory.judge(loss, at: step, by: rule)
    }
    // The window that ends at step 50 is the first one without a new least loss.
    #expect(end == .plateau(step: 50))
  }

  @Test("law: not finite, or far above the start, is divergence at once")
  func divergenceRule() {
    let rule = StoppingRule(maximumSteps: 10, divergenceFactor: 100)
    for loss in [Double.nan, .infinity, 101] {
      var memory = StoppingMemory()
      #expect(memory.judge(1, at: 0, by: rule) == nil)
      #expect(memory.judge(99, at: 1, by: rule) == nil)
      #expect(memory.judge(loss, at: 2, by: rule) == .diverged(step: 2))
    }
  }

  @Test("law: the loss that decides is that after the outcome's steps, whatever the optimizer")
  func decidingLoss() throws {
    func check<O: Optimizer>(_ optimizer: O, below bound: Double) throws {
      func training(until rule: StoppingRule) -> (Trainer<O, Double>, loss: Double) {
        var training = Trainer(from: start, trainable: 5, optimizer: optimizer, until: rule)
        var objective = quadratic
        training.advance(on: &objective)
        var parameters = training.parameters
        let loss = parameters.withUnsafeMutableBufferPointer { buffer in
          buffer.baseAddress.map { objective.loss(at: $0) }
        }
        return (training, loss ?? .nan)
      }
      let ended = training(until: StoppingRule(maximumSteps: 1000, lossBelow: bound)).0
      let outcome = try #require(ended.outcome)
      #expect(outcome.hasReachedLoss && outcome.steps > 1)
      let (_, loss) = training(until: StoppingRule(maximumSteps: outcome.steps))
      #expect(loss == ended.memory.last, "\(O.self)")
      let (_, before) = training(until: StoppingRule(maximumSteps: outcome.steps - 1))
      #expect(before >= bound, "\(O.self)")
    }
    try check(Momentum(learningRate: 0.1, momentum: 0.5), below: 1e-6)
    try check(LBFGS(), below: 1e-6)
    let prior = RandomSearch.Piece(distribution: .normal(mean: 3, standardDeviation: 2))
    try check(
      RandomSearch(prior: [prior], seed: SeedPath(root: 20_230_301) / "decides"), below: 12)
  }

  @Test("hostile: a search without a finite loss so far goes on; a gradient rule has diverged")
  func noLossYet() {
    // Finite in one of eight corners only.
    let corner = Smooth<Double>(parameterCount: 3) { x in
      (x.allSatisfy { $0 > 0.8 } ? x.reduce(0, +) : .nan, x)
    }
    func ending<O: Optimizer>(_ optimizer: O) -> Trainer<O, Double> {
      var training = Trainer(
        from: Matrix<Double>(rows: 1, columns: 3), trainable: 3, optimizer: optimizer,
        until: StoppingRule(maximumSteps: 300))
      var objective = corner
      training.advance(on: &objective, steps: 1)
      #expect(training.memory.last == nil || training.outcome?.hasDiverged == true)
      training.advance(on: &objective)
      return training
    }
    let seed = SeedPath(root: 20_230_301) / "corner"
    let guesses = ending(
      RandomSearch(prior: [.init(distribution: .standardNormal)], seed: seed))
    #expect(guesses.outcome == .spentBudget(steps: 300))
    #expect(guesses.memory.last.map { $0 > 2.4 && $0 < 5 } == true)
    let generations = ending(CMAES(initialDeviation: 0.7, population: 8, seed: seed))
    #expect(generations.outcome == .spentBudget(steps: 300))
    #expect(generations.memory.last.map { $0 >= 2.4 && $0 < 2.41 } == true)
    #expect(ending(GradientDescent(learningRate: 0.1)).outcome == .diverged(step: 0))
    #expect(ending(LBFGS()).outcome == .diverged(step: 1))
  }

  @Test("hostile: the first window is compared with nothing; improvements are fractions")
  func plateauBounds() async {
    for improvement in [0, 0.5, 1] {
      var memory = StoppingMemory()
      let rule = StoppingRule(
        maximumSteps: 9, plateau: StoppingRule.Plateau(window: 1, improvement: improvement))
      #expect(memory.judge(1, at: 0, by: rule) == nil)
      #expect(memory.judge(1, at: 1, by: rule) == nil)
      #expect(memory.judge(0.75, at: 2, by: rule) == (improvement > 0 ? .plateau(step: 2) : nil))
    }
    await #expect(processExitsWith: .failure) {
      _ = StoppingRule.Plateau(window: 1, improvement: 1.5)
    }
  }

  @Test("law: no step is taken with a budget of 0")
  func noBudget() {
    var objective = quadratic
    var training = training(until: StoppingRule(maximumSteps: 0))
    #expect(training.advance(on: &objective) == .spentBudget(steps: 0))
    #expect(training.parameters == start)
  }
}

/// Keeps every loss.
private struct LossList: Recorder {
  var losses: [Double] = []

  func isDue(at step: Int) -> Bool { true }

  mutating func record(step: Int, loss: Double, parameters: UnsafeBufferPointer<Double>) {
    losses.append(loss)
  }
}
