import Tensors

/// A residual block at work: `y = h + scale · branch(h)`.
struct ResidualStage<Scalar: MatrixScalar> {
  let scale: Double
  let branch: StageChain<Scalar>
  /// Entries of `h` and `y`: rows times width.
  let count: Int
  /// Where `y` lies.
  let output: Int
  /// The two buffers in which gradients flow through the branch.
  let gradient: Int
  let spare: Int

  /// `y = h + scale · branch(h)`.
  func forward(_ h: UnsafePointer<Scalar>, _ pass: Pass<Scalar>) {
    let result = branch.forward(h, pass)
    let y = pass.memory + output
    y.update(from: h, count: count)
    LayerKernels.addScaled(result, by: Scalar(scale), to: y, count: count)
  }

  /// `g ← g + branchᵀ(scale · g)`.
  func backward(
    _ flow: inout GradientFlow<Scalar>, input h: UnsafePointer<Scalar>, _ pass: Pass<Scalar>,
    needsInput: Bool, _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) {
    var inner = GradientFlow(gradient: pass.memory + gradient, spare: pass.memory + spare)
    inner.gradient.update(from: flow.gradient, count: count)
    LayerKernels.scale(inner.gradient, by: Scalar(scale), count: count)
    branch.backward(&inner, input: h, pass, needsInput: needsInput, use)
    guard needsInput else { return }
    LayerKernels.addScaled(inner.gradient, by: 1, to: flow.gradient, count: count)
  }
}
