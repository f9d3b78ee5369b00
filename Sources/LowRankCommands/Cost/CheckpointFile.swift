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
      throw UnusableInput("\(path) has no tensor named '\(name)'; \(hint(for: name)).")
    }
    switch Self.contents(of: array) {
    case .success(let matrix): return matrix
    case .failure(let obstacle):
      throw UnusableInput(
        "Tensor \(name) of \(path), shape \(array.shape), cannot be evaluated: "
          + "\(obstacle.reason); name a matrix of finite numbers.")
    }
  }

  private func hint(for name: String) -> String {
    let known = names
    if let near = suggestion(for: name, among: known) { return "perhaps \(near) is meant" }
    guard known.count > 0 else { return "the file holds no tensors" }
    let rest = known.count > 8 ? " and \(known.count - 8) more" : ""
    return "it has \(known.prefix(8).joined(separator: ", "))\(rest)"
  }

  /// Why a tensor is not taken as a matrix.
  struct Obstacle: Error {
    let reason: String
  }

  /// A tensor as a matrix of finite numbers.
  static func contents(of array: NPYArray) -> Result<Matrix<Double>, Obstacle> {
    switch array.storage {
    case .bool: return .failure(Obstacle(reason: "bool"))
    case .int32, .int64, .uint8: return .failure(Obstacle(reason: "whole numbers"))
    case .float16, .float32, .float64: break
    }
    guard array.shape.count == 2 else {
      let count = array.shape.count
      return .failure(Obstacle(reason: count == 1 ? "1 axis" : "\(count) axes"))
    }
    guard array.count > 0 else { return .failure(Obstacle(reason: "no entries")) }
    if let finding = array.nonFiniteFinding { return .failure(Obstacle(reason: finding)) }
    return .success(
      Matrix(rows: array.shape[0], columns: array.shape[1], elements: array.doubles))
  }
}
