import Tensors

// Shapes: h (rows, inputs), W (outputs, inputs), b (outputs), z and g = ∂L/∂z (rows, outputs).

/// A dense layer at work: `z = h Wᵀ + b`.
struct DenseStage<Scalar: MatrixScalar> {
  let rows: Int
  let inputs: Int
  let outputs: Int
  let weight: Range<Int>
  let bias: Range<Int>?
  /// Where `z` lies.
  let output: Int

  private let forwardProduct: ProductKernel<Scalar>
  private let weightProduct: ProductKernel<Scalar>
  private let inputProduct: ProductKernel<Scalar>

  init(
    rows: Int, inputs: Int, outputs: Int, weight: Range<Int>, bias: Range<Int>?, output: Int,
    threads: Int
  ) {
    (self.rows, self.inputs, self.outputs) = (rows, inputs, outputs)
    (self.weight, self.bias, self.output) = (weight, bias, output)
    forwardProduct = ProductKernel(
      m: rows, n: outputs, k: inputs, transposing: .right, threads: threads)
    weightProduct = ProductKernel(
      m: outputs, n: inputs, k: rows, transposing: .left, threads: threads)
    inputProduct = ProductKernel(m: rows, n: inputs, k: outputs, threads: threads)
  }

  /// `z = h Wᵀ + b`.
  func forward(_ h: UnsafePointer<Scalar>, _ pass: Pass<Scalar>) {
    let z = pass.memory + output
    forwardProduct(h, pass.parameters + weight.lowerBound, into: z)
    if let bias {
      LayerKernels.addRow(pass.parameters + bias.lowerBound, to: z, rows: rows, columns: outputs)
    }
  }

  /// `∂L/∂h = g W`, then `∂L/∂W = gᵀ h` and `∂L/∂b = Σ rows of g`.
  ///
  /// The weights are read before anyone may change them.
  func backward(
    _ flow: inout GradientFlow<Scalar>, input h: UnsafePointer<Scalar>, _ pass: Pass<Scalar>,
    needsInput: Bool, _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) {
    let g = UnsafePointer(flow.gradient)
    if needsInput { inputProduct(g, pass.parameters + weight.lowerBound, into: flow.spare) }
    if let bias {
      LayerKernels.sumRows(g, rows: rows, columns: outputs, into: pass.scratch)
      use(bias, pass.scratch)
    }
    weightProduct(g, h, into: pass.scratch)
    use(weight, pass.scratch)
    flow.swap()
  }
}
