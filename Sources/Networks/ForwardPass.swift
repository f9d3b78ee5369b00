import Randomness
import Tensors

/// Runs many random networks of one architecture on the same inputs, one network at a time.
///
/// All weights of a network and a block of activations stay in the caches: a network is drawn whole,
/// then the inputs pass through it in blocks of rows. What is reused between networks lives here.
struct ForwardPass<Scalar: MatrixScalar> {
  private let architecture: DenseArchitecture
  private let inputCount: Int
  private let distributions: [Distribution]
  private let blocks: BlockedProducts<Scalar>
  private let weightProduct: ProductKernel<Scalar>

  init(_ architecture: DenseArchitecture, inputCount: Int, weights: WeightDistribution) {
    self.architecture = architecture
    self.inputCount = inputCount
    distributions = (1...architecture.depth).map {
      weights.distribution(variance: architecture.weightVariance(ofLayer: $0))
    }
    let (width, inputs) = (architecture.width, architecture.inputs)
    blocks = BlockedProducts(rows: inputCount, inputs: inputs, width: width)
    weightProduct = ProductKernel(m: inputs, n: width, k: width)
  }

  /// Memory that the networks share.
  struct Scratch {
    /// Every layer's `W^T`, `(in, width)`, one after the other.
    var weights: Matrix<Scalar>
    /// Two blocks of activations, or two products of weights.
    var pair: MatrixBatch<Scalar>
  }

  /// Scratch memory for this architecture.
  func scratch() -> Scratch {
    Scratch(
      weights: Matrix(rows: 1, columns: architecture.weightCount),
      pair: MatrixBatch(count: 2, rows: blocks.rows, columns: architecture.width))
  }

  /// Draws the next network and writes its outputs, `(inputCount, width)`, for inputs
  /// `(inputCount, inputs)`.
  func run(
    _ inputs: UnsafePointer<Scalar>, into outputs: UnsafeMutablePointer<Scalar>,
    scratch: inout Scratch, _ stream: inout RandomStream
  ) {
    scratch.weights.withUnsafeMutableBufferPointer { weights in
      draw(into: weights, &stream)
      scratch.pair.withUnsafeMutableBufferPointer { pair in
        guard let weights = weights.baseAddress, let first = pair.baseAddress else { return }
        let second = first + pair.count / 2
        if architecture.activation == .linear && inputCount > architecture.inputs {
          runProduct(inputs, weights, first, second, into: outputs)
        } else {
          runLayers(inputs, weights, first, second, into: outputs)
        }
      }
    }
  }

  private func draw(
    into weights: UnsafeMutableBufferPointer<Scalar>, _ stream: inout RandomStream
  ) {
    let (inputs, width) = (architecture.inputs, architecture.width)
    var start = 0
    for (index, distribution) in distributions.enumerated() {
      let count = (index == 0 ? inputs : width) * width
      Scalar._fill(
        UnsafeMutableBufferPointer(rebasing: weights[start..<start + count]), from: distribution,
        using: &stream)
      start += count
    }
  }

  /// A linear network: `X (W1^T W2^T ... Wd^T)`, the weights multiplied first.
  private func runProduct(
    _ inputs: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>,
    _ first: UnsafeMutablePointer<Scalar>, _ second: UnsafeMutablePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    let (width, size) = (architecture.width, architecture.inputs * architecture.width)
    var product = weights
    var layer = weights + size
    var (target, spare) = (first, second)
    for _ in 1..<architecture.depth {
      weightProduct(product, layer, into: target)
      product = UnsafePointer(target)
      swap(&target, &spare)
      layer += width * width
    }
    for block in blocks.all {
      block.first(
        inputs + block.start * architecture.inputs, product, into: outputs + block.start * width)
    }
  }

  /// Layer by layer, block by block of inputs.
  private func runLayers(
    _ inputs: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>,
    _ first: UnsafeMutablePointer<Scalar>, _ second: UnsafeMutablePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    let (depth, width) = (architecture.depth, architecture.width)
    for block in blocks.all {
      var layer = weights
      var source = inputs + block.start * architecture.inputs
      var (target, spare) = (first, second)
      for index in 1...depth {
        let destination = index == depth ? outputs + block.start * width : target
        (index == 1 ? block.first : block.hidden)(source, layer, into: destination)
        if index < depth {
          architecture.activation.apply(
            to: UnsafeMutableBufferPointer(start: destination, count: block.rows * width))
        }
        layer += (index == 1 ? architecture.inputs : width) * width
        source = UnsafePointer(destination)
        swap(&target, &spare)
      }
    }
  }
}

/// The products of a layer on blocks of rows, kernels looked up once.
private struct BlockedProducts<Scalar: MatrixScalar>: Sendable {
  struct Block: Sendable {
    let start: Int
    let rows: Int
    /// From the inputs to the first layer.
    let first: ProductKernel<Scalar>
    /// From layer to layer.
    let hidden: ProductKernel<Scalar>
  }

  /// Rows of the largest block: two blocks of width 32 fill half of a first-level cache.
  let rows: Int
  let all: [Block]

  init(rows: Int, inputs: Int, width: Int) {
    let blockRows = max(1, min(rows, 64))
    self.rows = max(blockRows, inputs)
    all = stride(from: 0, to: rows, by: blockRows).map { start in
      let count = min(blockRows, rows - start)
      return Block(
        start: start, rows: count, first: ProductKernel(m: count, n: width, k: inputs),
        hidden: ProductKernel(m: count, n: width, k: width))
    }
  }
}
