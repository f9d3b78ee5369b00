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
