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
