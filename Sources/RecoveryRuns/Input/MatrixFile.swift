import Checkpoints
import Datasets
public import Tensors

/// A file that holds a whole matrix of finite numbers.
public enum MatrixFile {
  /// Reads npy, or text with one row per line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - role: What the matrix is, such as `design`, for messages.
  /// - Returns: The matrix; a list becomes a column.
  /// - Throws: `CheckpointError`, `DatasetError` or ``RecoveryRunError`` with the file and the place.
  public static func read(_ path: String, role: String) throws -> Matrix<Double> {
    let array = try array(path, role: role)
    switch array.shape.count {
    case 1: return Matrix(rows: array.shape[0], columns: 1, elements: array.doubles)
    case 2: return try array.matrix()
    default:
      throw RecoveryRunError(
        .shapeMismatch,
        "\(path): the \(role) must be a matrix, but the array has the shape \(array.shape); reshape "
          + "it.")
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

  /// The array of a file; its elements are finite.
  static func array(_ path: String, role: String) throws -> NPYArray {
    guard path.hasSuffix(".npy") else { return NPYArray(try NumberTable.read(path)) }
    let array = try NPYFile.read(path)
    if let place = array.doubles.firstIndex(where: { !$0.isFinite }) {
      throw RecoveryRunError(
        .unusableData,
        "\(path): element \(place) of the \(role), in row-major order, is \(array.doubles[place]); "
          + "every number must be finite.")
    }
    return array
  }
}
