public import Randomness
import Spectra
public import Tensors

/// Inputs and targets, one per row; shapes `(m, inputs)` and `(m, outputs)`.
@usableFromInline
package struct Samples<Scalar: MatrixScalar>: Sendable {
  /// Shape `(m, inputs)`.
  @usableFromInline package let inputs: Matrix<Scalar>
  /// Shape `(m, outputs)`.
  @usableFromInline package let targets: Matrix<Scalar>

  /// Inputs and targets.
  package init(inputs: Matrix<Scalar>, targets: Matrix<Scalar>) {
    self.inputs = inputs
    self.targets = targets
  }

  /// The same in another scalar.
  package func converted<To: MatrixScalar>() -> Samples<To> {
    Samples<To>(inputs: inputs.converted(to: To.self), targets: targets.converted(to: To.self))
  }
}

extension Samples where Scalar == Double {
  /// Samples of a teacher; in double precision, so that callers compile only the rounding.
  @usableFromInline
  package init(_ count: Int, of teacher: LinearTeacher, path: SeedPath) {
    precondition(count >= 1, "\(count) samples of a teacher")
    inputs = gaussianInputs(count, dimension: teacher.dimension, seed: path)
    targets = inputs.times(teacher.weight, transposing: .right)
  }

  /// The mean square of the targets.
  @usableFromInline package var targetVariance: Double {
    let norm = targets.frobeniusNorm
    return norm * norm / Double(targets.rows * targets.columns)
  }
}
