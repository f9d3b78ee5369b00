import CZlib

/// A ZIP archive in memory, for archives of arrays.
///
/// Everything is checked before it is believed: sizes against the bytes that are there, entries
/// against each other (no two share bytes or names), names (none leads out), contents against their
/// checksum. Deflated entries are inflated only as far as they declare, and only if deflate could
/// make so much of so few bytes.
///
/// Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3 (zip64).
package struct ZIPReader {
  /// One file of the archive.
  package struct Entry: Sendable {
    /// Its name, with `/` between folders.
    package let name: String
    /// Its size when inflated.
    package let size: Int
    fileprivate let isDeflated: Bool
    fileprivate let checksum: UInt32
    fileprivate let data: Range<Int>
  }

  /// The entries, in the archive's order.
  package private(set) var entries: [Entry] = []

  private let bytes: [UInt8]
  private let archive: String

  /// Reads the archive's directory.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  /// - Throws: ``CheckpointError``.
  package init(_ bytes: [UInt8], name: String) throws(CheckpointError) {
    self.bytes = bytes
    archive = name
    guard bytes.starts(with: [0x50, 0x4B]) else {
      throw CheckpointError(
        .notRecognized, "\(name) is not a ZIP archive; save it with numpy.savez.")
    }
    let directory = try ZIPDirectory(bytes, name: name)
    for record in try directory.records() { entries.append(try entry(of: record)) }
    try checkNames()
    try checkOverlaps(end: directory.range.lowerBound)
  }

  /// The contents of an entry, checked against its checksum.
  package func contents(of entry: Entry) throws(CheckpointError) -> [UInt8] {
    guard entry.isDeflated else {
      return try checked(Array(bytes[entry.data]), entry)
    }
    guard let inflated = inflated(entry, capacity: entry.size), inflated.isWhole else {
      throw damaged(entry, "does not inflate to the \(entry.size) bytes that it declares")
    }
    return try checked(inflated.bytes, entry)
  }

  /// At most `count` bytes from the beginning of an entry, not checked against its checksum.
  package func head(of entry: Entry, count: Int) throws(CheckpointError) -> [UInt8] {
    guard entry.isDeflated else { return Array(bytes[entry.data].prefix(count)) }
    guard let inflated = inflated(entry, capacity: min(count, entry.size)) else {
      throw damaged(entry, "is no deflate stream")
    }
    return inflated.bytes
  }

  /// The first `capacity` bytes of a deflated entry, and whether this is all of it; `nil` where the
  /// stream is damaged.
  private func inflated(_ entry: Entry, capacity: Int) -> (bytes: [UInt8], isWhole: Bool)? {
    var status: Int32 = 0
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      status = bytes[entry.data].withUnsafeBufferPointer { input in
        lr_inflate(
          input.baseAddress, input.count, buffer.baseAddress, capacity, LR_ZLIB_RAW, &count)
      }
    }
    return status == 2 ? nil : (output, status == 0 && output.count == entry.size)
  }

  private func checked(_ contents: [UInt8], _ entry: Entry) throws(CheckpointError) -> [UInt8] {
    guard crc32(contents) == entry.checksum else {
      throw damaged(entry, "does not match its checksum")
    }
    return contents
  }

  private func damaged(_ entry: Entry, _ what: String) -> CheckpointError {
    CheckpointError(
      .damaged, "Entry \(entry.name) of \(archive) \(what); copy or save the archive again.")
  }
}

extension ZIPReader {
  /// The most that deflate can make of one byte (RFC 1951: 258 bytes from 2 bits).
  private static let largestRatio = 1032

  private func entry(of record: ZIPDirectory.Record) throws(CheckpointError) -> Entry {
    let name = "Entry \(record.name) of \(archive)"
    guard record.flags & 0x2041 == 0 else {
      throw CheckpointError(.unsupported, "\(name) is encrypted; save it without a password.")
    }
    guard record.method == 0 || record.method == 8 else {
      throw CheckpointError(
        .unsupported,
        "\(name) uses compression method \(record.method); save it stored or deflated.")
    }
    let reader = LittleEndianReader(bytes)
    guard reader.uint32(at: record.offset) == 0x0403_4B50,
      let nameLength = reader.uint16(at: record.offset + 26),
      let extraLength = reader.uint16(at: record.offset + 28)
    else {
      throw CheckpointError(.invalidHeader, "\(name) has no local header; save the archive again.")
    }
    let nameStart = record.offset + 30
    let start = nameStart + nameLength + extraLength
    guard start <= bytes.count, record.compressedSize <= bytes.count - start else {
      throw CheckpointError(
        .truncated, "\(name) reaches beyond the end of the file; copy or save it again.")
    }
    guard bytes[nameStart..<nameStart + nameLength].elementsEqual(record.name.utf8) else {
      throw CheckpointError(
        .invalidHeader, "\(name) has another name in its local header; save the archive again.")
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

  /// Whether a name stays inside its archive, wherever it is unpacked.
  static func isSafe(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.contains { $0 == "\\" || $0 == "\0" }
      && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
  }

  private func checkNames() throws(CheckpointError) {
    var seen: Set<String> = []
    for entry in entries {
      guard Self.isSafe(entry.name) else {
        throw CheckpointError(
          .unsafeName,
          "\(archive) holds an entry with the name \"\(entry.name)\", which leads out of it; do "
            + "not trust this archive.")
      }
      guard seen.insert(entry.name).inserted else {
        throw CheckpointError(
          .duplicateName, "\(archive) holds \(entry.name) twice; save the archive again.")
      }
    }
  }

  /// No two entries may share bytes, which is how small archives claim to hold very much.
  private func checkOverlaps(end: Int) throws(CheckpointError) {
    var last = 0
    for entry in entries.sorted(by: { $0.data.lowerBound < $1.data.lowerBound }) {
      guard entry.data.lowerBound - 30 - entry.name.utf8.count >= last, entry.data.upperBound <= end
      else {
        throw CheckpointError(
          .invalidHeader,
          "Entry \(entry.name) of \(archive) overlaps its neighbor; save the archive again.")
      }
      last = entry.data.upperBound
    }
  }
}
