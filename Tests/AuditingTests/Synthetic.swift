import Auditing
import Checkpoints
import Foundation
import Randomness
import Tensors

/// Checkpoints made in memory.
enum Synthetic {
  /// A tensor of float32 elements in memory.
  static func tensor(
    _ name: String, _ shape: [Int], _ values: [Double], file: Int = 0, source: MemoryBytes? = nil
  ) -> StoredTensor {
    let bytes = values.flatMap {
      withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init)
    }
    return tensor(name, shape, bytes, .float32, file: file, source: source)
  }

  /// A tensor of any type in memory.
  static func tensor(
    _ name: String, _ shape: [Int], _ bytes: [UInt8], _ type: ElementType, file: Int = 0,
    source: MemoryBytes? = nil
  ) -> StoredTensor {
    StoredTensor(
      name: name, file: file, typeName: type.rawValue, elementType: type, shape: shape,
      availability: .readable,
      location: .init(source: source ?? MemoryBytes(bytes), offset: 0))
  }

  /// A tensor of which only the header matters; its elements cannot be read.
  static func header(
    _ name: String, _ shape: [Int], _ type: ElementType? = .float32,
    _ availability: StoredTensor.Availability = .readable
  ) -> StoredTensor {
    StoredTensor(
      name: name, file: 0, typeName: type?.rawValue ?? "F99", elementType: type, shape: shape,
      availability: availability, location: nil)
  }

  /// A tensor of normal draws.
  static func random(_ name: String, _ shape: [Int], seed: UInt64 = 0) -> StoredTensor {
    tensor(name, shape, draws(shape.reduce(1, *), name, seed))
  }

  /// Normal draws, rounded to single precision.
  static func draws(_ count: Int, _ name: String, _ seed: UInt64 = 0) -> [Double] {
    var stream = RandomStream(SeedPath(root: seed) / name.replacing("/", with: "-"))
    return Matrix<Double>(rows: 1, columns: count, from: .standardNormal, using: &stream)
      .withUnsafeBufferPointer { $0.map { Double(Float($0)) } }
  }

  /// A checkpoint of these tensors.
  static func checkpoint(_ tensors: [StoredTensor]) -> Checkpoint {
    Checkpoint(
      files: [.init(path: "model.safetensors", format: .safetensors, bytes: 0)], tensors: tensors,
      findings: [], refused: [])
  }

  /// A folder that is gone when `body` has ended.
  static func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "auditing-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// The singular values of every row, by the names of their arrays.
  static func spectra(
    of checkpoint: Checkpoint, options: AuditOptions = AuditOptions(), rules: ViewRules = .init()
  ) throws -> [String: [Double]] {
    try withFolder { folder in
      var options = options
      options.nullReplicates = 0
      let path = "\(folder)/spectra.npz"
      _ = try Audit(checkpoint, options: options, rules: rules)
        .run(spectra: path, hashesFiles: false)
      return try NPZFile.read(path).mapValues { array in
        guard case .float64(let values) = array.storage else { return [] }
        return values
      }
    }
  }
}

extension AuditRow {
  /// The row without its time, which alone differs between equal audits.
  var timeless: AuditRow {
    var row = self
    row.seconds = 0
    return row
  }
}
