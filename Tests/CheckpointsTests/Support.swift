import Checkpoints
import Foundation

/// The path of a file that `Tests/Fixtures/checkpoints/make.py` has made with NumPy.
func fixture(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Fixtures/checkpoints/\(name)").standardizedFileURL.path
}

func fixtureBytes(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
}

/// The first elements of the sequence that the fixtures hold, as doubles.
func expected(_ count: Int, divisor: Double = 1) -> [Double] {
  (0..<count).map { Double($0 * 7 - 20) / divisor }
}

/// The error that `body` throws, or `nil`.
func checkpointError<R>(_ body: () throws -> R) -> CheckpointError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? CheckpointError
  }
}

/// An npy file of version 1 with any header and elements.
func npy(_ header: String, _ elements: [UInt8] = []) -> [UInt8] {
  let text = Array(header.utf8) + [0x0A]
  let length = [UInt8(text.count & 0xFF), UInt8(text.count >> 8)]
  return [0x93] + Array("NUMPY".utf8) + [1, 0] + length + text + elements
}

/// A safetensors file with any header and elements.
func safetensors(_ header: String, _ elements: [UInt8] = []) -> [UInt8] {
  let text = Array(header.utf8)
  return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + elements
}

/// A folder for one test, removed with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/checkpoints-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path; folders in the name are made.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
}

/// Opens bytes as a file of this name.
func opened(
  _ bytes: [UInt8], name: String = "x.safetensors", options: Checkpoint.Options = .init()
) throws -> Checkpoint {
  let folder = try TemporaryFolder()
  return try Checkpoint(opening: folder.write(name, bytes), options: options)
}

/// A small generator with a seed: SplitMix64.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Checkpoint {
  /// The tensor of this name.
  func tensor(_ name: String) -> StoredTensor? { tensors.first { $0.name == name } }
}

extension StoredTensor {
  /// All elements, row-major, read as one long row.
  func doubles() throws -> [Double] {
    let axes = zip(shape, strides).map { TensorMatrix.Axis(length: $0.0, stride: $0.1) }
    return try TensorMatrix(self, rows: [], columns: axes).block()
  }
}

extension TensorMatrix {
  /// A block, by default all, row-major.
  func block(_ rows: Range<Int>? = nil, _ columns: Range<Int>? = nil) throws -> [Double] {
    let (rows, columns) = (rows ?? 0..<self.rows, columns ?? 0..<self.columns)
    var elements = [Double](repeating: .nan, count: rows.count * columns.count)
    try elements.withUnsafeMutableBufferPointer {
      try read(rows: rows, columns: columns, into: $0)
    }
    return elements
  }
}
