import Checkpoints
import Tensors

/// A matrix in an npy file of its own.
enum MatrixFile {
  /// Reads a matrix of finite numbers.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read, `UnusableInput` for one that holds
  ///   no matrix, an empty one, or an entry that is not finite.
  static func read(_ path: String) throws -> Matrix<Double> {
    let array = try NPYFile.read(path)
    guard array.shape.count == 2 else {
      throw UnusableInput(
        "\(path) holds an array of shape \(array.shape), which is no matrix; save one with two "
          + "axes, for example with numpy's reshape.")
    }
    let matrix = try array.matrix()
    guard array.count > 0 else {
      throw UnusableInput(
        "\(path) holds a matrix of shape \(array.shape) without entries; give one that has some.")
    }
    if let place = matrix.firstNonFinite {
      throw UnusableInput("\(path): \(place.description); replace it by a finite number.")
    }
    return matrix
  }
}

/// Where a matrix has an entry that is not finite.
struct NonFiniteEntry: CustomStringConvertible {
  let row: Int
  let column: Int
  let value: Double

  var description: String { "entry [\(row), \(column)] (counted from 0) is \(value)" }
}

extension Matrix<Double> {
  /// The first entry, row by row, that is not finite.
  var firstNonFinite: NonFiniteEntry? {
    let position = withUnsafeBufferPointer { $0.firstIndex { !$0.isFinite } }
    return position.map {
      let (row, column) = ($0 / columns, $0 % columns)
      return NonFiniteEntry(row: row, column: column, value: self[row, column])
    }
  }
}
