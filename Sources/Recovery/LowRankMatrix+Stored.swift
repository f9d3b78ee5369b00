package import Tensors

extension LowRankMatrix {
  /// The matrix whose factors and singular values were stored, with the same bits.
  ///
  /// - Precondition: They are ``left``, ``right`` and ``singularValues`` of such a matrix.
  package init(left: Matrix<Double>, right: Matrix<Double>, storedValues: [Double]) {
    precondition(
      left.columns == storedValues.count && right.columns == storedValues.count,
      "factors of \(left.columns) and \(right.columns) columns for \(storedValues.count) values")
    (self.left, self.right, singularValues) = (left, right, storedValues)
  }
}
