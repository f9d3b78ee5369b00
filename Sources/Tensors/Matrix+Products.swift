extension Matrix {
  /// The product `op(self) op(other)`.
  ///
  /// - Parameters:
  ///   - other: The right operand.
  ///   - transposing: Which operands are taken transposed, without a copy for large matrices.
  /// - Returns: Shape `(rows of op(self), columns of op(other))`.
  /// - Precondition: The inner dimensions agree.
  @inlinable public func times(_ other: Matrix, transposing: Transposition = .none) -> Matrix {
    let (m, k) = transposing.left ? (columns, rows) : (rows, columns)
    let (inner, n) = transposing.right ? (other.columns, other.rows) : (other.rows, other.columns)
    precondition(
      k == inner,
      "product of \(rows) x \(columns) and \(other.rows) x \(other.columns), \(transposing)")
    let kernel = ProductKernel<Scalar>(m: m, n: n, k: k, transposing: transposing)
    return Matrix(rows: m, columns: n) { c in
      withUnsafeBufferPointer { a in
        other.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          kernel(a, b, into: c)
        }
      }
    }
  }

  /// The Gram matrix of the columns, `A^T A`, shape `(columns, columns)`, exactly symmetric.
  @inlinable public func gram() -> Matrix {
    let n = columns
    return Matrix(rows: n, columns: n) { c in
      withUnsafeBufferPointer { a in
        guard let a = a.baseAddress, let c = c.baseAddress else { return }
        guard rows > 0, n > 0 else { return c.update(repeating: 0, count: n * n) }
        Scalar._gram(rows: rows, columns: n, a, into: c)
        mirrorLowerTriangle(c, n)
      }
    }
  }

  /// The transpose, shape `(columns, rows)`.
  @inlinable public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { target in
      withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        Scalar._transpose(source, stride: columns, rows: rows, columns: columns, into: target)
      }
    }
  }
}
