import Spectra
public import Tensors

/// A matrix `X = left rightᵀ` of low rank, never formed.
///
/// In canonical form: for the singular value decomposition `X = U Σ Vᵀ` it is `left = U √Σ` and
/// `right = V √Σ`, so both factors have orthogonal columns, of squared norms that are the singular
/// values, descending.
public struct LowRankMatrix: Sendable {
  /// `U √Σ`, shape `(rows, rank)`.
  public let left: Matrix<Double>
  /// `V √Σ`, shape `(columns, rank)`.
  public let right: Matrix<Double>
  /// The singular values that are not zero, descending.
  public let singularValues: [Double]

  /// The number of rows.
  public var rows: Int { left.rows }
  /// The number of columns.
  public var columns: Int { right.rows }
  /// The number of singular values that are not zero.
  public var rank: Int { singularValues.count }

  /// The zero matrix, of rank 0.
  public static func zero(rows: Int, columns: Int) -> LowRankMatrix {
    LowRankMatrix(
      orthonormal: Matrix(rows: rows, columns: 0), [], Matrix(rows: columns, columns: 0))
  }

  /// The product `left rightᵀ` of any two factors.
  ///
  /// - Parameters:
  ///   - left: Shape `(rows, k)`.
  ///   - right: Shape `(columns, k)`.
  ///   - tolerance: Singular values up to `tolerance` times the largest one count as zero; nil means
  ///     `max(rows, columns) · 2⁻⁵²`, what rounding leaves of a zero.
  /// - Precondition: Both have `k` columns.
  /// - Throws: ``RecoveryError`` with `invalidValue` for a number that is not finite.
  /// - Complexity: O((rows + columns) k² + k³), by two QR decompositions and one of the core.
  public init(
    left: Matrix<Double>, right: Matrix<Double>, tolerance: Double? = nil
  ) throws(RecoveryError) {
    precondition(
      left.columns == right.columns, "factors of \(left.columns) and \(right.columns) columns")
    for (name, factor) in [("left", left), ("right", right)] {
      guard let (row, column) = factor.firstNonFinite else { continue }
      throw RecoveryError(
        .invalidValue,
        "The \(name) factor has \(factor[row, column]) in row \(row), column \(column) (counted"
          + " from 0): factors must be finite.")
    }
    let (a, b) = try translated { () throws(DecompositionError) in
      (try QRDecomposition(left), try QRDecomposition(right))
    }
    let core = a.r.times(b.r, transposing: .right)
    let parts = try translated { () throws(DecompositionError) in
      try SingularValueDecomposition(core)
    }
    let kept = numericalRank(
      parts.values, tolerance: tolerance, size: max(left.rows, right.rows))
    self.init(
      orthonormal: a.q.times(parts.left[0..<core.rows, 0..<kept].matrix),
      Array(parts.values[..<kept]),
      b.q.times(parts.right[0..<core.columns, 0..<kept].matrix))
  }

  /// A dense matrix, by its singular value decomposition.
  ///
  /// - Parameters:
  ///   - dense: Any shape.
  ///   - tolerance: Singular values up to `tolerance` times the largest one count as zero; nil means
  ///     `max(rows, columns) · 2⁻⁵²`.
  /// - Throws: ``RecoveryError`` with `invalidValue` for a number that is not finite.
  public init(_ dense: Matrix<Double>, tolerance: Double? = nil) throws(RecoveryError) {
    if let (row, column) = dense.firstNonFinite {
      throw RecoveryError(
        .invalidValue,
        "The matrix has \(dense[row, column]) in row \(row), column \(column) (counted from 0):"
          + " all numbers must be finite.")
    }
    let parts = try translated { () throws(DecompositionError) in
      try SingularValueDecomposition(dense)
    }
    let kept = numericalRank(
      parts.values, tolerance: tolerance, size: max(dense.rows, dense.columns))
    self.init(
      orthonormal: parts.left[0..<dense.rows, 0..<kept].matrix, Array(parts.values[..<kept]),
      parts.right[0..<dense.columns, 0..<kept].matrix)
  }

