package import Checkpoints
import Foundation
import Tensors

/// What every fuzzer does with what it got: whatever a reader accepts must be usable.
package enum Exercise {
  /// The most elements of one tensor that are read.
  private static let mostElements = 1 << 14

  /// Reads tensors in every way there is; traps where a promise is broken.
  package static func read(_ tensors: [StoredTensor], areNamesDistinct: Bool = true) {
    if areNamesDistinct {
      precondition(Set(tensors.map(\.name)).count == tensors.count, "a name occurs twice")
    }
    for tensor in tensors.prefix(64) {
      _ = tensor.isContiguous
      guard case .readable = tensor.availability, tensor.count <= mostElements else { continue }
      precondition(tensor.location != nil, "\(tensor.name) is readable and nowhere")
      _ = try? TensorDigest.sha256(of: tensor)
      guard let type = tensor.elementType, [.floating, .quantised, .integer].contains(type.kind),
        !tensor.shape.isEmpty
      else { continue }
      read(
        TensorMatrix(
          tensor, rows: [axis(0, of: tensor)],
          columns: tensor.shape.indices.dropFirst().map { axis($0, of: tensor) }))
    }
  }

  private static func axis(_ index: Int, of tensor: StoredTensor) -> TensorMatrix.Axis {
    TensorMatrix.Axis(length: tensor.shape[index], stride: tensor.strides[index])
  }

  private static func read(_ matrix: TensorMatrix) {
    for matrix in [matrix, matrix.transposed] {
      var elements = [Double](repeating: 0, count: matrix.rows * matrix.columns)
      elements.withUnsafeMutableBufferPointer {
        try? matrix.read(rows: 0..<matrix.rows, columns: 0..<matrix.columns, into: $0)
      }
    }
  }

  /// Opens a file with these bytes, as the command line would.
  package static func open(
    _ bytes: [UInt8], named name: String, beside files: [String: [UInt8]] = [:]
  ) {
    let folder = folder(with: files)
    let path = folder + "/" + name
    write(bytes, to: path)
    var options = Checkpoint.Options()
    for access in [FileAccess.mapped, .read] {
      options.access = access
      if let checkpoint = try? Checkpoint(opening: path, options: options) {
        read(checkpoint.tensors)
      }
    }
  }

  /// A folder of this process in memory, made once.
  private static func folder(with files: [String: [UInt8]]) -> String {
    let folder = "/dev/shm/lowrank-fuzzing-\(ProcessInfo.processInfo.processIdentifier)"
    if !FileManager.default.fileExists(atPath: folder) {
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      for (name, bytes) in files {
        write(bytes, to: folder + "/" + name)
      }
    }
    return folder
  }

  private static func write(_ bytes: [UInt8], to path: String) {
    precondition(
      FileManager.default.createFile(atPath: path, contents: Data(bytes)), "cannot write \(path)")
  }
}
