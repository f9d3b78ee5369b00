import Checkpoints
import Foundation
import Testing

@Suite struct NPZFileTests {
  private let arrays: [String: NPYArray] = [
    "a": NPYArray(expected(6, divisor: 4), shape: [2, 3]),
    "layer/weight": NPYArray(
      shape: [4], storage: .float32(expected(4, divisor: 4).map(Float.init))),
    "empty": NPYArray(shape: [0], storage: .int64([])),
  ]

  @Test("oracle: archives that NumPy wrote, stored and deflated")
  func numpy() throws {
    #expect(try NPZFile.read(fixture("stored.npz")) == arrays)
    var deflated = try NPZFile.read(fixture("deflated.npz"))
    #expect(deflated.removeValue(forKey: "big") == NPYArray(Array(repeating: 0.0, count: 10_000)))
    #expect(deflated == arrays)
  }

  @Test(
    "law: what is written is read, and equal arrays give equal bytes",
    arguments: [
      ArchiveCompression.stored, .deflated,
    ])
  func roundTrip(compression: ArchiveCompression) throws {
    let bytes = NPZFile.encode(arrays, compression: compression)
    #expect(try NPZFile.decode(bytes, name: "x") == arrays)
    #expect(NPZFile.encode(arrays, compression: compression) == bytes)
    #expect(try NPZFile.decode(NPZFile.encode([:]), name: "x").isEmpty)
    let path = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString + ".npz"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try NPZFile.write(arrays, to: path, compression: compression)
    #expect(try NPZFile.read(path) == arrays)
  }

  @Test("law: the zip64 fields of large archives", arguments: [0, 200, 500])
  func wide(limit: Int) throws {
    var writer = ZIPWriter(compression: .stored, wideFrom: limit)
    for (name, array) in arrays.sorted(by: { $0.key < $1.key }) {
      writer.add(NPYFile.encode(array), named: name + ".npy")
    }
    #expect(try NPZFile.decode(writer.finished(), name: "x") == arrays)
  }

  @Test("hostile: an archive cut anywhere is refused", arguments: ["stored", "deflated"])
  func truncated(name: String) throws {
    let bytes = try fixtureBytes(name + ".npz")
    for count in 0..<bytes.count {
      #expect(throws: CheckpointError.self) {
        try NPZFile.decode(Array(bytes[..<count]), name: name)
      }
    }
  }

  @Test(
    "hostile: any changed byte is refused or changes nothing", arguments: ["stored", "deflated"])
  func changed(name: String) throws {
    let bytes = try fixtureBytes(name + ".npz")
    let whole = try NPZFile.decode(bytes, name: name)
    for position in bytes.indices {
      for change in [0x01, 0x80, 0xFF] as [UInt8] {
        var altered = bytes
        altered[position] ^= change
        // times, attributes and versions carry no meaning for us
        guard let arrays = try? NPZFile.decode(altered, name: name) else { continue }
        #expect(arrays == whole, "byte \(position)")
      }
    }
  }

  @Test(
    "hostile: names that lead out, and names that come twice",
    arguments: [
      "../a.npy", "/a.npy", "a/../../b.npy", "a//b.npy", "./a.npy", "a\\..\\b.npy", ".npy/", "",
    ])
  func names(name: String) {
    let array = NPYFile.encode(NPYArray([1.0]))
    var writer = ZIPWriter(compression: .stored)
    writer.add(array, named: name)
    let archive = writer.finished()
    #expect(checkpointError { try NPZFile.decode(archive, name: "x") }?.code == .unsafeName)
    var twice = ZIPWriter(compression: .stored)
    twice.add(array, named: "a.npy")
    twice.add(array, named: "a.npy")
    #expect(
      checkpointError { try NPZFile.decode(twice.finished(), name: "x") }?.code == .duplicateName)
  }

  @Test("hostile: a bomb is refused before it goes off")
  func bomb() {
    // honest about its size, but above the limit
    let zeros = NPZFile.encode(["z": NPYArray(Array(repeating: 0.0, count: 1 << 17))])
    #expect(zeros.count < 2000)
    #expect(
      checkpointError { try NPZFile.decode(zeros, name: "x", limit: 1 << 20) }?.code == .tooLarge)
    // an archive that declares 2 GiB for the same few bytes
    var declared = zeros
    let directory = zeros.count - 22 - 46 - 5
    declared.replaceSubrange(directory + 24..<directory + 28, with: [0, 0, 0, 0x80])
    #expect(checkpointError { try NPZFile.decode(declared, name: "x") }?.code == .invalidHeader)
    declared.replaceSubrange(22..<26, with: [0, 0, 0, 0x80])
    #expect(checkpointError { try NPZFile.decode(declared, name: "x") }?.code == .sizeMismatch)
    // one that declares what deflate could make of them, but the array's header knows better
    declared.replaceSubrange(directory + 24..<directory + 28, with: [0x81, 0, 0x10, 0])
    declared.replaceSubrange(22..<26, with: [0x81, 0, 0x10, 0])
    #expect(checkpointError { try NPZFile.decode(declared, name: "x") }?.code == .sizeMismatch)
  }

  @Test("hostile: an entry that lies within another")
  func overlap() throws {
    var inner = ZIPWriter(compression: .stored)
    inner.add(NPYFile.encode(NPYArray([1.0])), named: "b.npy")
    var writer = ZIPWriter(compression: .stored)
    writer.add(inner.finished(), named: "a.npy")
    writer.add(NPYFile.encode(NPYArray([1.0])), named: "b.npy")
    var archive = writer.finished()
    #expect(try ZIPReader(archive, name: "x").entries.count == 2)
    // the record of b.npy now points at its twin, right behind the header of a.npy
    let record = archive.count - 22 - 46 - 5
    archive.replaceSubrange(record + 42..<record + 46, with: [35, 0, 0, 0])
    let error = checkpointError { try ZIPReader(archive, name: "x") }
    #expect(error?.code == .invalidHeader)
    #expect(error?.message.contains("overlaps") == true)
  }

  @Test("hostile: encryption, other methods, other files")
  func unsupported() throws {
    let bytes = NPZFile.encode(["a": NPYArray([1.0])])
    let directory = bytes.count - 22 - 46 - 5
    for (offset, value) in [(8, 1), (10, 14)] as [(Int, UInt8)] {
      var altered = bytes
      altered[directory + offset] = value
      #expect(checkpointError { try NPZFile.decode(altered, name: "x") }?.code == .unsupported)
    }
    #expect(checkpointError { try NPZFile.read(fixture("foreign.npz")) }?.code == .unsupported)
    #expect(checkpointError { try NPZFile.read(fixture("make.py")) }?.code == .notRecognized)
    #expect(checkpointError { try NPZFile.read(fixture("none.npz")) }?.code == .unusableFile)
  }
}
