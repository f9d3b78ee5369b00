import Checkpoints
import Testing

@Suite struct NPZTensorsTests {
  @Test(
    "oracle: archives that NumPy wrote, stored and deflated", arguments: ["stored", "deflated"])
  func numpy(name: String) throws {
    let bytes = try fixtureBytes(name + ".npz")
    let part = try zipPart(bytes)
    let eager = try NPZFile.decode(bytes, name: name)
    #expect(part.format == .npz && part.findings.isEmpty)
    #expect(Set(part.names) == Set(eager.keys))
    for (name, array) in eager {
      let tensor = try #require(part[name])
      #expect(tensor.shape == array.shape && tensor.reason == nil)
      #expect(try tensor.elements() == array.doubles)
    }
  }

  @Test("oracle: entries that are no arrays are accounted for")
  func foreign() throws {
    let foreign = try fixtureBytes("foreign.npz")
    #expect(checkpointError { try zipPart(foreign) }?.code == .notRecognized)
    var writer = ZIPWriter(compression: .stored)
    writer.add(Array("of a.npy".utf8), named: "a")
    writer.add(NPYFile.encode(NPYArray([1.0])), named: "a.npy")
    let part = try zipPart(writer.finished())
    #expect(part.names == ["a", "a#2"] && part.findings.map(\.code) == ["duplicateName"])
    #expect(part["a"]?.reason == "excluded: no npy array" && part["a"]?.count == 0)
    #expect(try part["a#2"]?.elements() == [1])
    #expect(try zipPart(NPZFile.encode([:])).tensors.isEmpty)
  }

  @Test("law: axes of either order, numbers of either byte order, and what V2 means")
  func headers() throws {
    var writer = ZIPWriter(compression: .deflated)
    func add(_ name: String, _ descriptor: String, _ fortran: String, _ elements: [UInt8]) {
      writer.add(
        npy("{'descr': '\(descriptor)', 'fortran_order': \(fortran), 'shape': (2, 3), }", elements),
        named: name + ".npy")
    }
    let halves = (0..<6).map { UInt8($0) }
    add("fortran", "|u1", "True", halves)
    add("big", ">i2", "False", halves.flatMap { [1, $0] })
    add("void", "<V2", "False", halves.flatMap { [0x80, 0x3F + $0] })
    add("objects", "|O", "False", halves)
    add("text", "<U1", "False", halves)
    let bytes = writer.finished()
    let part = try zipPart(bytes)
    #expect(try part["fortran"]?.elements() == [0, 2, 4, 1, 3, 5])
    #expect(try part["big"]?.elements() == (0..<6).map { Double(256 + $0) })
    #expect(part["void"]?.reason == "skipped: void dtype")
    #expect(part["objects"]?.reason?.hasPrefix("skipped") == true)
    #expect(part["text"]?.reason?.hasPrefix("skipped") == true)
    var options = Checkpoint.Options()
    options.readsVoid2AsBFloat16 = true
    // 0x3F80 is 1; each further step of the upper byte multiplies by 4
    #expect(
      try zipPart(bytes, options: options)["void"]?.elements()
        == [1, 4, 16, 64, 256, 1024])
  }

  @Test("hostile: a broken array leaves the others readable")
  func broken() throws {
    var writer = ZIPWriter(compression: .deflated)
    writer.add(NPYFile.encode(NPYArray([1.0, 2.0])), named: "good.npy")
    writer.add(Array("no header".utf8), named: "none.npy")
    writer.add(
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776, 4), }", [0]),
      named: "bomb.npy")
    let part = try zipPart(writer.finished())
    #expect(try part["good"]?.elements() == [1, 2])
    #expect(part["none"]?.reason == "skipped: notRecognized")
    #expect(part["bomb"]?.reason?.hasPrefix("skipped") == true)
    #expect(Set(part.findings.map(\.subject)) == ["none", "bomb"])
  }

  @Test(
    "hostile: a wrong checksum is found before a number is",
    arguments: [
      ArchiveCompression.stored, .deflated,
    ])
  func checksum(compression: ArchiveCompression) throws {
    var bytes = NPZFile.encode(["a": NPYArray([1.0, 2.0])], compression: compression)
    for position in [14, bytes.count - 22 - 46 - 5 + 16] { bytes[position] ^= 1 }
    let part = try zipPart(bytes)
    let source = try #require(part["a"]?.location?.source)
    #expect(checkpointError { try source.bytes(in: 0..<1) }?.code == .damaged)
    #expect(checkpointError { try source.withBytes(in: 0..<1) { $0.count } }?.code == .damaged)
  }

  @Test("hostile: reading outside an entry")
  func outside() throws {
    let part = try zipPart(NPZFile.encode(["a": NPYArray([1.0])]))
    let source = try #require(part["a"]?.location?.source)
    let count = source.count
    #expect(checkpointError { try source.bytes(in: count - 1..<count + 1) }?.code == .truncated)
    #expect(try source.withBytes(in: 0..<count + 1) { $0.count } == nil)
  }

  @Test(
    "hostile: any changed byte gives an error, a finding or the same numbers",
    arguments: [
      "stored", "deflated",
    ])
  func changed(name: String) throws {
    let bytes = try fixtureBytes(name + ".npz")
    let whole = try NPZFile.decode(bytes, name: name)
    for position in stride(from: 0, to: bytes.count, by: 5) {
      var altered = bytes
      altered[position] ^= 0x21
      guard let part = try? zipPart(altered) else { continue }
      for tensor in part.tensors where tensor.reason == nil {
        guard let values = try? tensor.elements() else { continue }
        #expect(values == whole[tensor.name]?.doubles, "byte \(position)")
      }
    }
  }
}
