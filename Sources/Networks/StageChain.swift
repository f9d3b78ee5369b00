import Tensors

/// Whether batch normalisation takes the statistics of the batch or the running ones.
public enum NetworkMode: Sendable {
  /// Statistics of the batch, which the running ones follow.
  case training
  /// Statistics of the batch; the running ones stay as they are.
  case observation
  /// Running statistics, which stay as they are.
  case evaluation
}

/// What all stages of one pass share.
struct Pass<Scalar: MatrixScalar> {
  let parameters: UnsafeMutablePointer<Scalar>
  let memory: UnsafeMutablePointer<Scalar>
  /// Room for the gradient of the largest tensor.
  let scratch: UnsafeMutablePointer<Scalar>
  let mode: NetworkMode
}

/// The gradient on its way back, and a buffer for the next one.
struct GradientFlow<Scalar> {
  var gradient: UnsafeMutablePointer<Scalar>
  var spare: UnsafeMutablePointer<Scalar>

  mutating func swap() { (gradient, spare) = (spare, gradient) }
}

/// A layer, compiled.
enum Stage<Scalar: MatrixScalar> {
  case dense(DenseStage<Scalar>)
  case activation(ActivationStage<Scalar>)
  case batchNorm(BatchNormStage<Scalar>)
  indirect case residual(ResidualStage<Scalar>)

  /// Where the stage's result lies.
  var output: Int {
    switch self {
    case .dense(let stage): stage.output
    case .activation(let stage): stage.output
    case .batchNorm(let stage): stage.output
    case .residual(let stage): stage.output
    }
  }
}

/// Stages after each other: a network, or the branch of a residual block.
struct StageChain<Scalar: MatrixScalar> {
  var stages: [Stage<Scalar>] = []

  /// Sends the input through all stages; each keeps its output for the way back.
  func forward(_ input: UnsafePointer<Scalar>, _ pass: Pass<Scalar>) -> UnsafePointer<Scalar> {
    var h = input
    for stage in stages {
      switch stage {
      case .dense(let dense): dense.forward(h, pass)
      case .activation(let activation): activation.forward(h, pass)
      case .batchNorm(let batchNorm): batchNorm.forward(h, pass)
      case .residual(let residual): residual.forward(h, pass)
      }
      h = UnsafePointer(pass.memory + stage.output)
    }
    return h
  }

  /// Sends the gradient of the output back through all stages, last one first.
  ///
  /// - Parameters:
  ///   - flow: The gradient of the output; afterwards that of the input, if it is needed.
  ///   - input: What went in.
  ///   - pass: The pass whose outputs the stages kept.
  ///   - needsInput: Whether anyone wants the gradient of the input.
  ///   - use: Takes the gradient of each tensor.
  func backward(
    _ flow: inout GradientFlow<Scalar>, input: UnsafePointer<Scalar>, _ pass: Pass<Scalar>,
    needsInput: Bool, _ use: (Range<Int>, UnsafePointer<Scalar>) -> Void
  ) {
    for index in stages.indices.reversed() {
      let isFirst = index == 0
      let h = isFirst ? input : UnsafePointer(pass.memory + stages[index - 1].output)
      switch stages[index] {
      case .dense(let dense):
        dense.backward(&flow, input: h, pass, needsInput: needsInput || !isFirst, use)
      case .activation(let activation): activation.backward(&flow, input: h, pass)
      case .batchNorm(let batchNorm): batchNorm.backward(&flow, pass, use)
      case .residual(let residual):
        residual.backward(&flow, input: h, pass, needsInput: needsInput || !isFirst, use)
      }
    }
  }
}
