import Tensors

/// Inputs and targets, one per row; shapes `(m, inputs)` and `(m, outputs)`.
struct Samples<Scalar: MatrixScalar>: Sendable {
  let inputs: Matrix<Scalar>
  let targets: Matrix<Scalar>
}

/// What a training learns from, and what it is tested on.
struct TrainingSamples<Scalar: MatrixScalar>: Sendable {
  let train: Samples<Scalar>
  /// Absent where the data have no test set.
  let test: Samples<Scalar>?
}
