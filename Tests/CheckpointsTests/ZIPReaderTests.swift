import Checkpoints
import Testing

@Suite struct ZIPReaderTests {
  private let contents = Array("the contents of an entry".utf8)

  /// An archive with the entry `a`: its local header at 0, its directory at the end.
  private func archive(_ compression: ArchiveCompression = .stored, wideFrom: Int = .max) -> [UInt8]
  {
    var writer = ZIPWriter(compression: compression, wideFrom: wideFrom)
    writer.add(contents, named: "a")
    return writer.finished()
  }

  private func error(_ bytes: [UInt8]) -> CheckpointError? {
    checkpointError {
      let reader = try ZIPReader(bytes, name: "x.zip")
      for entry in reader.entries { _ = try reader.contents(of: entry) }
    }
  }

  @Test("hostile: the header of an entry that contradicts the directory")
  func headers() {
    let whole = archive()
    #expect(error(whole) == nil)
    // flags, method, checksum, both sizes, length of the name, the name
    for position in [6, 7, 8, 14, 15, 18, 22, 26, 30] {
      var altered = whole
      altered[position] ^= 1
      #expect(error(altered)?.code == .invalidHeader, "byte \(position)")
    }
    // How hard deflate tried is nobody's business.
    var altered = whole
    altered[6] ^= 2
    #expect(error(altered) == nil)
  }

  @Test("law: sizes that stand behind the data, as streams have them")
  func later() throws {
    var bytes = archive()
    let directory = bytes.count - 22 - 46 - 1
    for position in [6, directory + 8] { bytes[position] |= 8 }
    for position in 14..<26 { bytes[position] = 0 }
    let reader = try ZIPReader(bytes, name: "x.zip")
    #expect(try reader.contents(of: reader.entries[0]) == contents)
  }

  @Test("hostile: the end of an archive that readers without zip64 would understand differently")
  func ends() {
    var bytes = archive(wideFrom: 0)
    #expect(error(bytes) == nil)
    let end = bytes.count - 22
    for position in [end + 10, end + 12, end + 16] {
      var altered = bytes
      altered[position] = 3
      altered[position + 1] = 0
      if position > end + 10 { (altered[position + 2], altered[position + 3]) = (0, 0) }
      #expect(error(altered)?.code == .invalidHeader, "byte \(position)")
    }
    // 2⁶³ - 1 entries, a directory of that size, or at that place
    let wide = end - 20 - 56
    for position in [wide + 32, wide + 40, wide + 48] {
      var altered = bytes
      altered.replaceSubrange(position..<position + 8, with: PickleWriter.number(.max, 8))
      #expect(error(altered)?.code == .invalidHeader, "byte \(position)")
    }
    // an entry of 2⁶² bytes
    bytes.replaceSubrange(wide - 24..<wide - 16, with: PickleWriter.number(1 << 62, 8))
    #expect(error(bytes)?.code == .invalidHeader)
  }

  @Test("hostile: more entries than any model has tensors")
  func count() {
    var bytes = [0x50, 0x4B] + [UInt8](repeating: 0, count: 46 * 1_000_001)
    let (wide, count) = (bytes.count, 1_000_001)
    bytes += PickleWriter.number(0x0606_4B50, 4) + PickleWriter.number(44, 8)
    bytes += PickleWriter.number(0, 12) + PickleWriter.number(count, 8)
    bytes += PickleWriter.number(count, 8) + PickleWriter.number(46 * count, 8)
    bytes += PickleWriter.number(2, 8)
    bytes += PickleWriter.number(0x0706_4B50, 8) + PickleWriter.number(wide, 8)
    bytes += PickleWriter.number(1, 4) + PickleWriter.number(0x0605_4B50, 8)
    bytes += [UInt8](repeating: 0xFF, count: 12) + [0, 0]
    #expect(error(bytes)?.code == .tooLarge)
  }

  @Test("hostile: names with NUL, and folders that are files")
  func names() {
    for name in ["a\0b", "/", "b/", "C:\\x"] {
      var writer = ZIPWriter(compression: .stored)
      writer.add(contents, named: name)
      #expect(error(writer.finished())?.code == .unsafeName, "\(name)")
    }
    var writer = ZIPWriter(compression: .stored)
    writer.add([], named: "folder/")
    #expect((try? ZIPReader(writer.finished(), name: "x"))?.entries.isEmpty == true)
  }

  @Test(
    "hostile: contents that do not match their checksum, or end before or after the declared size",
    arguments: [ArchiveCompression.stored, .deflated])
  func damage(compression: ArchiveCompression) {
    let whole = archive(compression)
    for position in 31..<whole.count - 22 - 46 - 1 {
      var altered = whole
      altered[position] ^= 0x40
      #expect(error(altered)?.code == .damaged, "byte \(position)")
    }
    guard compression == .deflated else { return }
    for size in [contents.count - 1, contents.count + 1] {
      var altered = whole
      altered[22] = UInt8(size)
      altered[whole.count - 22 - 47 + 24] = UInt8(size)
      #expect(error(altered)?.code == .damaged)
    }
  }
}
