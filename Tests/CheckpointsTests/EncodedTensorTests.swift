import Checkpoints
import Foundation
import Testing

@Suite struct EncodedTensorTests {
  /// The tensors of a checkpoint, to be written again.
  private func encoded(_ checkpoint: Checkpoint) throws -> [EncodedTensor] {
    try checkpoint.tensors.map { tensor in
      let type = try #require(tensor.elementType)
      let location = try #require(tensor.location)
      let count = try #require(type.byteCount(of: tensor.count))
      return EncodedTensor(
        name: tensor.name, elementType: type, shape: tensor.shape,
        bytes: try location.source.bytes(in: location.offset..<location.offset + count))
    }
  }

  @Test(
    "oracle: the same bytes as the Python library, for every type",
    arguments: ["types", "codes", "bfloat16", "int16", "nothing"])
  func bytes(name: String) throws {
    let path = fixture(name + ".safetensors")
    let tensors = try encoded(Checkpoint(opening: path))
    #expect(try SafetensorsFile.encode(tensors.reversed()) == fixtureBytes(name + ".safetensors"))
  }

  @Test(
    "oracle: the same bytes as numpy.save, for types of its own and of ml_dtypes",
    arguments: [
      ("i8-little", ElementType.int64), ("b1-bytes", .bool), ("bfloat16", .bfloat16),
      ("float8_e4m3fn", .float8E4M3), ("float8_e5m2", .float8E5M2),
    ])
  func npyBytes(name: String, type: ElementType) throws {
    let bytes = try fixtureBytes(name + ".npy")
    let elements = Array(bytes.suffix(6 * type.bits / 8))
    let tensor = EncodedTensor(name: "", elementType: type, shape: [2, 3], bytes: elements)
    #expect(NPYFile.encode(tensor) == bytes)
  }

  @Test("law: what is written is read, for arbitrary names, shapes and types", arguments: 0..<20)
  func roundTrip(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let letters: [Character] = ["a", ".", "/", "\"", "\\", "\n", "\u{0}", "é", "🧪", "<", " "]
    let types = ElementType.allCases.filter { $0 != .complex128 }
    let tensors = (0..<Int.random(in: 0...12, using: &random)).map { number in
      let name = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        letters[Int.random(in: 0..<letters.count, using: &random)]
      }
      let type = types[Int.random(in: 0..<types.count, using: &random)]
      // Multiples of 4 make whole bytes of any type.
      let shape = (0..<Int.random(in: 1...4, using: &random)).map { axis in
        Int.random(in: 0...3, using: &random) * (axis == 0 ? 4 : 1)
      }
      let count = type.byteCount(of: shape.reduce(1, *)) ?? 0
      return EncodedTensor(
        name: String(name) + "\(number)", elementType: type, shape: shape,
        bytes: (0..<count).map { _ in random.next() })
    }
    let folder = try TemporaryFolder()
    let path = folder.path + "/x.safetensors"
    try SafetensorsFile.write(tensors, metadata: ["seed": "\(seed)"], to: path)
    let back = try encoded(Checkpoint(opening: path))
    #expect(back.sorted { $0.name < $1.name } == tensors.sorted { $0.name < $1.name })
    // The data begins at a multiple of 8, and wide types come first.
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(bytes[0] % 8 == 0)
    let bits = back.map(\.elementType.bits)
    #expect(zip(bits, bits.dropFirst()).allSatisfy { $0 >= $1 || $0 < 8 })
    // Nothing is left beside it.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.safetensors"])
  }

  @Test("hostile: bytes that do not fit the shape")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      _ = EncodedTensor(name: "a", elementType: .float32, shape: [2], bytes: [0, 0, 0, 0])
    }
  }
}
