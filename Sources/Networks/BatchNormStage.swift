import Tensors

/// Batch normalisation at work: `y = γ ẑ + β`, `ẑ = (z - μ)/√(v + ε)`; see ``BatchNorm``.
struct BatchNormStage<Scalar: MatrixScalar> {
  /// Follows the running statistics.
  private let training: BatchNormKernel<Scalar>
  /// Leaves the running statistics as they are.
  private let observation: BatchNormKernel<Scalar>
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
    func kernel(momentum: Double) -> BatchNormKernel<Scalar> {
      BatchNormKernel(rows: rows, columns: width, epsilon: norm.epsilon, momentum: momentum)
    }
    training = kernel(momentum: norm.momentum)
    observation = kernel(momentum: 0)
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
    guard pass.mode != .evaluation else { return training.evaluate(z, parameters, into: y) }
    let kernel = pass.mode == .training ? training : observation
    kernel.train(
      z, parameters, normalised: pass.memory + normalized,
      inverseDeviation: pass.memory + inverseDeviation, into: y)
  }

  /// `∂L/∂γ = Σ g ẑ`, `∂L/∂β = Σ g`, and `∂L/∂z`.
  func backward(
    _ flow: inout GradientFlow<Scalar>, _ pass: Pass<Scalar>,
    _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) {
    let shiftGradient = pass.scratch + ranges.scale.count
    training.backward(
      flow.gradient, scale: pass.parameters + ranges.scale.lowerBound,
      normalised: pass.memory + normalized, inverseDeviation: pass.memory + inverseDeviation,
      scaleGradient: pass.scratch, shiftGradient: shiftGradient, inputGradient: flow.spare)
    use(ranges.scale, pass.scratch)
    use(ranges.shift, shiftGradient)
    flow.swap()
  }
}
