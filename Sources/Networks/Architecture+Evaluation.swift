public import Tensors

extension Architecture {
  /// The outputs of a network in evaluation.
  ///
  /// - Parameters:
  ///   - parameters: Shape `(1, layout.count)`.
  ///   - inputs: One input per row; shape `(N, self.inputs)`.
  /// - Returns: Shape `(N, outputs)`.
  public func outputs<Scalar: MatrixScalar>(
    of parameters: Matrix<Scalar>, on inputs: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    precondition(
      inputs.columns == self.inputs,
      "inputs of \(inputs.columns) entries for a network of \(self.inputs)")
    precondition(
      parameters.elements.count == layout.count,
      "\(parameters.elements.count) parameters for a network of \(layout.count)")
    let program = NetworkProgram<Scalar>(self, rows: inputs.rows)
    var parameters = parameters
    return Matrix(rows: inputs.rows, columns: outputs) { target in
      parameters.withUnsafeMutableBufferPointer { parameters in
        inputs.withUnsafeBufferPointer { inputs in
          guard let parameters = parameters.baseAddress, let inputs = inputs.baseAddress,
            let target = target.baseAddress
          else { return }
          let result = program.forward(parameters, inputs: inputs, mode: .evaluation)
          target.update(from: result, count: program.rows * outputs)
        }
      }
    }
  }

  /// The matrix `W` of an affine network in evaluation, `f(x) = W x + c`.
  ///
  /// - Parameter parameters: Shape `(1, layout.count)`.
  /// - Returns: Shape `(outputs, inputs)`.
  /// - Precondition: ``isAffine``.
  public func effectiveWeight<Scalar: MatrixScalar>(
    of parameters: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    precondition(isAffine, "a network with activations has no effective weight")
    // The rows of f(I) - f(0) are the columns of W.
    var probes = Matrix<Scalar>(rows: inputs + 1, columns: inputs)
    for i in 0..<inputs { probes[i, i] = 1 }
    let values = outputs(of: parameters, on: probes)
    var weight = Matrix<Scalar>(rows: outputs, columns: inputs)
    for i in 0..<inputs {
      for j in 0..<outputs { weight[j, i] = values[i, j] - values[inputs, j] }
    }
    return weight
  }
}
