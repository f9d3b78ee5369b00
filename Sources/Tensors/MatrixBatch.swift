public import Randomness

/// `count` matrices of one shape in one piece of memory, 64-byte aligned; element `(i, j)` of matrix
/// `b` is at offset `(b * rows + i) * columns + j`.
public struct MatrixBatch<Scalar: MatrixScalar>: Sendable {
  /// The number of matrices.
  public let count: Int
  /// Rows of each matrix.
  public let rows: Int
  /// Columns of each matrix.
  public let columns: Int
  /// All matrices below each other, `(count * rows, columns)`.
  @usableFromInline var stacked: Matrix<Scalar>

  /// Memory for matrices that `body` fills with the stack of them.
  @inlinable init(
    _ count: Int, _ rows: Int, _ columns: Int, stacked body: (_ rows: Int) throws -> Matrix<Scalar>
  ) rethrows {
    precondition(
      count >= 0 && rows >= 0 && columns >= 0,
      "a batch of \(count) matrices of \(rows) x \(columns)")
    (self.count, self.rows, self.columns) = (count, rows, columns)
    stacked = try body(count * rows)
  }

  /// Matrices with one value everywhere.
  @inlinable public init(count: Int, rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(count, rows, columns) { Matrix(rows: $0, columns: columns, repeating: value) }
  }

  /// Matrices of independent draws, one after the other.
  @inlinable public init(
    count: Int, rows: Int, columns: Int, from distribution: Distribution,
    using stream: inout RandomStream
  ) {
    self.init(count, rows, columns) {
      Matrix(rows: $0, columns: columns, from: distribution, using: &stream)
    }
  }

  /// Matrices whose elements `body` writes, all of them.
  @inlinable public init(
    count: Int, rows: Int, columns: Int,
    initializingWith body: (UnsafeMutableBufferPointer<Scalar>) throws -> Void
  ) rethrows {
    try self.init(count, rows, columns) {
      try Matrix(rows: $0, columns: columns, initializingWith: body)
    }
  }

  /// A copy of one matrix.
  @inlinable public subscript(index: Int) -> Matrix<Scalar> {
    get {
      precondition(index >= 0 && index < count, "matrix \(index) of \(count)")
      return stacked[index * rows..<(index + 1) * rows, 0..<columns].matrix
    }
    set {
      precondition(index >= 0 && index < count, "matrix \(index) of \(count)")
      precondition(
        newValue.rows == rows && newValue.columns == columns,
        "a matrix of \(newValue.rows) x \(newValue.columns) in a batch of \(rows) x \(columns)")
      let size = rows * columns
      stacked.withUnsafeMutableBufferPointer { target in
        newValue.withUnsafeBufferPointer { source in
          _ = target[index * size..<(index + 1) * size].update(fromContentsOf: source)
        }
      }
    }
  }

  /// Reads all elements in place.
  @inlinable public func withUnsafeBufferPointer<R>(
    _ body: (UnsafeBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    try stacked.withUnsafeBufferPointer(body)
  }

  /// Reads or writes all elements in place.
  @inlinable public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    try stacked.withUnsafeMutableBufferPointer(body)
  }

  /// The products `op(self[b]) op(other[b])`, one kernel for all.
  ///
  /// - Precondition: Counts and inner dimensions agree.
  @inlinable public func times(
    _ other: MatrixBatch, transposing: Transposition = .none
  ) -> MatrixBatch {
    let (m, k) = transposing.left ? (columns, rows) : (rows, columns)
    let (inner, n) = transposing.right ? (other.columns, other.rows) : (other.rows, other.columns)
    precondition(
      count == other.count && k == inner,
      "products of \(count) x \(rows) x \(columns) and "
        + "\(other.count) x \(other.rows) x \(other.columns), \(transposing)")
    let kernel = ProductKernel<Scalar>(m: m, n: n, k: k, transposing: transposing)
    return MatrixBatch(count: count, rows: m, columns: n) { c in
      withUnsafeBufferPointer { a in
        other.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          for i in 0..<count {
            kernel(a + i * m * k, b + i * k * n, into: c + i * m * n)
          }
        }
      }
    }
  }
}
