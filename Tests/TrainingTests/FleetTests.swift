import Foundation
import Networks
import Randomness
import Spectra
import Tensors
import Testing
import Training

private let seed = SeedPath(root: 20_230_301) / "fleet"

private func inputs(_ name: String, rows: Int, columns: Int) -> Matrix<Float> {
  var stream = RandomStream(seed / name)
  return Matrix(
    rows: rows, columns: columns, from: .normal(mean: 0, standardDeviation: 1), using: &stream)
}

/// Six small ReLU networks, each with data of its own.
private func fleet(batches: Batches) throws -> Fleet<Adam, Float> {
  let network = try Architecture.dense(
    inputs: 6, width: 8, outputs: 3, depth: 3, activation: .relu, bias: true)
  let trainings = try (0..<6).map { index in
    var stream = RandomStream(seed / "start" / index)
    let start: Matrix<Float> = try network.parameters(.kaiming(.normal), stream: &stream)
    return Trainer(
      from: start, trainable: network.layout.trainableCount, optimizer: Adam(learningRate: 0.01),
      until: StoppingRule(maximumSteps: 50 + 10 * index))
  }
  let data = (0..<6).map { index in
    (
      inputs: inputs("x-\(index)", rows: 20, columns: 6),
      targets: inputs("y-\(index)", rows: 20, columns: 3)
    )
  }
  return Fleet(network, trainings: trainings, data: data, batches: batches)
}

@Suite struct FleetTests {
  static let batches: [Batches] = [.full, .shuffled(size: 7, seed: seed / "batches")]

  @Test("law: the same bits for any number of threads and any pieces", arguments: batches)
  func threads(batches: Batches) throws {
    var reference = try fleet(batches: batches)
    let outcomes = reference.advance(threads: 1)
    #expect(outcomes == (0..<6).map { .spentBudget(steps: 50 + 10 * $0) })
    for threads in [2, 3, 16] {
      var other = try fleet(batches: batches)
      while other.advance(steps: 13 * threads, threads: threads).contains(nil) {}
      for (a, b) in zip(reference.trainings, other.trainings) {
        #expect(a.parameters == b.parameters)
        #expect(a.state == b.state)
      }
    }
  }

  @Test("law: a fleet trains each network as it would be trained alone")
  func alone() throws {
    var fleet = try fleet(batches: .full)
    let before = fleet.trainings[4]
    fleet.advance(threads: 2)
    var single = before
    var objective = NetworkObjective(
      fleet.architecture, inputs: inputs("x-4", rows: 20, columns: 6),
      targets: inputs("y-4", rows: 20, columns: 3))
    single.advance(on: &objective)
    #expect(single.parameters == fleet.trainings[4].parameters)
    #expect((single.memory.last ?? 1) < 0.5 * (single.memory.first ?? 0))
  }

