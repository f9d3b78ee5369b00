/// `C (m, n) = op(A) op(B)` for one shape, on dense row-major memory, the kernel looked up once.
///
/// Small shapes run on one kernel of libxsmm, large ones on tiles of such kernels, and all on BLAS
/// where it is missing. A transposed right operand, which libxsmm lacks, is transposed into scratch
/// memory first. The bits of a result depend on the shape only, not on the number of threads.
public struct ProductKernel<Scalar: MatrixScalar>: Sendable {
  @usableFromInline let shape: ProductShape
  @usableFromInline let plan: ProductPlan<Scalar>

  /// Looks up the kernel.
  ///
  /// - Parameters:
  ///   - m: Rows of the result.
  ///   - n: Columns of the result.
  ///   - k: The length of the sums.
  ///   - transposing: `left`: `A` is stored as `(k, m)`; `right`: `B` is stored as `(n, k)`.
  ///   - threads: How many threads may share one large product, ≥ 1. More than one pays where
  ///     nothing else keeps the cores busy.
  /// - Precondition: No dimension is negative.
  public init(
    m: Int, n: Int, k: Int, transposing: Transposition = .none, threads: Int = 1
  ) {
    precondition(m >= 0 && n >= 0 && k >= 0, "a product of shape (\(m), \(n), \(k))")
    precondition(threads >= 1, "a product on \(threads) threads")
    shape = ProductShape(m: m, n: n, k: k, transposing: transposing)
    plan = ProductPlan(shape, threads: threads)
  }

  /// Writes the product into `c`, which overlaps neither operand.
  @inlinable public func callAsFunction(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, into c: UnsafeMutablePointer<Scalar>
  ) {
    switch plan {
    case .kernel(let kernel): kernel.call(a, b, c)
    case .tiles(let tiles): tiles(a, b, into: c)
    case .library: Scalar._product(shape, a, b, into: c)
    case .zero: c.update(repeating: 0, count: shape.m * shape.n)
    }
  }
}

/// How a product of one shape is computed.
@usableFromInline enum ProductPlan<Scalar: MatrixScalar>: Sendable {
  /// There is nothing to multiply.
  case zero
  /// One kernel.
  case kernel(SmallProduct<Scalar>)
  /// Many kernels.
  case tiles(TiledProduct<Scalar>)
  /// BLAS.
  case library

  init(_ shape: ProductShape, threads: Int) {
    let (m, n, k) = (shape.m, shape.n, shape.k)
    guard min(m, n, k) > 0 else {
      self = .zero
      return
    }
    // Up to here the operands stay in the second-level cache, whatever their strides.
    let isSmall = max(m, n, k) <= 4096 && m * n * k <= 128 * 128 * 128
    // Transposing B costs n·k steps, the product m times as many; BLAS needs no transpose.
    let isWorthwhile = !shape.transposing.right || m >= 8
    if isSmall && isWorthwhile, let kernel = Scalar._smallProduct(SmallShape(whole: shape)) {
      self = .kernel(kernel)
    } else if isWorthwhile, let tiles = TiledProduct<Scalar>(shape, threads: threads) {
      self = .tiles(tiles)
    } else {
      self = .library
    }
  }
}

extension SmallShape {
  /// The whole product.
  init(whole shape: ProductShape) {
    let left = shape.transposing.left
    self.init(
      m: shape.m, n: shape.n, k: shape.k,
      strides: Strides(a: left ? shape.m : shape.k, b: shape.n, c: shape.n), transposesLeft: left,
      flipsRight: shape.transposing.right, accumulates: false)
  }
}

/// Copies the lower triangle of the square matrix `c` of size `n` onto the upper one.
@inlinable
func mirrorLowerTriangle<Scalar: MatrixScalar>(_ c: UnsafeMutablePointer<Scalar>, _ n: Int) {
  let block = 16
  for firstRow in stride(from: 0, to: n, by: block) {
    for firstColumn in stride(from: 0, through: firstRow, by: block) {
      for i in firstRow..<min(firstRow + block, n) {
        for j in firstColumn..<min(firstColumn + block, i) { c[j * n + i] = c[i * n + j] }
      }
    }
  }
}
