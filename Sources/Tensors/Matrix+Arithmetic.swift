extension Matrix {
  /// The matrix of `f` of every element.
  @inlinable public func map(_ f: (Scalar) -> Scalar) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { source in
        for i in source.indices { target[i] = f(source[i]) }
      }
    }
  }

  /// The elementwise sum of two matrices of one shape.
  @inlinable public static func + (left: Matrix, right: Matrix) -> Matrix {
    left.combined(right) { $0 + $1 }
  }

  /// The elementwise difference of two matrices of one shape.
  @inlinable public static func - (left: Matrix, right: Matrix) -> Matrix {
    left.combined(right) { $0 - $1 }
  }

  /// The matrix with every element multiplied by `factor`.
  @inlinable public static func * (factor: Scalar, matrix: Matrix) -> Matrix {
    matrix.map { factor * $0 }
  }

  @inlinable func combined(_ other: Matrix, _ f: (Scalar, Scalar) -> Scalar) -> Matrix {
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

  /// `sqrt(sum of squares)`, without overflow or underflow on the way and summed in double precision.
  ///
  /// NaN where an element is NaN, otherwise infinite where one is infinite.
  @inlinable public var frobeniusNorm: Scalar {
    withUnsafeBufferPointer { euclideanNorm($0[...]) }
  }

  /// The Euclidean norm of each row; edge cases as for ``frobeniusNorm``.
  @inlinable public var rowNorms: [Scalar] {
    withUnsafeBufferPointer { elements in
      (0..<rows).map { euclideanNorm(elements[$0 * columns..<($0 + 1) * columns]) }
    }
  }

  /// The matrix in another precision, rounded to nearest; too large becomes infinite.
  @inlinable public func converted<Other: MatrixScalar>(to other: Other.Type) -> Matrix<Other> {
    Matrix<Other>(rows: rows, columns: columns) { target in
      withUnsafeBufferPointer { source in
        for i in source.indices { target[i] = Other(source[i]) }
      }
    }
  }

  /// The place of the first element, row by row, that is NaN or infinite.
  @inlinable public var firstNonFinite: (row: Int, column: Int)? {
    withUnsafeBufferPointer { elements in
      elements.firstIndex { !$0.isFinite }.map { ($0 / columns, $0 % columns) }
    }
  }
}

/// See ``Matrix/frobeniusNorm``.
@inlinable
func euclideanNorm<Scalar: MatrixScalar>(_ elements: Slice<UnsafeBufferPointer<Scalar>>) -> Scalar {
  // `maximum` passes over NaN; the sum meets it again.
  let largest = elements.reduce(Scalar(0)) { Scalar.maximum($0, $1.magnitude) }
  guard largest > 0, largest.isFinite else { return elements.reduce(0) { $0 + $1.magnitude } }
  let scale = Double(largest)
  let sum = elements.reduce(0.0) { $0 + (Double($1) / scale) * (Double($1) / scale) }
  return Scalar(scale * sum.squareRoot())
}