  @Test("law: every row is seen once per epoch, in another order each time")
  func epochs() {
    var objective = RowCounter(batches: .shuffled(size: 5, seed: seed / "epochs"), rows: 20)
    let epochs = (0..<3).map { epoch in (0..<4).flatMap { objective.rows(of: 4 * epoch + $0) } }
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<20)) }
    #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2])
  }

  @Test("oracle: a recorder's spectra are those of the effective weight")
  func spectra() throws {
    let network = try Architecture.linear(width: 5, depth: 3)
    var stream = RandomStream(seed / "spectra")
    let start: Matrix<Double> = try network.parameters(.kaiming(.normal), stream: &stream)
    var objective = NetworkObjective(
      network, inputs: inputs("x", rows: 9, columns: 5).converted(to: Double.self),
      targets: inputs("y", rows: 9, columns: 5).converted(to: Double.self))
    var training = Trainer(
      from: start, trainable: network.layout.trainableCount,
      optimizer: GradientDescent(learningRate: 0.01), until: StoppingRule(maximumSteps: 150))
    var recorder = SpectrumRecorder<Double>(network, .effectiveWeight, at: .every(50))
    var plain = training
    training.advance(on: &objective, recorder: &recorder)
    #expect(recorder.records.map(\.step) == [0, 50, 100])
    let first = recorder.records[0]
    let expected = try singularValues(of: network.effectiveWeight(of: start)).values
    let got = try #require(first.singularValues["effective_weight"])
    #expect(zip(got, expected).allSatisfy { abs($0 - $1) < 1e-13 * expected[0] })
    #expect(first.loss == training.memory.first)
    // Watching changes nothing.
    plain.advance(on: &objective)
    #expect(plain.parameters == training.parameters)
  }

  @Test("oracle: spectra of weights are those of the recorded steps, across batches of large ones")
  func weightSpectra() throws {
    // 1.2 MiB of weights: a batch is full after four records.
    let network = try Architecture.dense(
      inputs: 1, width: 390, outputs: 390, depth: 2, activation: .relu)
    var recorder = SpectrumRecorder<Double>(network, .weights, at: .every(1))
    var parameters = [Double](repeating: 0, count: network.layout.count)
    let weights = network.layout.weights
    for step in 0..<6 {
      for (place, entry) in weights.enumerated() {
        // The only element: the singular value, beside zeros.
        parameters[entry.range.lowerBound] = Double(step + 1) * (place == 0 ? 2 : 3)
      }
      parameters.withUnsafeBufferPointer {
        recorder.record(step: step, loss: Double(-step), parameters: $0)
      }
    }
    #expect(recorder.records.map(\.step) == Array(0..<6))
    for record in recorder.records {
      for (place, entry) in weights.enumerated() {
        let values = try #require(record.singularValues[entry.name])
        let expected = Double(record.step + 1) * (place == 0 ? 2 : 3)
        #expect(abs(values[0] - expected) < 1e-12 && values.dropFirst().allSatisfy { $0 == 0 })
      }
    }
  }

  @Test("law: cadences contain the start and their steps")
  func cadences() {
    #expect((0...10).filter(Cadence.every(4).contains) == [0, 4, 8])
    let logarithmic = (0...1000).filter(Cadence.logarithmic(perDecade: 3).contains)
    #expect(logarithmic == [0, 1, 3, 5, 10, 22, 47, 100, 216, 465, 1000])
  }

  @Test("law: the rate that converges first is chosen, later ones get no more steps")
  func selection() {
    var budgets: [Int] = []
    let chosen = LearningRateSelection.select(from: [0.3, 0.1, 0.03, 0.01], maximumSteps: 100) {
      rate, steps in
      budgets.append(steps)
      let outcome: TrainingOutcome =
        switch rate {
        case 0.3: .diverged(step: 3)
        case 0.1: .reachedLoss(step: 60)
        case 0.03: .reachedLoss(step: 40)
        default: .spentBudget(steps: steps)
        }
      return LearningRateSelection.Attempt(outcome: outcome, loss: 0)
    }
    #expect(chosen.rate == 0.03)
    #expect(budgets == [100, 100, 60, 40])
    let none = LearningRateSelection.select(from: [0.3, 0.1, 0.03], maximumSteps: 9) {
      rate, steps in
      LearningRateSelection.Attempt(
        outcome: rate == 0.3 ? .diverged(step: 1) : .spentBudget(steps: steps),
        loss: rate == 0.3 ? 0 : rate)
    }
    #expect(none.rate == 0.03)
  }
}

/// Reads back which rows a network's objective sees: the target of row `i` is `i`.
private struct RowCounter {
  var objective: NetworkObjective<Double>
  let rows: Int

  init(batches: Batches, rows: Int) {
    let network = Architecture.oneByOne
    self.rows = rows
    let identity = Matrix<Double>.identity(rows)
    objective = NetworkObjective(
      network(rows), inputs: identity, targets: Matrix(rows: rows, columns: 1), batches: batches)
  }

  /// The rows whose input has a gradient.
  mutating func rows(of step: Int) -> [Int] {
    objective.prepare(step: step)
    var parameters = [Double](repeating: 1, count: rows)
    var seen: [Int] = []
    parameters.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      _ = objective.gradient(at: base) { range, gradient in
        seen += range.filter { gradient[$0 - range.lowerBound] != 0 }
      }
    }
    return seen
  }
}

extension Architecture {
  /// One weight row: the gradient of weight `i` is zero unless input `i` is in the batch.
  fileprivate static func oneByOne(_ inputs: Int) -> Architecture {
    guard let network = try? Architecture(inputs: inputs, layers: [.dense(outputs: 1)]) else {
      preconditionFailure("a dense layer of 1 output fits")
    }
    return network
  }
}
