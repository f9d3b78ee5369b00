import Networks
import Tensors
import Testing
import _TestSupport

@Suite struct BatchNormKernelTests {
  @Test("oracle: PyTorch's batch normalisation", arguments: InstructionSet.allCases)
  func fixture(set: InstructionSet) throws {
    let fixture = try LayerFixture.load().batchNorm
    // A dozen roundings of numbers below 16. PyTorch's running statistics multiply the variance by
    // rows/(rows - 1), ours divide the sum: a rounding more.
    compare(Pass<Double>(fixture, set), fixture, within: 64 * Double.ulpOfOne)
    compare(Pass<Float>(fixture, set), fixture, within: 64 * Double(Float.ulpOfOne))
  }

  @Test("law: the gradient is the derivative", arguments: [(2, 1), (5, 3), (9, 70)])
  func differences(shape: (rows: Int, columns: Int)) {
    let (rows, columns) = shape
    let input = Matrix<Double>.gaussian(rows, columns, seed: 11)
    let weights = Matrix<Double>.gaussian(rows, columns, seed: 12).elements
    let scale = Matrix<Double>.gaussian(1, columns, seed: 13).elements
    let shift = [Double](repeating: 0.25, count: columns)
    let pass = Pass(
      input: input.elements, gradient: weights, scale: scale, shift: shift,
      mean: [Double](repeating: 0, count: columns), set: .avx512)
    let expected = finiteDifferences(at: input, step: 1e-3) { moved in
      let output = Pass(
        input: moved.elements, gradient: weights, scale: scale, shift: shift,
        mean: [Double](repeating: 0, count: columns), set: .avx512
      ).output
      return zip(output, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // Two rows that nearly agree have a large fifth derivative: the gradient is small then, the
    // step is not.
    #expect(distance(pass.inputGradient, expected.elements) < 1e-6)
  }

  @Test("law: a far mean costs no digits")
  func cancellation() {
    let column: [Float] = [10_000, 10_001, 10_002, 10_003]
    let pass = Pass(
      input: column, gradient: [0, 0, 0, 0], scale: [1], shift: [0], mean: [0], set: .avx512)
    // (x - mean)/√(5/4 + 1e-5): the variance of 0, 1, 2, 3.
    let expected = [-1.5, -0.5, 0.5, 1.5].map { $0 / 1.250_01.squareRoot() }
    #expect(distance(pass.output, expected) <= 2 * Double(Float.ulpOfOne))
  }

  @Test("hostile: a batch that is not finite leaves kept statistics alone")
  func kept() {
    for value in [Double.nan, .infinity] {
      let kernel = BatchNormKernel<Double>(rows: 2, columns: 1, epsilon: 1e-5, momentum: 0.5)
      var (input, output, normalised) = ([value, 1], [0.0, 0.0], [0.0, 0.0])
      var statistics = [3.0, 4.0]
      var inverse = 0.0
      let affine = [1.0, 0.0]
      func train(_ running: BatchNormKernel<Double>.RunningStatistics) {
        statistics.withUnsafeMutableBufferPointer { statistics in
          affine.withUnsafeBufferPointer { affine in
            guard let statistics = statistics.baseAddress, let affine = affine.baseAddress else {
              return
            }
            kernel.train(
              &input,
              .init(
                scale: affine, shift: affine + 1, mean: statistics, variance: statistics + 1),
              running: running, normalised: &normalised, inverseDeviation: &inverse, into: &output)
          }
        }
      }
      train(.kept)
      #expect(statistics == [3, 4])
      train(.followed)
      #expect(!statistics[0].isFinite)
    }
  }

  @Test("hostile: a single row has no variance")
  func singleRow() async {
    await #expect(processExitsWith: .failure) {
      _ = Pass<Double>(
        input: [1], gradient: [1], scale: [1], shift: [0], mean: [0], set: .avx512)
    }
  }

  private func compare<Scalar>(
    _ pass: Pass<Scalar>, _ fixture: LayerFixture.BatchNormCase, within tolerance: Double
  ) {
    #expect(distance(pass.output, fixture.output.flatMap { $0 }) <= tolerance)
    #expect(distance(pass.mean, fixture.updatedMean) <= tolerance)
    #expect(distance(pass.variance, fixture.updatedVariance) <= tolerance)
    #expect(distance(pass.evaluated, fixture.evaluated.flatMap { $0 }) <= tolerance)
    #expect(distance(pass.inputGradient, fixture.inputGradient.flatMap { $0 }) <= tolerance)
    #expect(distance(pass.scaleGradient, fixture.scaleGradient) <= tolerance)
    #expect(distance(pass.shiftGradient, fixture.shiftGradient) <= tolerance)
  }
}

/// A forward pass in training, one in evaluation and a backward pass, all in place where they may.
private struct Pass<Scalar: MatrixScalar> {
  var output, evaluated, inputGradient, scaleGradient, shiftGradient, mean, variance: [Scalar]

  init(_ fixture: LayerFixture.BatchNormCase, _ set: InstructionSet) {
    self.init(
      input: fixture.input.flatMap { $0.map { Scalar($0) } },
      gradient: fixture.gradient.flatMap { $0.map { Scalar($0) } },
      scale: fixture.scale.map { Scalar($0) }, shift: fixture.shift.map { Scalar($0) },
      mean: fixture.mean.map { Scalar($0) }, set: set)
  }

  init(
    input: [Scalar], gradient: [Scalar], scale: [Scalar], shift: [Scalar], mean: [Scalar],
    set: InstructionSet
  ) {
    let columns = scale.count
    let kernel = BatchNormKernel<Scalar>(
      rows: input.count / columns, columns: columns, epsilon: 1e-5, momentum: 0.1, atMost: set)
    (output, evaluated, inputGradient, self.mean) = (input, input, gradient, mean)
    variance = [Scalar](repeating: 1, count: columns)
    (scaleGradient, shiftGradient) = (mean, mean)
    // One buffer per array, so that pointers stay valid through the three calls.
    let memory = [
      output, evaluated, inputGradient, self.mean, variance, scaleGradient, shiftGradient, scale,
      shift, input, mean,
    ].map { values in
      let buffer = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: values.count)
      _ = buffer.initialize(from: values)
      return buffer
    }
    defer { for buffer in memory { buffer.deallocate() } }
    let base = memory.compactMap(\.baseAddress)
    let parameters = BatchNormKernel<Scalar>.Parameters(
      scale: base[7], shift: base[8], mean: base[3], variance: base[4])
    kernel.train(
      base[0], parameters, normalised: base[9], inverseDeviation: base[10], into: base[0])
    kernel.evaluate(base[1], parameters, into: base[1])
    kernel.backward(
      base[2], scale: base[7], normalised: base[9], inverseDeviation: base[10],
      scaleGradient: base[5], shiftGradient: base[6], inputGradient: base[2])
    (output, evaluated, inputGradient) = (Array(memory[0]), Array(memory[1]), Array(memory[2]))
    (self.mean, variance) = (Array(memory[3]), Array(memory[4]))
    (scaleGradient, shiftGradient) = (Array(memory[5]), Array(memory[6]))
  }
}