  /// `U Σ Vᵀ` of a decomposition whose values are positive and descending.
  init(orthonormal left: Matrix<Double>, _ singularValues: [Double], _ right: Matrix<Double>) {
    let roots = singularValues.map { $0.squareRoot() }
    self.left = left.scalingColumns(by: roots)
    self.right = right.scalingColumns(by: roots)
    self.singularValues = singularValues
  }

  /// The element in `row` and `column`.
  public subscript(row: Int, column: Int) -> Double {
    (0..<rank).reduce(0) { $0 + left[row, $1] * right[column, $1] }
  }

  /// All elements, shape `(rows, columns)`.
  public var dense: Matrix<Double> { left.times(right, transposing: .right) }

  /// `U`, orthonormal, shape `(rows, rank)`.
  public var leftVectors: Matrix<Double> {
    left.scalingColumns(by: singularValues.map { 1 / $0.squareRoot() })
  }

  /// `V`, orthonormal, shape `(columns, rank)`.
  public var rightVectors: Matrix<Double> {
    right.scalingColumns(by: singularValues.map { 1 / $0.squareRoot() })
  }

  /// `‖X‖_F`.
  public var frobeniusNorm: Double {
    let largest = singularValues.first ?? 0
    guard largest > 0 else { return 0 }
    let sum = singularValues.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    return largest * sum.squareRoot()
  }

  /// `‖X - Z‖_F` without forming either matrix.
  ///
  /// By a decomposition of `[left, other.left] [right, -other.right]ᵀ`, so that nothing cancels when
  /// the two are close: the error is about `2⁻⁵²` times the norms.
  ///
  /// - Precondition: Both have one shape.
  public func distance(to other: LowRankMatrix) throws(RecoveryError) -> Double {
    precondition(
      rows == other.rows && columns == other.columns,
      "distance of a \(rows) × \(columns) and a \(other.rows) × \(other.columns) matrix")
    return try LowRankMatrix(
      left: left.joined(with: other.left), right: right.joined(with: -1 * other.right)
    ).frobeniusNorm
  }
}

/// How many singular values are above `tolerance` times the largest one.
private func numericalRank(_ values: [Double], tolerance: Double?, size: Int) -> Int {
  let bound = (tolerance ?? Double(size) * .ulpOfOne) * (values.first ?? 0)
  return values.firstIndex { $0 <= bound } ?? values.count
}

/// Runs a decomposition; its failures, which finite input all but excludes, in this module's words.
func translated<R>(_ body: () throws(DecompositionError) -> R) throws(RecoveryError) -> R {
  do {
    return try body()
  } catch {
    throw RecoveryError(.invalidValue, "A decomposition failed: \(error)")
  }
}

extension Matrix<Double> {
  /// The matrix with column `j` multiplied by `factors[j]`.
  func scalingColumns(by factors: [Double]) -> Matrix {
    var result = self
    let columns = columns
    result.withUnsafeMutableBufferPointer { elements in
      for row in 0..<rows {
        for column in 0..<columns { elements[row * columns + column] *= factors[column] }
      }
    }
    return result
  }

  /// The columns of both, side by side.
  func joined(with other: Matrix) -> Matrix {
    precondition(rows == other.rows, "\(rows) and \(other.rows) rows side by side")
    let (own, added) = (columns, other.columns)
    return Matrix(rows: rows, columns: own + added) { target in
      withUnsafeBufferPointer { a in
        other.withUnsafeBufferPointer { b in
          for row in 0..<rows {
            let start = row * (own + added)
            for column in 0..<own { target[start + column] = a[row * own + column] }
            for column in 0..<added {
              target[start + own + column] = b[row * added + column]
            }
          }
        }
      }
    }
  }
}
