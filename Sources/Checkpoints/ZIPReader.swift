/// A ZIP archive, for archives of arrays and of PyTorch.
///
/// Everything is checked before it is believed: sizes against the bytes that are there, the two
/// headers of an entry against each other, entries against each other (no two share bytes or names),
/// names (none leads out), contents against their checksum. Deflated entries are inflated only as far
/// as they declare, and only if deflate could make so much of so few bytes.
///
/// Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3 (zip64).
package struct ZIPReader: Sendable {
  /// One file of the archive.
  package struct Entry: Sendable {
    /// Its name, with `/` between folders.
    package let name: String
    /// Its size when inflated.
    package let size: Int
    let isDeflated: Bool
    let checksum: UInt32
    /// The bytes as they are stored.
    let data: Range<Int>
  }

  /// The entries, in the archive's order; none for folders.
  package private(set) var entries: [Entry] = []

  let source: any ByteSource
  let archive: String

  /// Reads the directory of an archive in memory.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  /// - Throws: ``CheckpointError``.
  package init(_ bytes: [UInt8], name: String) throws(CheckpointError) {
    try self.init(MemoryBytes(bytes), name: name)
  }

  /// Reads the archive's directory.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - name: Its name for messages.
  /// - Throws: ``CheckpointError``.
  package init(_ source: any ByteSource, name: String) throws(CheckpointError) {
    self.source = source
    archive = name
    guard try source.bytes(in: 0..<min(2, source.count)) == [0x50, 0x4B] else {
      throw CheckpointError(
        .notRecognized, "\(name) is not a ZIP archive; save it with numpy.savez.")
    }
    let directory = try ZIPDirectory(source, name: name)
    let records = try directory.records()
    try checkNames(records)
    for record in records { entries.append(try entry(of: record)) }
    try checkOverlaps(of: records, end: directory.range.lowerBound)
    entries.removeAll { $0.name.last == "/" }
  }
}

extension ZIPReader {
  /// The most that deflate can make of one byte (RFC 1951: 258 bytes from 2 bits).
  private static let largestRatio = 1032

  private func entry(of record: ZIPDirectory.Record) throws(CheckpointError) -> Entry {
    var name: String { "Entry \(record.name.shown) of \(archive)" }
    guard record.flags & 0x2041 == 0 else {
      throw CheckpointError(.unsupported, "\(name) is encrypted; save it without a password.")
    }
    guard record.method == 0 || record.method == 8 else {
      throw CheckpointError(
        .unsupported,
        "\(name) uses compression method \(record.method); save it stored or deflated.")
    }
    let start = try dataStart(of: record)
    guard start <= source.count, record.compressedSize <= source.count - start else {
      throw CheckpointError(
        .truncated, "\(name) reaches beyond the end of the file; copy or save it again.")
    }
    let isDeflated = record.method == 8
    // Division, not multiplication: the declared size may be anything.
    let fits =
      isDeflated
      ? record.size / Self.largestRatio <= record.compressedSize
      : record.size == record.compressedSize
    guard fits else {
      throw CheckpointError(
        .sizeMismatch,
        "\(name) declares \(record.size) bytes, which its \(record.compressedSize) stored bytes "
          + "cannot hold; save the archive again.")
    }
    return Entry(
      name: record.name, size: record.size, isDeflated: isDeflated, checksum: record.checksum,
      data: start..<start + record.compressedSize)
  }

  /// The position behind an entry's own header, which must say the same as the directory.
  private func dataStart(
    of record: ZIPDirectory.Record
  ) throws(CheckpointError) -> Int {
    var label: String { "Entry \(record.name.shown) of \(archive)" }
    let nameStart = record.offset + 30
    let head = record.offset..<min(source.count, nameStart + record.name.utf8.count)
    let reader = LittleEndianReader(try source.bytes(in: head), start: record.offset)
    guard reader.uint32(at: record.offset) == 0x0403_4B50,
      let flags = reader.uint16(at: record.offset + 6),
      let method = reader.uint16(at: record.offset + 8),
      let checksum = reader.uint32(at: record.offset + 14),
      let compressedSize = reader.uint32(at: record.offset + 18),
      let size = reader.uint32(at: record.offset + 22),
      let nameLength = reader.uint16(at: record.offset + 26),
      let extraLength = reader.uint16(at: record.offset + 28)
    else {
      throw CheckpointError(.invalidHeader, "\(label) has no local header; save the archive again.")
    }
    guard nameLength == record.name.utf8.count,
      reader.text(nameStart..<nameStart + nameLength)?.utf8.elementsEqual(record.name.utf8) == true
    else {
      throw CheckpointError(
        .invalidHeader, "\(label) has another name in its local header; save the archive again.")
    }
    let extra = nameStart + nameLength..<nameStart + nameLength + extraLength
    var local = ZIPDirectory.Record(
      name: record.name, flags: flags, method: method, checksum: checksum,
      compressedSize: Int(compressedSize), size: Int(size), offset: record.offset)
    var isWide = true
    if local.size == 0xFFFF_FFFF || local.compressedSize == 0xFFFF_FFFF {
      guard extra.upperBound <= source.count else { return extra.upperBound }
      let fields = LittleEndianReader(try source.bytes(in: extra), start: extra.lowerBound)
      // The position of an entry stands in the directory only.
      local.offset = 0
      isWide = local.widen(by: fields, extra: extra)
    }
    // Bits 1 and 2 say how hard deflate tried. With bit 3 the sizes stand behind the data.
    let comesLater = record.flags & 8 != 0
    let agrees =
      isWide && local.flags | 6 == record.flags | 6 && local.method == record.method
      && (local.checksum == record.checksum || (comesLater && local.checksum == 0))
      && (local.size == record.size || (comesLater && local.size == 0))
      && (local.compressedSize == record.compressedSize
        || (comesLater && local.compressedSize == 0))
    guard agrees else {
      throw CheckpointError(
        .invalidHeader,
        "\(label) has other sizes or flags in its local header than in the directory; save the "
          + "archive again.")
    }
    return extra.upperBound
  }

  /// Whether a name stays inside its archive, wherever it is unpacked.
  package static func isSafe(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return !name.utf8.contains { $0 == UInt8(ascii: "\\") || $0 == 0 }
      && !parts.contains { $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
  }

  private func checkNames(_ records: [ZIPDirectory.Record]) throws(CheckpointError) {
    var seen: Set<ByteName> = []
    for record in records {
      let isFolder = record.name.utf8.last == UInt8(ascii: "/") && record.size == 0
      guard Self.isSafe(isFolder ? String(record.name.dropLast()) : record.name) else {
        throw CheckpointError(
          .unsafeName,
          "\(archive) holds an entry with the name \"\(record.name.shown)\", which leads out of it; do "
            + "not trust this archive.")
      }
      guard seen.insert(ByteName(record.name)).inserted else {
        throw CheckpointError(
          .duplicateName, "\(archive) holds \(record.name.shown) twice; save the archive again.")
      }
    }
  }

  /// No two entries may share bytes, which is how small archives claim to hold very much.
  private func checkOverlaps(
    of records: [ZIPDirectory.Record], end: Int
  ) throws(CheckpointError) {
    var last = 0
    for (record, entry) in zip(records, entries).sorted(by: { $0.0.offset < $1.0.offset }) {
      guard record.offset >= last, entry.data.upperBound <= end else {
        throw CheckpointError(
          .invalidHeader,
          "Entry \(entry.name.shown) of \(archive) overlaps its neighbor; save the archive again.")
      }
      last = entry.data.upperBound
    }
  }
}
