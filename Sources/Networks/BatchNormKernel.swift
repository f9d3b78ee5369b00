internal import CBLAS
package import Tensors

/// Batch normalisation of the columns of a `(rows, columns)` matrix, by pointers.
///
/// `y = γ (x - mean)/√(variance + ε) + β` per column. Sums run in double. In training, mean and
/// biased variance are those of the batch, and the running statistics, if they follow it, move by
/// `momentum` towards the mean and the unbiased variance, as PyTorch's do.
///
/// - Source: S. Ioffe, C. Szegedy, arXiv 1502.03167.
package struct BatchNormKernel<Scalar: MatrixScalar> {
  /// Rows and columns of the input.
  package let rows, columns: Int
  private let epsilon, momentum: Double
  private let level: lowrank_level

  /// `epsilon` is added to the variance, `momentum` is a batch's weight in the running statistics.
  package init(
    rows: Int, columns: Int, epsilon: Double, momentum: Double,
    atMost set: InstructionSet = .avx512
  ) {
    (self.rows, self.columns, self.epsilon, self.momentum) = (rows, columns, epsilon, momentum)
    level = set.level
  }

  /// γ, β and the running statistics, `columns` values each.
  package struct Parameters {
    let scale, shift: UnsafePointer<Scalar>
    let mean, variance: UnsafeMutablePointer<Scalar>

    package init(
      scale: UnsafePointer<Scalar>, shift: UnsafePointer<Scalar>,
      mean: UnsafeMutablePointer<Scalar>, variance: UnsafeMutablePointer<Scalar>
    ) {
      (self.scale, self.shift, self.mean, self.variance) = (scale, shift, mean, variance)
    }
  }

  /// What the running statistics do in a pass by the statistics of a batch.
  package enum RunningStatistics {
    /// They move towards the batch's.
    case followed
    /// They stay as they are, whatever the batch holds.
    case kept
  }

  /// Normalises by the batch.
  ///
  /// Keeps for the backward pass: `normalised`, `(x - mean)/√(variance + ε)`, which overlaps
  /// nothing, and `inverseDeviation`, `1/√(variance + ε)`, `columns` values. `output` may be `input`.
  ///
  /// - Precondition: At least two rows; one has no variance.
  package func train(
    _ input: UnsafePointer<Scalar>, _ parameters: Parameters,
    running: RunningStatistics = .followed, normalised: UnsafeMutablePointer<Scalar>,
    inverseDeviation: UnsafeMutablePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>
  ) {
    precondition(rows >= 2, "batch normalisation in training needs 2 rows, got \(rows)")
    if Scalar.self == Double.self {
      lowrank_batch_norm_train_f64(
        level, f64(parameters, running), input.f64, rows, columns, normalised.f64,
        inverseDeviation.f64, output.f64)
    } else {
      lowrank_batch_norm_train_f32(
        level, f32(parameters, running), input.f32, rows, columns, normalised.f32,
        inverseDeviation.f32, output.f32)
    }
  }

  /// Normalises by the running statistics; `output` may be `input`.
  package func evaluate(
    _ input: UnsafePointer<Scalar>, _ parameters: Parameters,
    into output: UnsafeMutablePointer<Scalar>
  ) {
    if Scalar.self == Double.self {
      lowrank_batch_norm_evaluate_f64(
        level, f64(parameters, .kept), input.f64, rows, columns, output.f64)
    } else {
      lowrank_batch_norm_evaluate_f32(
        level, f32(parameters, .kept), input.f32, rows, columns, output.f32)
    }
  }

  /// The gradients of γ, β and the input, from that of the output and what `train` kept.
  ///
  /// `inputGradient` may be `gradient`.
  package func backward(
    _ gradient: UnsafePointer<Scalar>, scale: UnsafePointer<Scalar>,
    normalised: UnsafePointer<Scalar>, inverseDeviation: UnsafePointer<Scalar>,
    scaleGradient: UnsafeMutablePointer<Scalar>, shiftGradient: UnsafeMutablePointer<Scalar>,
    inputGradient: UnsafeMutablePointer<Scalar>
  ) {
    if Scalar.self == Double.self {
      lowrank_batch_norm_backward_f64(
        level, gradient.f64, normalised.f64, inverseDeviation.f64, scale.f64, rows, columns,
        scaleGradient.f64, shiftGradient.f64, inputGradient.f64)
    } else {
      lowrank_batch_norm_backward_f32(
        level, gradient.f32, normalised.f32, inverseDeviation.f32, scale.f32, rows, columns,
        scaleGradient.f32, shiftGradient.f32, inputGradient.f32)
    }
  }

  private func f64(_ parameters: Parameters, _ running: RunningStatistics)
    -> lowrank_batch_norm_f64
  {
    lowrank_batch_norm_f64(
      scale: parameters.scale.f64, shift: parameters.shift.f64, running_mean: parameters.mean.f64,
      running_variance: parameters.variance.f64, epsilon: epsilon, momentum: momentum,
      follows: running == .followed)
  }

  private func f32(_ parameters: Parameters, _ running: RunningStatistics)
    -> lowrank_batch_norm_f32
  {
    lowrank_batch_norm_f32(
      scale: parameters.scale.f32, shift: parameters.shift.f32, running_mean: parameters.mean.f32,
      running_variance: parameters.variance.f32, epsilon: epsilon, momentum: momentum,
      follows: running == .followed)
  }
}
