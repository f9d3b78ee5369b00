public import Tensors

extension NPYArray {
  /// The array of a matrix, shape `(rows, columns)`: `f4` for floats, `f8` for doubles.
  public init<Scalar: MatrixScalar>(_ matrix: Matrix<Scalar>) {
    let elements = matrix.elements
    self.init(
      shape: [matrix.rows, matrix.columns],
      storage: (elements as? [Float]).map(Storage.float32) ?? .float64(elements.map(Double.init)))
  }

  /// The array as a matrix.
  ///
  /// - Returns: A matrix of shape `(rows, columns)`, exact but for integers beyond 2⁵³.
  /// - Throws: ``CheckpointError`` with code `sizeMismatch` unless the array has two axes.
  public func matrix() throws(CheckpointError) -> Matrix<Double> {
    guard shape.count == 2 else {
      throw CheckpointError(
        .sizeMismatch,
        "An array of shape \(shape) is no matrix; choose one with two axes, or reshape it.")
    }
    return Matrix(rows: shape[0], columns: shape[1], elements: doubles)
  }
}
