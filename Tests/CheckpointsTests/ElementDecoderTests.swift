import Checkpoints
import Foundation
import Testing

@Suite struct ElementDecoderTests {
  @Test(
    "oracle: all 256 codes of every 8-bit type, as ml_dtypes reads them",
    arguments: ["F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F8_E8M0"])
  func codes(type: String) throws {
    let checkpoint = try Checkpoint(opening: fixture("codes.safetensors"))
    let codes = try #require(checkpoint.tensor(type))
    #expect(codes.elementType?.rawValue == type && codes.shape == [256])
    let values = try codes.doubles()
    let wanted = try #require(checkpoint.tensor(type + ".values")).doubles()
    for code in 0..<256 where !wanted[code].isNaN {
      // Bits, so that negative zeros count too.
      #expect(values[code].bitPattern == wanted[code].bitPattern, "code \(code)")
    }
    #expect(values.map(\.isNaN) == wanted.map(\.isNaN))
  }

  @Test("oracle: every type that torch writes, as torch reads it")
  func types() throws {
    let checkpoint = try Checkpoint(opening: fixture("types.safetensors"))
    let names = checkpoint.tensors.map(\.name).filter { $0.hasSuffix(".values") }
    #expect(names.count == 17)
    for name in names {
      let tensor = try #require(checkpoint.tensor(String(name.dropLast(7))))
      let wanted = try #require(checkpoint.tensor(name))
      #expect(try tensor.doubles() == wanted.doubles(), "\(tensor.name)")
    }
  }

  @Test("hostile: complex and packed types are listed and never decoded")
  func undecodable() throws {
    let checkpoint = try Checkpoint(opening: fixture("types.safetensors"))
    for (name, kind) in [("complex64", ElementType.Kind.complex), ("float4", .packed)] {
      let tensor = try #require(checkpoint.tensor(name))
      #expect(tensor.elementType?.kind == kind)
      #expect(checkpointError { try tensor.doubles() }?.code == .unsupported)
      // Their bytes have a digest all the same.
      #expect(try TensorDigest.sha256(of: tensor).count == 64)
    }
  }

  @Test(
    "oracle: all 65536 numbers of 16 bits, in either byte order",
    arguments: [(ElementType.float16, "F16"), (.bfloat16, "BF16")])
  func patterns(type: ElementType, name: String) throws {
    let digests = try JSONDecoder().decode(
      [String: String].self, from: Data(try fixtureBytes("patterns.json")))
    let little = (0...0xFFFF).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = (0...0xFFFF).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for (bytes, isBigEndian) in [(little, false), (big, true)] {
      let tensor = StoredTensor(
        name: "a", file: 0, typeName: name, elementType: type, shape: [65536],
        isBigEndian: isBigEndian, availability: .readable,
        location: .init(source: MemoryBytes(bytes), offset: 0))
      let values = try tensor.doubles().map { $0.isNaN ? 0 : $0 }
      let digest = values.map(\.bitPattern.littleEndian).withUnsafeBytes {
        SHA256.hexadecimal(of: Array($0))
      }
      #expect(digest == digests[name])
    }
  }

  @Test("law: integers of any width and order keep their values, up to rounding beyond 2⁵³")
  func integers() throws {
    func check<Word: FixedWidthInteger>(_ type: ElementType, _ words: [Word]) throws {
      for isBigEndian in [false, true] {
        let stored = words.map { isBigEndian ? $0.bigEndian : $0.littleEndian }
        // One byte in front, so that nothing is aligned.
        let bytes = [0] + stored.withUnsafeBytes(Array.init)
        let tensor = StoredTensor(
          name: "a", file: 0, typeName: type.rawValue, elementType: type, shape: [words.count],
          isBigEndian: isBigEndian, availability: .readable,
          location: .init(source: MemoryBytes(bytes), offset: 1))
        #expect(try tensor.doubles() == words.map { Double($0) }, "\(type)")
      }
    }
    try check(.int8, [.min, -1, 0, 1, .max] as [Int8])
    try check(.uint8, [0, 1, 128, .max] as [UInt8])
    try check(.int16, [.min, -1, 0, 1, 300, .max] as [Int16])
    try check(.uint16, [0, 1, 300, 40000, .max] as [UInt16])
    try check(.int32, [.min, -1, 0, 1, 70000, .max] as [Int32])
    try check(.uint32, [0, 1, 70000, 1 << 31, .max] as [UInt32])
    try check(.int64, [.min, -1, 0, 1, 1 << 53 + 1, .max] as [Int64])
    try check(.uint64, [0, 1, 1 << 53 + 1, 1 << 63, .max] as [UInt64])
  }
}
