import Checkpoints
import Foundation
import Testing

/// Pickles that mean harm, or nothing at all.
@Suite struct PickleTests {
  private func error(_ body: (inout PickleWriter) -> Void) -> CheckpointError? {
    checkpointError { try zipPart(PickleWriter.checkpoint(body)) }
  }

  @Test("hostile: functions are named, never called, and a file of nothing else is refused")
  func functions() throws {
    let mark = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    let call: (inout PickleWriter) -> Void = {
      $0.global("os", "system")
      $0.text("touch " + mark)
      $0.bytes += [0x85]
      $0.op("R")
    }
    let refused = error(call)
    #expect(refused?.code == .noTensors)
    #expect(refused?.message.contains("os.system") == true)
    let part = try zipPart(
      PickleWriter.checkpoint {
        $0.op("}")
        $0.op("(")
        $0.text("evil")
        call(&$0)
        $0.text("w")
        $0.tensor()
        $0.text("wrapped")
        $0.global("builtins", "eval")
        $0.op("(")
        $0.tensor()
        $0.op("t")
        $0.op("R")
        $0.op("u")
      })
    #expect(part.names == ["w", "wrapped.0"])
    #expect(part.findings.map(\.subject) == ["os.system", "builtins.eval"])
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test("hostile: a call of what is thrown away is still named")
  func thrownAway() throws {
    let part = try zipPart(
      PickleWriter.checkpoint {
        $0.global("posix", "system")
        $0.op(")")
        $0.op("R")
        $0.op("0")
        $0.tensor()
      })
    #expect(part.names == ["tensor"] && part.findings.map(\.subject) == ["posix.system"])
  }

  @Test("hostile: calls of everything but functions")
  func calls() {
    let things: [(inout PickleWriter) -> Void] = [
      { $0.op("N") }, { $0.int(3) }, { $0.text("os.system") }, { $0.op("]") }, { $0.op(")") },
      { $0.op("}") }, { $0.tensor() },
    ]
    for function in things {
      for argument in things {
        let bytes = PickleWriter.checkpoint {
          function(&$0)
          argument(&$0)
          $0.op("R")
          argument(&$0)
          $0.op("b")
        }
        // an error or tensors, never a trap
        if let part = try? zipPart(bytes) { #expect(part.tensors.count <= 3) }
      }
    }
  }

  @Test("hostile: 2⁶⁰ paths through 60 lists, a list in itself, 10⁶ nested tuples")
  func graphs() throws {
    let doubling = try zipPart(
      PickleWriter.checkpoint {
        $0.tensor()
        for _ in 0..<60 {
          $0.op("q", [0])
          $0.op("h", [0])
          $0.bytes += [0x86]
        }
      })
    // the tensor stands twice in the innermost pair, which is visited once
    #expect(doubling.tensors.count == 2)
    let cyclic = try zipPart(
      PickleWriter.checkpoint {
        $0.op("]")
        $0.op("q", [0])
        $0.op("h", [0])
        $0.op("a")
        $0.tensor()
        $0.op("a")
      })
    #expect(cyclic.names == ["1"])
    #expect(
      error {
        $0.tensor()
        for _ in 0..<1_000_000 { $0.bytes += [0x85] }
      }?.code == .tooLarge)
    #expect(
      error {
        for _ in 0..<1_000_000 { $0.op("]") }
        for _ in 1..<1_000_000 { $0.op("a") }
      }?.code == .tooLarge)
  }

  @Test("hostile: more objects than a model has")
  func objects() {
    #expect(error { $0.bytes += Array(repeating: 0x5D, count: 10_000_001) }?.code == .tooLarge)
    #expect(error { $0.bytes += Array(repeating: 0x28, count: 10_000_001) }?.code == .tooLarge)
  }

  @Test("hostile: long names that a few bytes repeat")
  func names() {
    // a tensor in 900 dictionaries with the same key of 1 MiB
    let refused = error {
      $0.text(String(repeating: "k", count: 1 << 20))
      $0.op("q", [0])
      $0.op("0")
      for _ in 0..<900 {
        $0.op("}")
        $0.op("h", [0])
      }
      $0.tensor()
      for _ in 0..<900 { $0.op("s") }
    }
    #expect(refused?.code == .tooLarge)
    // a function whose name is that long, a million times
    let repeated = error {
      $0.text(String(repeating: "k", count: 1 << 20))
      $0.op("q", [0])
      for _ in 0..<100_000 {
        $0.op("h", [0])
        $0.op("h", [0])
        $0.bytes += [0x93]
      }
    }
    #expect(repeated?.code == .invalidHeader)
  }

  /// Offset, shape and strides of a view of six elements.
  private static let outside: [(Int, [Int], [Int])] = [
    (-1, [2, 3], [3, 1]), (1, [2, 3], [3, 1]), (.max, [2, 3], [3, 1]), (0, [2, 3], [.max, 1]),
    (0, [2, 3], [4, 1]), (0, [-2, 3], [3, 1]), (0, [2, 3], [-3, 1]), (0, [2, 3], [3]),
    (0, [.max, .max], [0, 0]), (0, [1 << 32, 1 << 32], [0, 0]), (0, [1 << 37], [0]),
    (.max, [2], [.max]), (6, [1], [1]), (0, Array(repeating: 1, count: 65), []),
  ]

