import Checkpoints
import Foundation
import Testing

@Suite struct SafetensorsFileTests {
  private let everything = SafetensorsFile(
    tensors: [
      "layer.f2": NPYArray(
        shape: [2, 3], storage: .float16([0xC500, 0xC280, 0xBE00, 0x3400, 0x4000, 0x4380])),
      "layer.f4": NPYArray(
        shape: [2, 3], storage: .float32(expected(6, divisor: 4).map(Float.init))),
      "layer.f8": NPYArray(expected(6, divisor: 4), shape: [2, 3]),
      "layer.i4": NPYArray(shape: [2, 3], storage: .int32(expected(6).map { Int32($0) })),
      "layer.i8": NPYArray(shape: [2, 3], storage: .int64(expected(6).map { Int64($0) })),
      "layer.u1": NPYArray(shape: [2, 3], storage: .uint8([0, 7, 14, 21, 28, 35])),
      "layer.b1": NPYArray(
        shape: [2, 3], storage: .bool([true, false, false, true, false, false])),
      "scalar": NPYArray([-5], shape: []),
      "empty": NPYArray(shape: [3, 0, 2], storage: .float32([])),
      "Σ \"quoted\"\\\n\u{1}é": NPYArray(
        shape: [4], storage: .float32(expected(4, divisor: 4).map(Float.init))),
    ],
    metadata: ["format": "np, \"µ\""])

