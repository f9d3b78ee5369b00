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
    if let finding = matrix.nonFiniteFinding {
      throw UnusableInput("\(path): \(finding); replace it by a finite number.")
    }
    return matrix
  }
}

extension Matrix<Double> {
  /// Where the first entry is that is not finite, and what it is; nil if there is none.
  var nonFiniteFinding: String? {
    firstNonFinite.map { place in
      "entry [\(place.row), \(place.column)] (counted from 0) is \(self[place.row, place.column])"
    }
  }
}
