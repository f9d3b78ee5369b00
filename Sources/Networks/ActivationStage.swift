import Tensors

/// A function of every entry at work: `y = f(z)`.
struct ActivationStage<Scalar: MatrixScalar> {
  let activation: Activation
  /// Entries of `z`, `y` and `g`: rows times width.
  let count: Int
  /// Where `y` lies.
  let output: Int

  /// `y = f(z)`.
  func forward(_ z: UnsafePointer<Scalar>, _ pass: Pass<Scalar>) {
    activation.apply(from: z, into: pass.memory + output, count: count)
  }

  /// `g ← g f′(z)`.
  func backward(
    _ flow: inout GradientFlow<Scalar>, input z: UnsafePointer<Scalar>, _ pass: Pass<Scalar>
  ) {
    activation.multiplyByDerivative(
      flow.gradient, preactivation: z, output: pass.memory + output, count: count)
  }
}
