import Networks
import Randomness
import Tensors
import Testing
import Training

/// `½ Σ cᵢ (xᵢ - tᵢ)²`: the objective whose minimum and gradient are known.
struct Quadratic: Objective {
  let curvatures: [Double]
  let target: [Double]
  var parameterCount: Int { target.count }

  mutating func loss(at parameters: UnsafeMutablePointer<Double>) -> Double {
    (0..<target.count).reduce(0) { sum, i in
      let distance = parameters[i] - target[i]
      return sum + curvatures[i] * distance * distance / 2
    }
  }

  mutating func gradient(
    at parameters: UnsafeMutablePointer<Double>,
    _ use: (Range<Int>, UnsafePointer<Double>) -> Void
  ) -> Double {
    let loss = loss(at: parameters)
    let gradient = (0..<target.count).map { curvatures[$0] * (parameters[$0] - target[$0]) }
    let middle = target.count / 2
    gradient.withUnsafeBufferPointer { gradient in
      guard let base = gradient.baseAddress else { return }
      // In two pieces, the last one first, as a network gives them.
      use(middle..<target.count, base + middle)
      use(0..<middle, base)
    }
    return loss
  }
}

private let seed = SeedPath(root: 20_230_301) / "objective"

/// A network with every kind of tensor: weights, biases, scales, shifts and running statistics, in
/// and outside of a residual block; its start and its objective.
private func everything(_ batches: Batches = .full) throws -> (
  network: Architecture, start: Matrix<Double>, objective: NetworkObjective<Double>
) {
  let branch: [Layer] = [.dense(outputs: 4, bias: true), .batchNorm(), .activation(.tanh)]
  let network = try Architecture(
    inputs: 3,
    layers: [
      .dense(outputs: 4, bias: true), .batchNorm(), .activation(.tanh), .residual(branch),
      .dense(outputs: 2, bias: true),
    ])
  var stream = RandomStream(seed)
  let start: Matrix<Double> = try network.parameters(.kaiming(.normal), stream: &stream)
  let inputs = Matrix<Double>(rows: 9, columns: 3, from: .standardNormal, using: &stream)
  let targets = Matrix<Double>(rows: 9, columns: 2, from: .standardNormal, using: &stream)
  let objective = NetworkObjective(network, inputs: inputs, targets: targets, batches: batches)
  return (network, start, objective)
}

extension Matrix {
  /// Calls `body` with the elements in place.
  fileprivate mutating func withBase<Result>(
    _ body: (UnsafeMutablePointer<Scalar>) -> Result
  ) throws -> Result {
    try withUnsafeMutableBufferPointer { body(try #require($0.baseAddress)) }
  }
}

@Suite struct ObjectiveTests {
  @Test("law: a network's pieces of gradient cover every parameter once and are its gradient")
  func pieces() throws {
    var (network, parameters, objective) = try everything()
    let count = objective.parameterCount
    #expect(network.layout.count > count)
    var seen = [Int](repeating: 0, count: count)
    var gradient = [Double](repeating: .nan, count: count)
    let loss = try parameters.withBase { base in
      objective.gradient(at: base) { range, piece in
        for (offset, index) in range.enumerated() {
          seen[index] += 1
          gradient[index] = piece[offset]
        }
      }
    }
    #expect(seen == Array(repeating: 1, count: count))
    #expect(try parameters.withBase { objective.loss(at: $0) } == loss)
    for index in 0..<count {
      let step = 1e-6
      let sides = try [step, -step].map { move in
        var moved = parameters
        moved[0, index] += move
        return try moved.withBase { objective.loss(at: $0) }
      }
      // The third derivative, of order 1000 behind batch normalisation of nine rows, times step²; and
      // the rounding of a loss, over the step.
      #expect(abs((sides[0] - sides[1]) / (2 * step) - gradient[index]) < 3e-9, "\(index)")
    }
  }

  @Test("law: a piece may be changed when it is given away")
  func changedOnTheWay() throws {
    var (_, parameters, objective) = try everything()
    var (other, plain) = (parameters, [Double](repeating: 0, count: objective.parameterCount))
    var changed = plain
    _ = try parameters.withBase { base in
      objective.gradient(at: base) { range, piece in
        for (offset, index) in range.enumerated() { plain[index] = piece[offset] }
      }
    }
    _ = try other.withBase { base in
      objective.gradient(at: base) { range, piece in
        for (offset, index) in range.enumerated() {
          changed[index] = piece[offset]
          base[index] = .nan
        }
      }
    }
    #expect(changed == plain)
  }

  @Test("law: losses and trial gradients leave running statistics alone, gradients move them")
  func statistics() throws {
    var (network, start, objective) = try everything()
    let tail = network.layout.trainableCount..<network.layout.count
    var trial = start
    _ = try trial.withBase { objective.loss(at: $0) }
    let tried = try trial.withBase { objective.trialGradient(at: $0) { _, _ in } }
    #expect(trial == start)
    var settled = start
    try settled.withBase { objective.settle(at: $0) }
    let loss = try start.withBase { objective.gradient(at: $0) { _, _ in } }
    #expect(tried == loss)
    #expect(settled == start && settled.elements[tail] != trial.elements[tail])
  }

  @Test(
    "law: whatever a step evaluates, running statistics follow once, where it ends",
    arguments: [
      OptimizerChoice.lbfgs(LBFGS()),
      .cmaES(CMAES(initialDeviation: 0.1, seed: seed / "cma")),
      .randomSearch(
        RandomSearch(
          prior: [.init(distribution: .standardNormal)], draws: 5, seed: seed / "random")),
    ])
  func oneMove(choice: OptimizerChoice) throws {
    func check<O: Optimizer>(_ optimizer: O) throws {
      var (network, start, objective) = try everything()
      var training = Trainer(
        from: start, trainable: network.layout.trainableCount, optimizer: optimizer,
        until: StoppingRule(maximumSteps: 1))
      training.advance(on: &objective)
      let tail = network.layout.trainableCount..<network.layout.count
      var expected = training.parameters
      for index in tail { expected[0, index] = start[0, index] }
      try expected.withBase { objective.settle(at: $0) }
      #expect(training.state.evaluations > 1)
      #expect(training.parameters == expected, "\(choice.name)")
    }
    try check(choice.optimizer)
  }

  @Test("hostile: mini-batches are refused to whom they mislead")
  func miniBatches() async throws {
    #expect(try everything().objective.seesAllData)
    let batches = Batches.shuffled(size: 3, seed: seed / "batches")
    #expect(try !everything(batches).objective.seesAllData)
    #expect(LBFGS.needsFullBatch && CMAES.needsFullBatch && RandomSearch.needsFullBatch)
    #expect(!Momentum.needsFullBatch && !AdamW.needsFullBatch)
    await #expect(processExitsWith: .failure) {
      var (network, start, objective) = try everything(
        .shuffled(size: 3, seed: SeedPath(root: 1) / "batches"))
      var training = Trainer(
        from: start, trainable: network.layout.trainableCount, optimizer: LBFGS(),
        until: StoppingRule(maximumSteps: 1))
      training.advance(on: &objective)
    }
  }
}
