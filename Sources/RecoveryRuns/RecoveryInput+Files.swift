import Checkpoints
public import Recovery
import Tensors

extension RecoveryInput {
  /// Measurements `yᵢ = ⟨Aᵢ, X⟩`.
  ///
  /// - Parameters:
  ///   - operators: An npy file of the matrices `Aᵢ`, shape `(N, m, n)`, or `(N, m·n)` with a shape.
  ///   - measurements: A file of `y`, npy or one number per line.
  ///   - shape: `(m, n)`.
  /// - Returns: The problem.
  /// - Throws: `CheckpointError`, `DatasetError`, `RecoveryError` or ``RecoveryRunError``.
  public static func sensing(
    operators: String, measurements: String, shape: (rows: Int, columns: Int)?
  ) throws -> RecoveryInput {
    let array = try MatrixFile.array(operators, role: "operators")
    let (rows, columns): (Int, Int)
    switch (array.shape.count, shape) {
    case (3, nil): (rows, columns) = (array.shape[1], array.shape[2])
    case (3, let shape?) where [shape.rows, shape.columns] == Array(array.shape.dropFirst()):
      (rows, columns) = shape
    case (2, let shape?) where shape.rows * shape.columns == array.shape[1]:
      (rows, columns) = shape
    case (2, nil):
      throw RecoveryRunError(
        .shapeMismatch,
        "\(operators): operators of shape \(array.shape) do not tell the shape of the matrix; give it "
          + "with --shape m,n.")
    default:
      throw RecoveryRunError(
        .shapeMismatch,
        "\(operators): operators of shape \(array.shape) are no matrices"
          + "\(shape.map { " of \($0.rows) × \($0.columns)" } ?? ""); the shape must be (N, m, n), or "
          + "(N, m·n) with --shape m,n.")
    }
    let values = try MatrixFile.readList(measurements, role: "measurements")
    guard values.count == array.shape[0] else {
      throw RecoveryRunError(
        .shapeMismatch,
        "\(operators) has \(array.shape[0]) operators, but \(measurements) \(values.count) "
          + "measurements; they must be as many.")
    }
    return .sensing(
      try SensingLoss(
        rows: rows, columns: columns,
        measurements: Matrix(
          rows: array.shape[0], columns: rows * columns, elements: array.doubles),
        values: values), source: "\(operators), \(measurements)")
  }

  /// Responses `Y = Z X + noise`.
  ///
  /// - Parameters:
  ///   - design: A file of `Z`, one sample per row, npy or text.
  ///   - responses: A file of `Y`, one sample per row.
  /// - Returns: The problem.
  /// - Throws: `CheckpointError`, `DatasetError`, `RecoveryError` or ``RecoveryRunError``.
  public static func regression(design: String, responses: String) throws -> RecoveryInput {
    let predictors = try MatrixFile.read(design, role: "design")
    let answers = try MatrixFile.read(responses, role: "responses")
    guard predictors.rows == answers.rows else {
      throw RecoveryRunError(
        .shapeMismatch,
        "\(design) has \(predictors.rows) samples (rows), but \(responses) \(answers.rows); every "
          + "sample needs a row in both.")
    }
    return .regression(
      try RegressionLoss(predictors: predictors, responses: answers),
      source: "\(design), \(responses)")
  }
}

extension LowRankMatrix {
  /// The product of stored factors.
  ///
  /// - Parameter path: An npz file with `left` `(m, k)` and `right` `(n, k)`, such as `factors.npz`.
  /// - Throws: `CheckpointError`, `RecoveryError` or ``RecoveryRunError``.
  public init(factorsIn path: String) throws {
    let arrays = try NPZFile.read(path)
    guard let left = arrays["left"], let right = arrays["right"], left.shape.count == 2,
      right.shape.count == 2, left.shape[1] == right.shape[1]
    else {
      throw RecoveryRunError(
        .unusableData,
        "\(path) has no factors `left` (m, k) and `right` (n, k) with one k; name a factors.npz.")
    }
    try self.init(left: left.matrix(), right: right.matrix())
  }
}
