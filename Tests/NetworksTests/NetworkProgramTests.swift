import Networks
import Tensors
import Testing
import _TestSupport

/// Loss and full gradient at parameters.
private func gradient<Scalar: MatrixScalar>(
  _ network: Architecture, at parameters: [Double], _ sample: NetworkFixture.Case,
  as scalar: Scalar.Type
) -> (value: Double, gradient: [Double], parameters: [Double]) {
  let program = NetworkProgram<Scalar>(network, rows: sample.rows)
  var arena = parameters.map { Scalar($0) }
  var gradient = [Double](repeating: .nan, count: network.layout.trainableCount)
  let inputs = sample.inputs.map { Scalar($0) }
  let targets = sample.targets.map { Scalar($0) }
  let value = arena.withUnsafeMutableBufferPointer { arena in
    arena.baseAddress.map { base in
      program.gradient(base, inputs: inputs, targets: targets, loss: sample.loss) { range, piece in
        for (offset, index) in range.enumerated() { gradient[index] = Double(piece[offset]) }
      }
    }
  }
  return (value ?? .nan, gradient, arena.map { Double($0) })
}

/// The fixture's parameters, with fresh running statistics behind them.
private func start(_ network: Architecture, _ sample: NetworkFixture.Case) -> [Double] {
  network.layout.entries.filter { !$0.role.isTrainable }.reduce(into: sample.parameters) {
    $0 += [Double](repeating: $1.role == .runningVariance ? 1 : 0, count: $1.range.count)
  }
}

@Suite struct NetworkProgramTests {
  /// A few hundred operations on numbers of order 1.
  static let rounding = 1e-12

  @Test(
    "oracle: PyTorch's losses, gradients, statistics and outputs", arguments: fixtureNetworks.keys)
  func agreesWithPyTorch(name: String) throws {
    let sample = try #require(try NetworkFixture.load().cases.first { $0.name == name })
    let network = try fixtureNetwork(name)
    #expect(network.layout.trainableCount == sample.parameters.count)
    let result = gradient(network, at: start(network, sample), sample, as: Double.self)
    #expect(abs(result.value - sample.value) <= Self.rounding * (1 + sample.value))
    let scale = sample.gradient.map(abs).max() ?? 0
    #expect(largestDifference(result.gradient, sample.gradient) <= Self.rounding * (1 + scale))
    let statistics = Array(result.parameters[network.layout.trainableCount...])
    #expect(largestDifference(statistics, sample.statistics) <= Self.rounding)

    let outputs = network.outputs(
      of: Matrix(rows: 1, columns: result.parameters.count, elements: result.parameters),
      on: Matrix<Double>(rows: sample.rows, columns: network.inputs, elements: sample.inputs))
    #expect(largestDifference(outputs.elements, sample.evaluationOutputs) <= Self.rounding * 100)
  }

  @Test("oracle: single precision agrees to its rounding", arguments: fixtureNetworks.keys)
  func singlePrecision(name: String) throws {
    let sample = try #require(try NetworkFixture.load().cases.first { $0.name == name })
    let network = try fixtureNetwork(name)
    let result = gradient(network, at: start(network, sample), sample, as: Float.self)
    let scale = sample.gradient.map(abs).max() ?? 0
    // ulp 6e-8, a few hundred operations, and batch statistics of six rows.
    #expect(largestDifference(result.gradient, sample.gradient) <= 1e-4 * (1 + scale))
  }

  @Test("law: central differences of the loss are the gradient", arguments: fixtureNetworks.keys)
  func differences(name: String) throws {
    let sample = try #require(try NetworkFixture.load().cases.first { $0.name == name })
    let network = try fixtureNetwork(name)
    let parameters = start(network, sample)
    let exact = gradient(network, at: parameters, sample, as: Double.self).gradient
    let program = NetworkProgram<Double>(network, rows: sample.rows)
    let trainable = Matrix<Double>(
      rows: 1, columns: network.layout.trainableCount, elements: sample.parameters)
    let numeric = finiteDifferences(at: trainable, step: 1e-4) { moved in
      var arena = moved.elements + parameters[network.layout.trainableCount...]
      return arena.withUnsafeMutableBufferPointer { arena in
        sample.inputs.withUnsafeBufferPointer { inputs in
          sample.targets.withUnsafeBufferPointer { targets in
            program.loss(
              arena.baseAddress!, inputs: inputs.baseAddress!, targets: targets.baseAddress!,
              loss: sample.loss)
          }
        }
      }
    }
    // Truncation step⁴ = 1e-16, rounding ulp/step = 1e-12 with a factor for deep sums.
    let scale = exact.map(abs).max() ?? 0
    #expect(largestDifference(numeric.elements, exact) <= 1e-9 * (1 + scale))
    // A wrong gradient is told apart.
    var wrong = exact
    wrong[0] += 1e-6 * (1 + scale)
    #expect(largestDifference(numeric.elements, wrong) > 1e-9 * (1 + scale))
  }

  @Test("law: the loss without gradient is the same, and leaves the running statistics alone")
  func lossOnly() throws {
    let sample = try #require(try NetworkFixture.load().cases.first { $0.name == "batch-norm" })
    let network = try fixtureNetwork("batch-norm")
    let program = NetworkProgram<Double>(network, rows: sample.rows)
    var arena = start(network, sample)
    let before = arena
    let value = arena.withUnsafeMutableBufferPointer { arena in
      program.loss(
        arena.baseAddress!, inputs: sample.inputs, targets: sample.targets, loss: sample.loss)
    }
    #expect(arena == before)
    #expect(value == gradient(network, at: before, sample, as: Double.self).value)
  }

  @Test("law: a tensor may change as soon as its gradient is given away")
  func updateInFlight() throws {
    for sample in try NetworkFixture.load().cases {
      let network = try fixtureNetwork(sample.name)
      let expected = gradient(network, at: start(network, sample), sample, as: Double.self)
      let program = NetworkProgram<Double>(network, rows: sample.rows)
      var arena = start(network, sample)
      arena.withUnsafeMutableBufferPointer { arena in
        let base = arena.baseAddress!
        var seen = [Double](repeating: 0, count: network.layout.trainableCount)
        _ = program.gradient(
          base, inputs: sample.inputs, targets: sample.targets, loss: sample.loss
        ) { range, piece in
          for (offset, index) in range.enumerated() {
            seen[index] = piece[offset]
            base[index] = .nan
          }
        }
        #expect(seen == expected.gradient, "\(sample.name)")
      }
    }
  }

  @Test("hostile: no rows")
  func noRows() throws {
    let network = try Architecture.linear(width: 3, depth: 2)
    let outputs = network.outputs(
      of: Matrix<Float>(rows: 1, columns: 18), on: Matrix<Float>(rows: 0, columns: 3))
    #expect(outputs.rows == 0 && outputs.columns == 3)
  }
}

/// The largest difference of two lists of one length; infinite for other lengths, NaN for NaN.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { abs($0 - $1) }.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
}
