import Checkpoints
import Foundation
import Testing

/// The rules of safetensors as the audit applies them; what the eager reader shares is in
/// `SafetensorsFileTests`.
@Suite struct CheckpointSafetensorsTests {
  private static func tensor(
    _ shape: String, _ offsets: String, type: String = "U8", name: String = "t", more: String = ""
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)\(more)}"
  }

  /// Files of 8 bytes of elements whose header breaks one rule each, and the code of the rule.
  private static let broken: [(String, String)] = [
    ("{" + tensor("[4,2]", "[0,8]") + "}x", "invalidHeader"),
    ("{" + tensor("[4,2]", "[0,8]") + "} \n", "invalidHeader"),
    (" {" + tensor("[4,2]", "[0,8]") + "}", "invalidHeader"),
    ("no json", "invalidHeader"), ("{\"t\":[]}", "invalidHeader"), ("{\"t\":7}", "invalidHeader"),
    ("{" + tensor("[-8]", "[0,8]") + "}", "invalidHeader"),
    ("{" + tensor("[8.0]", "[0,8]") + "}", "invalidHeader"),
    ("{" + tensor("[8e0]", "[0,8]") + "}", "invalidHeader"),
    ("{" + tensor("[9223372036854775808]", "[0,8]") + "}", "invalidHeader"),
    ("{" + tensor("[[8]]", "[0,8]") + "}", "invalidHeader"),
    ("{" + tensor("[8]", "[0,8]", more: ",\"x\":{\"y\":1}") + "}", "invalidHeader"),
    ("{" + tensor("[8]", "[0,8]", more: ",\"x\":1.5") + "}", "invalidHeader"),
    ("{" + tensor("[8]", "[0,8]") + ",\"__metadata__\":{\"a\":1}}", "invalidHeader"),
    (
      "{" + tensor("[8]", "[0,8]") + ",\"__metadata__\":{},\"__metadata__\":{}}", "duplicateName"
    ),
    ("{" + tensor("[8]", "[0,8]") + "," + tensor("[0]", "[8,8]") + "}", "duplicateName"),
    ("{" + tensor("[8]", "[0,8]", more: ",\"dtype\":\"U8\"") + "}", "duplicateName"),
    ("{" + tensor("[8]", "[0,8]", more: ",\"x\":1,\"x\":1") + "}", "duplicateName"),
    ("{" + tensor("[4294967296,4294967296]", "[0,8]") + "}", "validationOverflow"),
    ("{" + tensor("[1152921504606846977]", "[0,8]", type: "F64") + "}", "validationOverflow"),
    // Types that are not known have a size too, which must not overflow.
    (
      "{" + tensor("[4294967296,4294967296]", "[0,8]", type: "X9") + "}", "validationOverflow"
    ),
    ("{" + tensor("[3]", "[0,2]", type: "F4") + "}", "misaligned"),
    ("{" + tensor("[3]", "[0,3]", type: "F6_E2M3") + "}", "misaligned"),
    ("{" + tensor("[4]", "[0,8]", type: "F32") + "}", "invalidTensorInfo"),
    ("{" + tensor("[]", "[0,8]") + "}", "invalidTensorInfo"),
    ("{" + tensor("[8]", "[8,0]") + "}", "invalidOffset"),
    ("{" + tensor("[7]", "[1,8]") + "}", "invalidOffset"),
    (
      "{" + tensor("[3]", "[0,3]") + "," + tensor("[4]", "[4,8]", name: "u") + "}", "invalidOffset"
    ),
    (
      "{" + tensor("[5]", "[0,5]") + "," + tensor("[4]", "[4,8]", name: "u") + "}", "invalidOffset"
    ),
    (
      "{" + tensor("[8]", "[0,8]") + "," + tensor("[8]", "[0,8]", type: "X9", name: "u") + "}",
      "invalidOffset"
    ),
    ("{" + tensor("[9]", "[0,9]") + "}", "incompleteBuffer"),
    ("{" + tensor("[7]", "[0,7]") + "}", "incompleteBuffer"),
    ("{}", "incompleteBuffer"),
  ]

  @Test("hostile: each rule has its own code", arguments: broken.indices)
  func rules(index: Int) {
    let (header, code) = Self.broken[index]
    let error = checkpointError { try opened(safetensors(header, Array(0..<8))) }
    #expect(error?.code.description == code, "\(header)")
    #expect(error?.message.contains("x.safetensors") == true)
  }

  @Test("hostile: lengths of 0, 1, 2⁶³, beyond the limit and beyond the file")
  func lengths() {
    let honest = safetensors("{" + Self.tensor("[8]", "[0,8]") + "}", Array(0..<8))
    for (length, code) in [
      ([0, 0, 0, 0, 0, 0, 0, 0], "invalidHeader"), ([1, 0, 0, 0, 0, 0, 0, 0], "invalidHeader"),
      ([0, 0, 0, 0, 0, 0, 0, 0x80], "headerTooLarge"),
      ([0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0], "headerTooLarge"),
      ([0x00, 0xE1, 0xF5, 0x05, 0, 0, 0, 0], "invalidHeaderLength"),
      ([UInt8(honest.count - 7), 0, 0, 0, 0, 0, 0, 0], "invalidHeaderLength"),
    ] as [([UInt8], String)] {
      let error = checkpointError { try opened(length + honest.dropFirst(8)) }
      #expect(error?.code.description == code, "\(length)")
    }
    for count in 0..<8 {
      let error = checkpointError { try opened(Array(honest.prefix(count))) }
      #expect(error?.code == .headerTooSmall, "\(count) bytes")
    }
  }

  @Test(
    "hostile: lengths that look like the first bytes of other formats",
    arguments: [0x0280, 0x0480, 0x8B1F, 0x7B7B, 0x4246])
  func likeOthers(length: Int) throws {
    let header = "{" + Self.tensor("[8]", "[0,8]") + "}"
    let padded = header + String(repeating: " ", count: length - header.utf8.count)
    #expect(try opened(safetensors(padded, Array(0..<8)), name: "model").tensors.count == 1)
  }

  @Test("hostile: a file cut at every 64th byte is refused, by the rule that is broken there")
  func truncated() throws {
    let bytes = try fixtureBytes("types.safetensors")
    let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    for count in stride(from: 0, to: bytes.count, by: 64) {
      let error = checkpointError { try opened(Array(bytes.prefix(count))) }
      let code: CheckpointError.Code =
        count < 8 ? .headerTooSmall : count < header ? .invalidHeaderLength : .incompleteBuffer
      #expect(error?.code == code, "\(count) bytes")
    }
    #expect(checkpointError { try opened(bytes + [0]) }?.code == .incompleteBuffer)
  }

  @Test("hostile: bytes changed at random never crash, and what opens can be read")
  func changed() throws {
    let bytes = try fixtureBytes("types.safetensors")
    var random = SplitMix(seed: 17)
    let folder = try TemporaryFolder()
    for _ in 0..<400 {
      var altered = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        altered[Int.random(in: 0..<bytes.count, using: &random)] = random.next()
      }
      let path = try folder.write("x.safetensors", altered)
      guard let checkpoint = try? Checkpoint(opening: path) else { continue }
      for tensor in checkpoint.tensors { _ = try? tensor.doubles() }
    }
  }

  @Test("hostile: no tensors, single numbers, and dimensions of 0")
  func empty() throws {
    #expect(try opened(safetensors("{}")).tensors.isEmpty)
    let header =
      "{" + Self.tensor("[]", "[0,1]", type: "U8", name: "one") + ","
      + Self.tensor("[3,0,4611686018427387904]", "[1,1]", type: "F32", name: "none") + "}"
    let checkpoint = try opened(safetensors(header, [9]))
    #expect(try checkpoint.tensor("one")?.doubles() == [9])
    #expect(checkpoint.tensor("none")?.count == 0)
  }

  @Test("hostile: a million empty tensors")
  func many() throws {
    let count = 1_000_000
    var header = "{"
    header.reserveCapacity(60 * count)
    for index in 0..<count {
      header += index == 0 ? "" : ","
      header += "\"t\(index)\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}"
    }
    let checkpoint = try opened(safetensors(header + "}"))
    #expect(checkpoint.tensors.count == count)
  }

  @Test("hostile: names with NUL, newline, markup, and of a mebibyte, are only names")
  func names() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let names = ["a\u{0}b", "a\nb", "<script>alert(1)</script>", "a,\"b\"", long, "", "é"]
    let tensors = names.map {
      EncodedTensor(name: $0, elementType: .uint8, shape: [1], bytes: [1])
    }
    let checkpoint = try opened(SafetensorsFile.encode(tensors))
    #expect(Set(checkpoint.tensors.map(\.name)) == Set(names))
    // Messages show names on one line and shortened.
    let header = "{" + Self.tensor("[2]", "[0,1]", type: "U8", name: "a\\n" + long) + "}"
    let message = checkpointError { try opened(safetensors(header, [1])) }?.message ?? ""
    #expect(!message.contains("\n") && message.count < 1000 && message.contains("a\\nx"))
  }

  @Test("hostile: a type that is not known skips its tensor and no other")
  func unknown() throws {
    let header =
      "{" + Self.tensor("[2]", "[0,3]", type: "F12", name: "new") + ","
      + Self.tensor("[1]", "[3,4]", type: "U8", name: "old") + "}"
    let checkpoint = try opened(safetensors(header, [1, 2, 3, 4]))
    #expect(checkpoint.tensor("new")?.reason == "skipped: unknown dtype F12")
    #expect(checkpoint.tensor("new")?.typeName == "F12")
    #expect(try checkpoint.tensor("old")?.doubles() == [4])
  }

  @Test("hostile: fields that the format does not name are findings")
  func fields() throws {
    let header = "{" + Self.tensor("[1]", "[0,1]", more: ",\"scale\":[1,2],\"note\":\"x\"") + "}"
    let tensor = try #require(opened(safetensors(header, [1])).tensors.first)
    #expect(tensor.findings.map(\.code) == ["unknownField", "unknownField"])
    #expect(tensor.findings.first?.sentence.contains("note") == true)
  }

  @Test("hostile: a tensor of more elements than allowed is skipped")
  func limit() throws {
    var options = Checkpoint.Options()
    options.maximumElements = 7
    let bytes = safetensors("{" + Self.tensor("[8]", "[0,8]") + "}", Array(0..<8))
    let checkpoint = try opened(bytes, options: options)
    #expect(checkpoint.tensors.first?.reason == "skipped: more than 7 elements")
  }

  @Test(
    "hostile: other formats are named, with advice",
    arguments: [
      (
        [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E],
        "legacyTorchFormat", "torch ≥ 1.6"
      ),
      (Array("GGUF....".utf8), "unsupportedFormat", "GGUF"),
      // With 123 tensors its ninth byte is that of a safetensors header.
      (Array("GGUF".utf8) + [3, 0, 0, 0, 123], "unsupportedFormat", "GGUF"),
      ([0x89] + Array("HDF\r\n".utf8), "unsupportedFormat", "HDF5"),
      ([0x80, 4, 0x95], "unsupportedFormat", "pickle"),
      (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "unsupportedFormat", "lfs pull"),
      (Array("<!DOCTYPE html><html>".utf8), "unsupportedFormat", "web page"),
      ([0x1F, 0x8B, 8], "unsupportedFormat", "gzip"),
      (Array("{\"a\": 1}".utf8), "notRecognized", "weight_map"),
      (Array("nothing at all".utf8), "notRecognized", "safetensors"), ([], "notRecognized", "npz"),
    ] as [([UInt8], String, String)])
  func formats(bytes: [UInt8], code: String, words: String) {
    let error = checkpointError { try opened(bytes, name: "model") }
    #expect(error?.code.description == code)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }
}
