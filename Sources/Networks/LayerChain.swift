import Tensors

/// A fixed number of layers, `h ← act(h Wᵀ)` with no activation after the last, on `rows` rows.
///
/// Kernels are looked up once, the outputs of inner layers live in two reused buffers.
struct LayerChain<Scalar: MatrixScalar> {
  private let layers: Int
  private let activation: Activation
  private let size: (rows: Int, entries: Int, width: Int)
  private let first: ProductKernel<Scalar>
  private let later: ProductKernel<Scalar>
  private var front: Matrix<Scalar>
  private var back: Matrix<Scalar>

  /// - Parameters:
  ///   - layers: The number of weight matrices, ≥ 1.
  ///   - rows: Rows that go through the layers at once.
  ///   - entries: Entries of a row before the first layer.
  ///   - width: Entries of a row after every layer.
  ///   - activation: What follows every layer but the last.
  init(layers: Int, rows: Int, entries: Int, width: Int, activation: Activation) {
    self.layers = layers
    self.activation = activation
    size = (rows, entries, width)
    first = ProductKernel(m: rows, n: width, k: entries)
    later = ProductKernel(m: rows, n: width, k: width)
    front = Matrix(rows: rows, columns: layers > 1 ? width : 0)
    back = Matrix(rows: rows, columns: layers > 2 ? width : 0)
  }

  /// Sends rows through the layers.
  ///
  /// - Parameters:
  ///   - start: Shape `(rows, entries)`.
  ///   - weights: The transposed weights after each other: `(entries, width)`, then `(width, width)`.
  ///   - target: Shape `(rows, width)`; overlaps nothing.
  mutating func run(
    _ start: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
    into target: UnsafeMutablePointer<Scalar>
  ) {
    let (rows, entries, width) = size
    front.withUnsafeMutableBufferPointer { front in
      back.withUnsafeMutableBufferPointer { back in
        var source = start
        var weights = weights
        for layer in 1...layers {
          let inner = layer.isMultiple(of: 2) ? back.baseAddress : front.baseAddress
          guard let output = layer == layers ? target : inner else { return }
          (layer == 1 ? first : later)(source, weights, into: output)
          if layer < layers {
            activation.apply(to: UnsafeMutableBufferPointer(start: output, count: rows * width))
          }
          source = UnsafePointer(output)
          weights += (layer == 1 ? entries : width) * width
        }
      }
    }
  }
}