  @Test("oracle: a file of every type that the Python library wrote")
  func read() throws {
    #expect(try SafetensorsFile(contentsOf: fixture("everything.safetensors")) == everything)
    #expect(
      try SafetensorsFile(contentsOf: fixture("nothing.safetensors")) == SafetensorsFile())
  }

  @Test("oracle: the same bytes as the Python library", arguments: ["everything", "nothing"])
  func bytes(name: String) throws {
    let bytes = try fixtureBytes(name + ".safetensors")
    #expect(try SafetensorsFile(decoding: bytes[...], name: name).encoded() == bytes)
  }

  @Test("oracle: bfloat16 becomes single precision")
  func brain() throws {
    let file = try SafetensorsFile(contentsOf: fixture("bfloat16.safetensors"))
    guard case .float32(let values)? = file.tensors["b"]?.storage else {
      Issue.record("no floats")
      return
    }
    #expect(
      values.map(\.bitPattern) == [0x3F80_0000, 0xC020_0000, 0x7F80_0000, 0x7FC0_0000, 1 << 16])
    #expect(values[1] == -2.5)
  }

  @Test("law: what is written is read, and equal contents give equal bytes")
  func roundTrip() throws {
    var file = everything
    file.metadata = ["b": "\u{8}\u{C}\n\r\t\u{1F}/\u{7F}", "": "𝄞", "a\\": "\""]
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.write(to: path)
    let back = try SafetensorsFile(contentsOf: path)
    #expect(back == file)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(back.encoded() == bytes)
    // The elements of all tensors begin at a multiple of 8 bytes.
    #expect(bytes[0] % 8 == 0)
  }

  @Test("oracle: other writers' JSON: spaces, escapes, any order of fields")
  func otherWriters() throws {
    let header = """
       {"a\\u00e9\\ud834\\udd1e\\/" : {"data_offsets":[2, 4],"shape":[ 2 ],\t"dtype":"U8"},
      "z":{"dtype":"U8","shape":[],"data_offsets":[1,2]}, "__metadata__":{},
      "b":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1],"x":[1]}}   
      """.dropFirst()
    let file = try SafetensorsFile(
      decoding: safetensors(String(header), [1, 2, 3, 4])[...], name: "x")
    #expect(file.metadata.isEmpty)
    #expect(
      file.tensors == [
        "b": NPYArray(shape: [1, 1], storage: .uint8([1])),
        "z": NPYArray(shape: [], storage: .uint8([2])),
        "aé𝄞/": NPYArray(shape: [2], storage: .uint8([3, 4])),
      ])
  }

  @Test("hostile: a file cut anywhere, or with bytes behind its end")
  func truncated() throws {
    let bytes = try fixtureBytes("everything.safetensors")
    let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    for count in 0..<bytes.count {
      let error = checkpointError {
        try SafetensorsFile(decoding: bytes[..<count], name: "x.safetensors")
      }
      let code: CheckpointError.Code =
        count < 8 ? .headerTooSmall : count < header ? .invalidHeaderLength : .incompleteBuffer
      #expect(error?.code == code, "\(count) bytes")
    }
    let longer = bytes + [0]
    #expect(
      checkpointError { try SafetensorsFile(decoding: longer[...], name: "x") }?.code
        == .incompleteBuffer)
  }

  @Test("hostile: any changed byte of the header is refused or harmless, and never a crash")
  func changed() throws {
    let bytes = try fixtureBytes("everything.safetensors")
    for position in 0..<bytes.count - 192 {
      for change in [0x01, 0x10, 0x80, 0xFF] as [UInt8] {
        var altered = bytes
        altered[position] ^= change
        guard let file = try? SafetensorsFile(decoding: altered[...], name: "x") else { continue }
        #expect(file.tensors.count == everything.tensors.count, "byte \(position)")
      }
    }
  }

  /// One tensor `t` of bytes with these fields.
  private static func tensor(
    _ shape: String, _ offsets: String, type: String = "U8", more: String = ""
  ) -> String {
    "{\"t\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}\(more)}"
  }

  /// What the header of a file with the elements 0...7 says, and the error.
  private static let lies: [(String, CheckpointError.Code)] = [
    (tensor("[4]", "[0,4]"), .incompleteBuffer),
    (tensor("[16]", "[0,16]"), .incompleteBuffer),
    (tensor("[8]", "[0,9]"), .invalidTensorInfo),
    (tensor("[2]", "[0,8]"), .invalidTensorInfo),
    (tensor("[]", "[0,8]", type: "F32"), .invalidTensorInfo),
    // Products beyond 64 bits, one of which wraps to 8, and one times zero.
    (tensor("[4611686018427387904,4]", "[0,8]"), .validationOverflow),
    (tensor("[2305843009213693953]", "[0,8]", type: "F64"), .validationOverflow),
    (tensor("[9223372036854775807,2,0]", "[0,0]"), .validationOverflow),
    (tensor("[99999999999999999999]", "[0,8]"), .invalidHeader),
    (tensor("[-8]", "[0,8]"), .invalidHeader),
    (tensor("[8]", "[-8,0]"), .invalidHeader),
    (tensor("[8.0]", "[0,8]"), .invalidHeader),
    (tensor("[08]", "[0,8]"), .invalidHeader),
    (tensor("[8e0]", "[0,8]"), .invalidHeader),
    (tensor("[8,]", "[0,8]"), .invalidHeader),
    (tensor("8", "[0,8]"), .invalidHeader),
    (tensor("[\"8\"]", "[0,8]"), .invalidHeader),
    (tensor("[8]", "[8,0]"), .invalidOffset),
    (tensor("[8]", "[0]"), .invalidHeader),
    (tensor("[8]", "[0,8,8]"), .invalidHeader),
    (tensor("[4]", "[0,8]", type: "I16"), .unsupported),
    (tensor("[8]", "[0,8]", type: "F8_E4M3"), .unsupported),
    (tensor("[8]", "[0,8]", type: "u8"), .unsupported),
    (tensor("[8]", "[0,8]", type: "BOOL"), .damaged),
    // A hole at the beginning, a hole in between, an overlap, the same bytes twice.
    (tensor("[7]", "[1,8]"), .invalidOffset),
    (
      tensor(
        "[3]", "[0,3]", more: ",\"u\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}"),
      .invalidOffset
    ),
    (
      tensor(
        "[5]", "[0,5]", more: ",\"u\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}"),
      .invalidOffset
    ),
    (
      tensor(
        "[8]", "[0,8]", more: ",\"u\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}"),
      .invalidOffset
    ),
    // Keys that come twice: tensors, fields, texts; written alike or not.
    (
      tensor(
        "[8]", "[0,8]", more: ",\"t\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}"),
      .duplicateName
    ),
    (
      tensor(
        "[8]", "[0,8]", more: ",\"\\u0074\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[8,8]}"
      ),
      .duplicateName
    ),
    (
      "{\"t\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
      .duplicateName
    ),
    (tensor("[8]", "[0,8]", more: ",\"__metadata__\":{\"a\":\"\",\"a\":\"\"}"), .duplicateName),
    (tensor("[8]", "[0,8]", more: ",\"__metadata__\":{\"a\":1}"), .invalidHeader),
    (tensor("[8]", "[0,8]", more: ",\"__metadata__\":[]"), .invalidHeader),
    ("{\"t\":{\"dtype\":\"U8\",\"shape\":[8]}}", .invalidHeader),
    (
      "{\"t\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8],\"x\":{}}}", .invalidHeader
    ),
    (tensor("[8]", "[0,8]") + "\n", .invalidHeader),
    ("{\"t\":1}", .invalidHeader), ("{\"t\":null}", .invalidHeader),
    (tensor("[8]", "[0,8]") + " x", .invalidHeader),
    (tensor("[8]", "[0,8]", more: ","), .invalidHeader),
    ("{", .invalidHeader), ("{\"", .invalidHeader), ("{\"\\", .invalidHeader),
    ("{\"\\ud834\"", .invalidHeader), ("{\"\\u12g4\":1}", .invalidHeader),
    ("{\"\\x\":1}", .invalidHeader), ("{\"a\nb\":1}", .invalidHeader), ("{1:2}", .invalidHeader),
    ("{\"a\":" + String(repeating: "[", count: 1_000_000), .invalidHeader),
    (" {}", .notRecognized), ("[]", .notRecognized),
  ]

  @Test("hostile: headers that lie or are no headers", arguments: lies.indices)
  func lying(index: Int) {
    let (header, code) = Self.lies[index]
    let error = checkpointError {
      try SafetensorsFile(
        decoding: safetensors(header, Array(0..<8))[...], name: "x.safetensors")
    }
    #expect(error?.code == code, "\(header.prefix(200))")
    #expect(error?.message.contains("x.safetensors") == true)
  }

  @Test("hostile: a header that is not UTF-8")
  func encoding() {
    var bytes = safetensors(Self.tensor("[8]", "[0,8]"), Array(0..<8))
    bytes[10] = 0xFF
    #expect(
      checkpointError { try SafetensorsFile(decoding: bytes[...], name: "x") }?.code
        == .invalidHeader)
  }

  @Test("hostile: lengths of headers beyond the file, the limit, and 63 bits")
  func lengths() {
    let honest = safetensors(Self.tensor("[8]", "[0,8]"), Array(0..<8))
    for (length, code) in [
      ([0xFF, 0, 0, 0, 0, 0, 0, 0], .invalidHeaderLength),
      ([0x00, 0xE1, 0xF5, 0x05, 0, 0, 0, 0], .invalidHeaderLength),
      ([0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0], .headerTooLarge),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .headerTooLarge),
      ([0, 0, 0, 0, 0, 0, 0, 0], .invalidHeader),
    ] as [([UInt8], CheckpointError.Code)] {
      let bytes = length + honest.dropFirst(8)
      #expect(
        checkpointError { try SafetensorsFile(decoding: bytes[...], name: "x") }?.code == code)
    }
  }

  @Test("hostile: other files, no file, a type that is not supported by name")
  func others() {
    func code(_ name: String) -> CheckpointError.Code? {
      checkpointError { try SafetensorsFile(contentsOf: fixture(name)) }?.code
    }
    #expect(code("make.py") == .notRecognized && code("f8-little.npy") == .notRecognized)
    #expect(code("none.safetensors") == .unusableFile)
    let error = checkpointError { try SafetensorsFile(contentsOf: fixture("int16.safetensors")) }
    #expect(error?.code == .unsupported && error?.message.contains("I16") == true)
    let nowhere = checkpointError { try SafetensorsFile().write(to: "/no/such/folder/x") }
    #expect(nowhere?.code == .unusableFile)
  }

  @Test("hostile: a tensor with the name of the metadata")
  func reserved() async {
    await #expect(processExitsWith: .failure) {
      _ = SafetensorsFile(tensors: ["__metadata__": NPYArray([1.0])]).encoded()
    }
  }
}
