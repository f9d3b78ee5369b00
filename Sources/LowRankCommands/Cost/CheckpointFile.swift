import Checkpoints
import Foundation
import Runs
import Tensors

/// A file of named tensors, of which the matrices are wanted.
struct CheckpointFile {
  /// A tensor that is not evaluated, and why.
  struct Skipped: Encodable {
    let name: String
    let shape: [Int]
    let reason: String
  }

  let path: String
  /// The tensors by name.
  let tensors: [String: NPYArray]

  /// Reads a safetensors or, by its ending, an npz file.
  init(_ path: String) throws {
    self.path = path
    tensors =
      path.lowercased().hasSuffix(".npz")
      ? try NPZFile.read(path) : try SafetensorsFile(contentsOf: path).tensors
  }

  /// The names in natural order: `layers.2` before `layers.10`.
  var names: [String] {
    tensors.keys.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  /// A matrix of finite numbers.
  ///
  /// - Throws: `UnusableInput` if there is no such tensor, or if it is no such matrix.
  func matrix(named name: String) throws -> Matrix<Double> {
    guard let array = tensors[name] else {
      let known = names
      let hint =
        suggestion(for: name, among: known).map { "Did you mean \($0)?" }
        ?? (known.isEmpty
          ? "The file is empty." : "It has " + known.prefix(8).joined(separator: ", ")
            + (known.count > 8 ? " and \(known.count - 8) more." : "."))
      throw UnusableInput("\(path) has no tensor named '\(name)'. \(hint)")
    }
    if let reason = Self.obstacle(of: array) {
      throw UnusableInput(
        "Tensor \(name) of \(path), shape \(array.shape), cannot be evaluated: \(reason); name a "
          + "matrix of finite numbers.")
    }
    return try array.matrix()
  }

  /// Why a tensor is not taken as a matrix; nil if it is one.
  static func obstacle(of array: NPYArray) -> String? {
    switch array.storage {
    case .bool, .int32, .int64, .uint8: return "no floating-point numbers"
    case .float16, .float32, .float64: break
    }
    guard array.shape.count == 2 else {
      return array.shape.count == 1 ? "one axis" : "\(array.shape.count) axes"
    }
    guard array.count > 0 else { return "no entries" }
    guard let position = array.doubles.firstIndex(where: { !$0.isFinite }) else { return nil }
    return NonFiniteEntry(
      row: position / array.shape[1], column: position % array.shape[1],
      value: array.doubles[position]
    ).description
  }
}
