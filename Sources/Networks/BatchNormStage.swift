import Tensors

/// Batch normalisation at work: `y = γ ẑ + β`, `ẑ = (z - μ)/√(v + ε)`; see ``BatchNorm``.
struct BatchNormStage<Scalar: MatrixScalar> {
  private let kernel: BatchNormKernel<Scalar>
  private let ranges: Ranges
  /// Where `y` lies.
  let output: Int
  /// Where `ẑ` is kept for the way back.
  private let normalized: Int
  /// Where `1/√(v + ε)` is kept for the way back.
  private let inverseDeviation: Int

  /// Where the tensors lie in the arena, each of shape `(width)`.
  struct Ranges {
    let scale: Range<Int>
    let shift: Range<Int>
    let mean: Range<Int>
    let variance: Range<Int>
  }

  init(
    _ norm: BatchNorm, rows: Int, width: Int, ranges: Ranges, output: Int, normalized: Int,
    inverseDeviation: Int
  ) {
    kernel = BatchNormKernel(
      rows: rows, columns: width, epsilon: norm.epsilon, momentum: norm.momentum)
    self.ranges = ranges
    (self.output, self.normalized) = (output, normalized)
    self.inverseDeviation = inverseDeviation
  }

  /// `y = γ ẑ + β` with the statistics of the batch, or with the running ones in evaluation.
  func forward(_ z: UnsafePointer<Scalar>, _ pass: Pass<Scalar>) {
    let parameters = BatchNormKernel<Scalar>.Parameters(
      scale: pass.parameters + ranges.scale.lowerBound,
      shift: pass.parameters + ranges.shift.lowerBound,
      mean: pass.parameters + ranges.mean.lowerBound,
      variance: pass.parameters + ranges.variance.lowerBound)
    let y = pass.memory + output
    guard pass.mode != .evaluation else { return kernel.evaluate(z, parameters, into: y) }
    kernel.train(
      z, parameters, running: pass.mode == .training ? .followed : .kept,
      normalised: pass.memory + normalized, inverseDeviation: pass.memory + inverseDeviation,
      into: y)
  }

  /// `∂L/∂γ = Σ g ẑ`, `∂L/∂β = Σ g`, and `∂L/∂z`.
  func backward(
    _ flow: inout GradientFlow<Scalar>, _ pass: Pass<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) {
    let shiftGradient = pass.scratch + ranges.scale.count
    kernel.backward(
      flow.gradient, scale: pass.parameters + ranges.scale.lowerBound,
      normalised: pass.memory + normalized, inverseDeviation: pass.memory + inverseDeviation,
      scaleGradient: pass.scratch, shiftGradient: shiftGradient, inputGradient: flow.spare)
    use(ranges.scale, pass.scratch)
    use(ranges.shift, shiftGradient)
    flow.swap()
  }
}
