import Checkpoints
import Foundation
import Testing

@Suite struct TensorDigestTests {
  @Test("law: equal elements have equal digests, whatever format, byte order and axis order")
  func equal() throws {
    func digest(_ name: String, _ tensor: String? = nil) throws -> String {
      let checkpoint = try Checkpoint(opening: fixture(name))
      let found = try #require(tensor.map { checkpoint.tensor($0) } ?? checkpoint.tensors.first)
      return try TensorDigest.sha256(of: found)
    }
    // 3 x 4 doubles in Fortran order, and the same row-major.
    let bytes = expected(12, divisor: 4).map(\.bitPattern.littleEndian)
      .withUnsafeBytes(Array.init)
    #expect(try digest("fortran-2.npy") == SHA256.hexadecimal(of: bytes))
    #expect(try digest("f8-big.npy") == digest("f8-little.npy"))
    #expect(try digest("f8-big.npy") == digest("everything.safetensors", "layer.f8"))
    #expect(try digest("f2-big.npy") == digest("everything.safetensors", "layer.f2"))
    #expect(try digest("f8-big.npy") != digest("f4-big.npy"))
  }

  @Test("law: the digest of a large tensor does not depend on the blocks that it is read in")
  func blocks() throws {
    // 5 MiB, more than one block, as a row-major array and as the transpose of one.
    let (m, n) = (1024, 5 * 1024)
    let elements = (0..<m * n).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let turned = (0..<n).flatMap { j in (0..<m).map { elements[$0 * n + j] } }
    func tensor(_ bytes: [UInt8], _ strides: [Int]) -> StoredTensor {
      StoredTensor(
        name: "a", file: 0, typeName: "U8", elementType: .uint8, shape: [m, n], strides: strides,
        availability: .readable, location: .init(source: MemoryBytes(bytes), offset: 0))
    }
    let wanted = SHA256.hexadecimal(of: elements)
    #expect(try TensorDigest.sha256(of: tensor(elements, [n, 1])) == wanted)
    #expect(try TensorDigest.sha256(of: tensor(turned, [1, m])) == wanted)
  }

  @Test("law: the digest of a file is that of its bytes; a changed size is noticed")
  func file() throws {
    let folder = try TemporaryFolder()
    let bytes = safetensors(
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", [1, 2])
    let path = try folder.write("x", bytes)
    let file = try #require(Checkpoint(opening: path).files.first)
    #expect(try file.sha256() == SHA256.hexadecimal(of: bytes))
    try folder.write("x", bytes + [3])
    #expect(checkpointError { try file.sha256() }?.code == .sizeMismatch)
  }
}