  @Test("hostile: views that leave their storage", arguments: outside)
  func views(offset: Int, shape: [Int], strides: [Int]) throws {
    let part = try zipPart(
      PickleWriter.checkpoint { $0.tensor(offset: offset, shape: shape, strides: strides) })
    let tensor = try #require(part.tensors.first)
    #expect(tensor.reason?.hasPrefix("skipped: ") == true && tensor.location == nil)
    #expect(tensor.count <= 1 << 48)
  }

  @Test("hostile: storages that are missing, too short or of no known type")
  func storages() throws {
    func reason(_ body: (inout PickleWriter) -> Void) throws -> String? {
      try zipPart(PickleWriter.checkpoint(body)).tensors.first?.reason
    }
    #expect(try reason { $0.tensor(key: "1") } == "skipped: missing storage 1")
    #expect(try reason { $0.tensor(key: "../0") } == "skipped: missing storage ../0")
    #expect(try reason { $0.tensor(count: 7) } == "skipped: storage 0 shorter than declared")
    #expect(try reason { $0.tensor(count: .max) } == "skipped: storage 0 shorter than declared")
    #expect(
      try reason { $0.tensor(type: "StringStorage") } == "skipped: unknown dtype String")
    #expect(error { $0.tensor(count: -1) }?.code == .invalidHeader)
    #expect(error { $0.tensor(type: "FloatTensor") }?.code == .invalidHeader)
    #expect(
      error {
        $0.text("http://example.org/weights")
        $0.op("Q")
      }?.code == .invalidHeader)
  }

  @Test(
    "hostile: instructions that data does not need",
    arguments: [
      "i", "o", "P", "I", "F", "L", "S", "V", "l", "p", "g", "d", "\u{1}",
    ])
  func opcodes(character: Character) {
    let refused = error {
      $0.op(character, Array("os\nsystem\n".utf8))
    }
    #expect(refused?.code == (character == "d" ? .invalidHeader : .unsupportedPickleOpcode))
    for byte in [0x82, 0x83, 0x84, 0x8B, 0x8E, 0x91, 0x92, 0x96, 0x97, 0x98, 0xFF] as [UInt8] {
      #expect(error { $0.bytes += [byte, 0, 0, 0, 0] }?.code == .unsupportedPickleOpcode)
    }
  }

  @Test("hostile: pickles that end, take or add where nothing is")
  func unfinished() {
    let cases: [(CheckpointError.Code, [UInt8])] = [
      (.truncated, []), (.truncated, [0x80]), (.unsupported, [0x80, 9]),
      (.invalidHeader, Array(".".utf8)), (.invalidHeader, Array("]].".utf8)),
      (.invalidHeader, Array("].(.".utf8.dropFirst())), (.invalidHeader, Array("](.".utf8)),
      (.invalidHeader, Array("R.".utf8)), (.invalidHeader, Array("]R.".utf8)),
      (.invalidHeader, Array("(R.".utf8)), (.invalidHeader, Array("0.".utf8)),
      (.invalidHeader, Array("1.".utf8)), (.invalidHeader, Array("t.".utf8)),
      (.invalidHeader, Array("(]a.".utf8)), (.invalidHeader, Array("N]a.".utf8)),
      (.invalidHeader, Array("}(]u.".utf8)), (.invalidHeader, Array("N]b.".utf8)),
      (.invalidHeader, [0x71, 0]), (.invalidHeader, [0x68, 7]), (.invalidHeader, [0x28, 0x94]),
      (.truncated, [0x58, 0xFF, 0xFF, 0xFF, 0xFF]),
      (.truncated, [0x8D] + Array(repeating: 255, count: 8)),
      (.truncated, [0x95] + Array(repeating: 255, count: 8)), (.truncated, Array("cos".utf8)),
      (.unsupportedPickleOpcode, [0x8A, 9] + Array(repeating: 0, count: 9)),
      (.invalidHeader, Array("NN".utf8) + [0x93, 0x2E]),
    ]
    for (code, pickle) in cases {
      var writer = PickleWriter()
      writer.bytes = pickle
      #expect(checkpointError { try zipPart(writer.checkpoint()) }?.code == code, "\(pickle)")
    }
  }

  @Test(
    "hostile: pickles cut anywhere, and bytes changed at random",
    arguments: [
      "bare.pt", "list.pt", "special.pt", "views.pt", "module.pt", "deflated.pt",
    ])
  func changed(file: String) throws {
    let bytes = try torchFixture(file)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    for _ in 0..<500 {
      var altered = bytes
      for _ in 0...next() % 3 { altered[next() % bytes.count] = UInt8(truncatingIfNeeded: next()) }
      _ = try? zipPart(altered).tensors.map { try? $0.elements() }
    }
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: CheckpointError.self) { try zipPart(Array(bytes[..<count])) }
    }
    // The checksum keeps most changes from the pickle: change it behind the checksum's back.
    let archive = try ZIPReader(bytes, name: file)
    let entry = try #require(archive.entries.first { $0.name.hasSuffix("data.pkl") })
    let pickle = try archive.contents(of: entry)
    for _ in 0..<2000 {
      var writer = PickleWriter()
      writer.bytes = pickle
      for _ in 0...next() % 3 {
        writer.bytes[next() % pickle.count] = UInt8(truncatingIfNeeded: next())
      }
      let part = try? zipPart(writer.checkpoint())
      _ = part?.tensors.map { try? $0.elements() }
    }
  }
}
