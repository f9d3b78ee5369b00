/// The central directory of a ZIP archive, zip64 included.
struct ZIPDirectory {
  /// What the directory says about one entry; nothing of it is believed yet but the bounds of the
  /// directory itself.
  struct Record {
    let name: String
    let flags: Int
    let method: Int
    let checksum: UInt32
    var compressedSize: Int
    var size: Int
    var offset: Int
  }

  /// Where the directory lies.
  let range: Range<Int>

  private let reader: LittleEndianReader
  private let count: Int
  private let archive: String

  /// The most entries of an archive; models of 10⁵ tensors exist.
  private static let largestCount = 1_000_000
  /// The most bytes of a directory, 256 for each of the most entries.
  private static let largestSize = 256 * largestCount

  /// Finds the directory by the record at the end of the file.
  init(_ source: any ByteSource, name: String) throws(CheckpointError) {
    archive = name
    // The record has 22 bytes and a comment of at most 65535; the locator before it has 20.
    let tail = LittleEndianReader(
      try source.bytes(in: max(0, source.count - 65577)..<source.count),
      start: max(0, source.count - 65577))
    let candidates = stride(from: source.count - 22, through: max(0, source.count - 65557), by: -1)
    let found = candidates.lazy.first { position in
      tail.uint32(at: position) == 0x0605_4B50
        && tail.uint16(at: position + 20) == source.count - position - 22
    }
    guard let end = found else {
      throw CheckpointError(
        .truncated, "\(name) has no directory at its end; copy or save it again.")
    }
    var fields = (
      count: tail.uint16(at: end + 10), size: tail.uint32(at: end + 12).map(Int.init),
      offset: tail.uint32(at: end + 16).map(Int.init)
    )
    var limit = end
    if tail.uint32(at: end - 20) == 0x0706_4B50 {
      guard let wide = tail.uint64(at: end - 12), wide <= end - 20 - 56 else {
        throw Self.invalid(name)
      }
      let reader = LittleEndianReader(try source.bytes(in: wide..<wide + 56), start: wide)
      let narrow = fields
      fields = (
        count: reader.uint64(at: wide + 32), size: reader.uint64(at: wide + 40),
        offset: reader.uint64(at: wide + 48)
      )
      // Readers that know no zip64 must not see another archive.
      guard reader.uint32(at: wide) == 0x0606_4B50,
        narrow.count == 0xFFFF || narrow.count == fields.count,
        narrow.size == 0xFFFF_FFFF || narrow.size == fields.size,
        narrow.offset == 0xFFFF_FFFF || narrow.offset == fields.offset
      else { throw Self.invalid(name) }
      limit = wide
    }
    guard let count = fields.count, let size = fields.size, let offset = fields.offset,
      offset <= limit, size <= limit - offset, count <= size / 46
    else { throw Self.invalid(name) }
    guard count <= Self.largestCount, size <= Self.largestSize else {
      throw CheckpointError(
        .tooLarge,
        "\(name) lists \(count) entries in \(size) bytes, more than \(Self.largestCount) in "
          + "\(Self.largestSize); split it.")
    }
    self.count = count
    range = offset..<offset + size
    reader = LittleEndianReader(try source.bytes(in: range), start: offset)
  }

  /// The records, in the directory's order.
  func records() throws(CheckpointError) -> [Record] {
    var result: [Record] = []
    var position = range.lowerBound
    for _ in 0..<count {
      guard reader.uint32(at: position) == 0x0201_4B50,
        let flags = reader.uint16(at: position + 8), let method = reader.uint16(at: position + 10),
        let checksum = reader.uint32(at: position + 16),
        let compressedSize = reader.uint32(at: position + 20),
        let size = reader.uint32(at: position + 24), let name = reader.uint16(at: position + 28),
        let extra = reader.uint16(at: position + 30),
        let comment = reader.uint16(at: position + 32),
        let offset = reader.uint32(at: position + 42),
        position + 46 + name + extra + comment <= range.upperBound,
        let text = reader.text(position + 46..<position + 46 + name)
      else { throw Self.invalid(archive) }
      var record = Record(
        name: text, flags: flags, method: method, checksum: checksum,
        compressedSize: Int(compressedSize), size: Int(size), offset: Int(offset))
      let extraStart = position + 46 + name
      guard record.widen(by: reader, extra: extraStart..<extraStart + extra),
        record.offset <= range.lowerBound
      else { throw Self.invalid(archive) }
      result.append(record)
      position = extraStart + extra + comment
    }
    guard position == range.upperBound else { throw Self.invalid(archive) }
    return result
  }

  private static func invalid(_ name: String) -> CheckpointError {
    CheckpointError(
      .invalidHeader, "The directory of \(name) contradicts itself; copy or save it again.")
  }
}

extension ZIPDirectory.Record {
  /// Replaces fields that do not fit 32 bits by those of the zip64 extra field; `false` where it
  /// lacks one.
  mutating func widen(by reader: LittleEndianReader, extra: Range<Int>) -> Bool {
    let full = 0xFFFF_FFFF
    var wanted: [WritableKeyPath<Self, Int>] = []
    if size == full { wanted.append(\.size) }
    if compressedSize == full { wanted.append(\.compressedSize) }
    if offset == full { wanted.append(\.offset) }
    var position = extra.lowerBound
    while !wanted.isEmpty {
      guard position + 4 <= extra.upperBound, let id = reader.uint16(at: position),
        let length = reader.uint16(at: position + 2), position + 4 + length <= extra.upperBound
      else { return false }
      if id == 1 {
        guard length >= 8 * wanted.count else { return false }
        for (i, field) in wanted.enumerated() {
          guard let value = reader.uint64(at: position + 4 + 8 * i) else { return false }
          self[keyPath: field] = value
        }
        return true
      }
      position += 4 + length
    }
    return true
  }
}

/// Little-endian numbers at positions that may lie anywhere; `nil` outside the bytes.
struct LittleEndianReader {
  private let bytes: [UInt8]
  private let start: Int

  /// Reads numbers of a part of a file.
  ///
  /// - Parameters:
  ///   - bytes: The part.
  ///   - start: Its position in the file; every other position counts from the file's beginning.
  init(_ bytes: [UInt8], start: Int = 0) {
    self.bytes = bytes
    self.start = start
  }

  func uint16(at position: Int) -> Int? { number(at: position, size: 2).map { Int($0) } }

  func uint32(at position: Int) -> UInt32? { number(at: position, size: 4).map { UInt32($0) } }

  /// A 64-bit number, if it could be a size or position at all.
  func uint64(at position: Int) -> Int? {
    number(at: position, size: 8).flatMap { Int(exactly: $0) }
  }

  func text(_ range: Range<Int>) -> String? {
    guard range.lowerBound >= start, range.upperBound <= start + bytes.count else { return nil }
    return String(
      validating: bytes[range.lowerBound - start..<range.upperBound - start], as: UTF8.self)
  }

  private func number(at position: Int, size: Int) -> UInt64? {
    let first = position - start
    guard position >= start, first <= bytes.count - size else { return nil }
    return bytes[first..<first + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
