/// `C (m, n) = op(A) op(B)` for one shape, on dense row-major memory, the kernel looked up once.
///
/// Small shapes run on libxsmm, large ones (and all where it is missing) on BLAS. A transposed right
/// operand, which libxsmm lacks, is transposed into scratch memory first when the shape is small.
public struct ProductKernel<Scalar: MatrixScalar>: Sendable {
  @usableFromInline let shape: ProductShape
  @usableFromInline let small: SmallProduct<Scalar>?
  @usableFromInline let transposesRight: Bool

  /// Looks up the kernel.
  ///
  /// - Parameters:
  ///   - m: Rows of the result.
  ///   - n: Columns of the result.
  ///   - k: The length of the sums.
  ///   - transposing: `left`: `A` is stored as `(k, m)`; `right`: `B` is stored as `(n, k)`.
  /// - Precondition: No dimension is negative.
  @inlinable public init(m: Int, n: Int, k: Int, transposing: Transposition = .none) {
    precondition(m >= 0 && n >= 0 && k >= 0, "a product of shape (\(m), \(n), \(k))")
    shape = ProductShape(m: m, n: n, k: k, transposing: transposing)
    let plain = ProductShape(m: m, n: n, k: k, transposing: transposing.left ? .left : .none)
    // Transposing B costs n·k steps, the product m times as many; BLAS needs no transpose.
    let isWorthwhile = !transposing.right || m >= 32 || n * k <= 64 * 64
    small = isWorthwhile ? Scalar._smallProduct(plain) : nil
    transposesRight = transposing.right
  }

  /// Writes the product into `c`, which overlaps neither operand.
  @inlinable public func callAsFunction(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, into c: UnsafeMutablePointer<Scalar>
  ) {
    guard shape.m > 0 && shape.n > 0 else { return }
    guard shape.k > 0 else { return c.update(repeating: 0, count: shape.m * shape.n) }
    guard let small else { return Scalar._product(shape, a, b, into: c) }
    guard transposesRight else { return small.call(a, b, c) }
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: shape.n * shape.k) { scratch in
      guard let flipped = scratch.baseAddress else { return }
      transpose(b, rows: shape.n, columns: shape.k, into: flipped)
      small.call(a, flipped, c)
    }
  }
}

/// Writes the transpose of the `(rows, columns)` matrix `a` into `target`, `(columns, rows)`.
@inlinable
func transpose<Scalar: MatrixScalar>(
  _ a: UnsafePointer<Scalar>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Scalar>
) {
  // Blocks of 16 x 16 keep both sides within the first-level cache.
  let block = 16
  for firstRow in stride(from: 0, to: rows, by: block) {
    for firstColumn in stride(from: 0, to: columns, by: block) {
      for i in firstRow..<min(firstRow + block, rows) {
        for j in firstColumn..<min(firstColumn + block, columns) {
          target[j * rows + i] = a[i * columns + j]
        }
      }
    }
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
