import Checkpoints
import Datasets
public import Tensors

/// A file that holds a whole matrix of finite numbers, of which there is at least one.
public enum MatrixFile {
  /// What an array with one axis is.
  public enum ListForm: Sendable {
    /// A matrix of one column.
    case column
    /// No matrix: whoever saved it may mean a row, a column or a diagonal.
    case refused
  }

  /// Reads npy, or text with one row per line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - role: What the matrix is, such as `design`, for messages.
  ///   - lists: What an npy array with one axis is.
  /// - Returns: The matrix.
  /// - Throws: `CheckpointError`, `DatasetError` or ``RecoveryRunError`` with the file and the place.
  public static func read(
    _ path: String, role: String, lists: ListForm = .column
  ) throws -> Matrix<Double> {
    let array = try array(path, role: role)
    switch (array.shape.count, lists) {
    case (1, .column): return Matrix(rows: array.shape[0], columns: 1, elements: array.doubles)
    case (2, _): return try array.matrix()
    default:
      throw RecoveryRunError(
        .shapeMismatch,
        "\(path): the \(role) must have two axes, but the array has the shape \(array.shape); give it "
          + "two, for example with numpy's reshape.")
    }
  }

  /// Reads a list of numbers: npy with one axis or one column, or text with one number per line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - role: What the numbers are.
  /// - Returns: The numbers.
  /// - Throws: As for a matrix.
  public static func readList(_ path: String, role: String) throws -> [Double] {
    let array = try array(path, role: role)
    guard array.shape.count(where: { $0 > 1 }) <= 1 else {
      throw RecoveryRunError(
        .shapeMismatch,
        "\(path): the \(role) must be a list, but the array has the shape \(array.shape); give one "
          + "number per line.")
    }
    return array.doubles
  }

  /// The array of a file; it has elements, all finite.
  static func array(_ path: String, role: String) throws -> NPYArray {
    guard path.hasSuffix(".npy") else { return NPYArray(try NumberTable.read(path)) }
    let array = try NPYFile.read(path)
    guard array.count > 0 else {
      throw RecoveryRunError(
        .unusableData,
        "\(path): the array of the \(role) has the shape \(array.shape), so no entries; give one that has "
          + "some.")
    }
    if let finding = array.nonFiniteFinding {
      throw RecoveryRunError(
        .unusableData, "\(path): the \(role): \(finding); replace it by a finite number.")
    }
    return array
  }
}
