public import Randomness

/// The element type of a matrix: `Float` or `Double`, and no other.
///
/// The requirements are the products that BLAS and libxsmm have for both; they are not meant to be
/// called or implemented elsewhere.
public protocol MatrixScalar: BinaryFloatingPoint, Codable, Sendable, SIMDScalar {
  /// `C = op(A) op(B)`, dense and row-major; see ``ProductKernel``.
  static func _product(
    _ shape: ProductShape, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    into c: UnsafeMutablePointer<Self>)

  /// The kernel compiled for a small shape, if there is one.
  static func _smallProduct(_ shape: SmallShape) -> SmallProduct<Self>?

  /// Runs a kernel.
  static func _run(
    _ product: SmallProduct<Self>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    into c: UnsafeMutablePointer<Self>)

  /// Writes the transpose of the `(rows, columns)` matrix `a`, whose rows lie `stride` apart, into
  /// `target`, dense, which does not overlap it.
  static func _transpose(
    _ a: UnsafePointer<Self>, stride: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Self>)

  /// The lower triangle of `A^T A` for `A` of shape `(rows, columns)`, neither of them 0.
  static func _gram(
    rows: Int, columns: Int, _ a: UnsafePointer<Self>, into c: UnsafeMutablePointer<Self>)

  /// Standard draws into a buffer.
  static func _fill(
    _ buffer: UnsafeMutableBufferPointer<Self>, from distribution: Distribution,
    using stream: inout RandomStream)
}

/// Which operands of a product are transposed.
public enum Transposition: Sendable {
  /// `A B`.
  case none
  /// `A^T B`.
  case left
  /// `A B^T`.
  case right
  /// `A^T B^T`.
  case both

  /// Whether the left operand is transposed.
  @inlinable var left: Bool { self == .left || self == .both }
  /// Whether the right operand is transposed.
  @inlinable var right: Bool { self == .right || self == .both }
}

/// The shape of a product `C (m, n) = op(A) (m, k) op(B) (k, n)`.
public struct ProductShape: Hashable, Sendable {
  /// Rows of the result.
  public let m: Int
  /// Columns of the result.
  public let n: Int
  /// The length of the sums.
  public let k: Int
  /// Which operands are stored transposed.
  public let transposing: Transposition

  @usableFromInline init(m: Int, n: Int, k: Int, transposing: Transposition) {
    (self.m, self.n, self.k, self.transposing) = (m, n, k, transposing)
  }
}

/// The shape of a product `C (m, n) = op(A) (m, k) B (k, n)` of blocks of larger matrices.
public struct SmallShape: Hashable, Sendable {
  let m, n, k: Int
  /// Elements from row to row, as stored.
  let strides: Strides
  /// Whether `A` is stored as `(k, m)`.
  let transposesLeft: Bool
  /// Whether `B` is stored as `(n, k)`, dense, and transposed on the way.
  let flipsRight: Bool
  /// Whether the product is added to `C`.
  let accumulates: Bool

  struct Strides: Hashable {
    let a, b, c: Int
  }
}

/// A product of one small shape, compiled for this processor.
///
/// Plain bits without a reference count: networks of small layers run millions of them a second.
public struct SmallProduct<Scalar: MatrixScalar>: @unchecked Sendable {
  /// The address of the kernel, which stays for the life of the process.
  let kernel: UnsafeRawPointer
  /// The `(n, k)` of a right operand that is transposed first.
  let flip: (n: Int32, k: Int32)?

  /// Writes the product of `a` and `b` into `c`.
  @inlinable func call(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ c: UnsafeMutablePointer<Scalar>
  ) {
    Scalar._run(self, a, b, into: c)
  }
}

extension SmallProduct {
  init(_ kernel: UnsafeRawPointer, _ shape: SmallShape) {
    self.kernel = kernel
    flip = shape.flipsRight ? (Int32(shape.n), Int32(shape.k)) : nil
  }
}
