import Foundation
import Networks
import Randomness
import Tensors
import Testing
import _TestSupport

@Suite struct CustomActivationTests {
  /// Mish, `z tanh(softplus z)` (arXiv 1908.08681).
  static let mish = own("mish") { z in
    let t = tanh(log1p(exp(z)))
    return t + z * (1 - t * t) / (1 + exp(-z))
  }

  private static func own(
    _ name: String, gain: Double = 1, derivative: @escaping @Sendable (Double) -> Double
  ) -> CustomActivation {
    CustomActivation(
      name: name, gain: gain, function: { $0 * tanh(log1p(exp($0))) }, derivative: derivative)
  }

  private static func network(_ activation: CustomActivation) throws -> Architecture {
    try .dense(inputs: 5, width: 7, outputs: 3, depth: 3, activation: .custom(activation))
  }

  /// Loss and gradient on a fixed sample, at a fixed start.
  private static func pass<Scalar: MatrixScalar>(
    _ network: Architecture, at parameters: Matrix<Scalar>, _ sample: NetworkFixture.Case
  ) -> (value: Double, gradient: [Double]) {
    let program = NetworkProgram<Scalar>(network, rows: sample.rows)
    var arena = parameters.elements
    var gradient = [Double](repeating: .nan, count: network.layout.trainableCount)
    let (inputs, targets) = (sample.inputs.map { Scalar($0) }, sample.targets.map { Scalar($0) })
    let value = program.gradient(&arena, inputs: inputs, targets: targets, loss: sample.loss) {
      range, piece in
      for (offset, index) in range.enumerated() { gradient[index] = Double(piece[offset]) }
    }
    return (value, gradient)
  }

  private static func start(_ network: Architecture) throws -> Matrix<Double> {
    var stream = RandomStream(SeedPath(root: 11) / "custom")
    return try network.parameters(.kaiming(.normal), stream: &stream)
  }

  @Test("oracle: PyTorch's SiLU network, with the function brought along")
  func agreesWithPyTorch() throws {
    let sample = try #require(try NetworkFixture.load().cases.first { $0.name == "silu" })
    let silu = CustomActivation(
      name: "own-silu", gain: 2.0.squareRoot(), function: { $0 / (1 + exp(-$0)) },
      derivative: { z in
        let s = 1 / (1 + exp(-z))
        return s * (1 + z * (1 - s))
      })
    let parameters = Matrix<Double>(
      rows: 1, columns: sample.parameters.count, elements: sample.parameters)
    let result = try Self.pass(Self.network(silu), at: parameters, sample)
    // A few hundred operations on numbers of order 1.
    #expect(abs(result.value - sample.value) <= 1e-12 * (1 + sample.value))
    #expect(largestDifference(result.gradient, sample.gradient) <= 1e-11)
    let single = try Self.pass(Self.network(silu), at: parameters.converted(to: Float.self), sample)
    // ulp 6e-8, a few hundred operations.
    #expect(largestDifference(single.gradient, sample.gradient) <= 1e-4)
  }

  @Test("law: central differences of the loss are the gradient; a wrong derivative is told apart")
  func differences() throws {
    let sample = try #require(try NetworkFixture.load().cases.first { $0.name == "silu" })
    let network = try Self.network(Self.mish)
    let parameters = try Self.start(network)
    let numeric = finiteDifferences(at: parameters, step: 1e-3) {
      Self.pass(network, at: $0, sample).value
    }
    // Truncation and rounding are about 1e-12 each for derivatives of order 1.
    let exact = Self.pass(network, at: parameters, sample).gradient
    #expect(largestDifference(numeric.elements, exact) <= 1e-9)
    let wrong = try Self.network(Self.own("wrong") { tanh(log1p(exp($0))) })
    let other = Self.pass(wrong, at: parameters, sample).gradient
    #expect(largestDifference(numeric.elements, other) > 1e-3)
  }

  @Test("law: the gain scales the weights before it; name and gain make it equal")
  func gain() throws {
    let louder = Self.own("mish", gain: 3) { $0 }
    let (one, three) = try (Self.network(Self.mish), Self.network(louder))
    let (a, b) = try (Self.start(one), Self.start(three))
    // Two layers are followed by the function, the last one is not.
    let last = try #require(one.layout.weights.last).range
    for (index, (a, b)) in zip(a.elements, b.elements).enumerated() {
      let factor = last.contains(index) ? 1.0 : 3
      #expect(abs(b - factor * a) <= 4 * abs(b).ulp)
    }
    let same = try Self.network(Self.own("mish") { $0 })
    #expect(one != three && one == same)
    #expect(Activation.custom(Self.mish) != .silu && !one.isAffine)
  }

  @Test("hostile: a function is no data, and the refusal names it")
  func coding() throws {
    let data = try JSONEncoder().encode([Activation.custom(Self.mish)])
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Activation].self, from: data)
    }
    #expect("\(try #require(error))".contains("\"mish\" is a function of the program"))
  }

  @Test("hostile: a gain of zero is refused")
  func noGain() async {
    await #expect(processExitsWith: .failure) {
      _ = CustomActivation(name: "none", gain: 0, function: { $0 }, derivative: { _ in 1 })
    }
  }
}
