extension Matrix {
  /// The matrix of `f` of every element.
  @inlinable
  public func map(_ f: (Scalar) -> Scalar) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { source in
        for i in source.indices { target[i] = f(source[i]) }
      }
    }
  }

  /// The elementwise sum of two matrices of one shape.
  @inlinable
  public static func + (left: Matrix, right: Matrix) -> Matrix { left.combined(right) { $0 + $1 } }

  /// The elementwise difference of two matrices of one shape.
  @inlinable
  public static func - (left: Matrix, right: Matrix) -> Matrix { left.combined(right) { $0 - $1 } }

  /// The matrix with every element multiplied by `factor`.
  @inlinable
  public static func * (factor: Scalar, matrix: Matrix) -> Matrix { matrix.map { factor * $0 } }

  @inlinable
  func combined(_ other: Matrix, _ f: (Scalar, Scalar) -> Scalar) -> Matrix {
    precondition(
      rows == other.rows && columns == other.columns,
      "matrices of \(rows) x \(columns) and \(other.rows) x \(other.columns)")
    return Matrix(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { a in
        other.withUnsafeBufferPointer { b in
          for i in a.indices { target[i] = f(a[i], b[i]) }
        }
      }
    }
  }

  /// `sqrt(sum of squares)`, scaled by the largest magnitude so that nothing overflows.
  @inlinable
  public var frobeniusNorm: Scalar {
    withUnsafeBufferPointer { elements in
      let scale = elements.reduce(Scalar(0)) { max($0, $1.magnitude) }
      guard scale > 0, scale.isFinite else { return scale }
      let sum = elements.reduce(Scalar(0)) { $0 + ($1 / scale) * ($1 / scale) }
      return scale * sum.squareRoot()
    }
  }

  /// The matrix in another precision, rounded to nearest.
  @inlinable
  public func converted<Other: MatrixScalar>(to other: Other.Type) -> Matrix<Other> {
    Matrix<Other>(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { source in
        for i in source.indices { target[i] = Other(source[i]) }
      }
    }
  }

  /// The place of the first element, row by row, that is NaN or infinite.
  @inlinable
  public var firstNonFinite: (row: Int, column: Int)? {
    withUnsafeBufferPointer { elements in
      elements.firstIndex { !$0.isFinite }.map { ($0 / columns, $0 % columns) }
    }
  }
}
