import CZlib

extension ZIPReader {
  /// The contents of an entry, checked against its checksum.
  package func contents(of entry: Entry) throws(CheckpointError) -> [UInt8] {
    let bytes = try unchecked(entry)
    guard crc32(bytes) == entry.checksum else { throw wrongChecksum(entry) }
    return bytes
  }

  /// The contents of an entry, which are not checked against its checksum.
  func unchecked(_ entry: Entry) throws(CheckpointError) -> [UInt8] {
    guard entry.isDeflated else { return try source.bytes(in: entry.data) }
    guard let inflated = try inflated(entry, from: entry.data, capacity: entry.size),
      inflated.isWhole
    else { throw damaged(entry, "does not inflate to the \(entry.size) bytes that it declares") }
    return inflated.bytes
  }

  /// At most `count` bytes from the beginning of an entry, not checked against its checksum.
  package func head(of entry: Entry, count: Int) throws(CheckpointError) -> [UInt8] {
    guard entry.isDeflated else { return try source.bytes(in: entry.data.prefix(count)) }
    // Deflate adds five bytes to a block that it cannot make smaller.
    let stored = entry.data.prefix(2 * count + 4096)
    guard let inflated = try inflated(entry, from: stored, capacity: min(count, entry.size)) else {
      throw damaged(entry, "is no deflate stream")
    }
    return inflated.bytes
  }

  /// The first `capacity` bytes of a deflated entry, and whether this is all of it; `nil` where the
  /// stream is damaged.
  private func inflated(
    _ entry: Entry, from range: Range<Int>, capacity: Int
  ) throws(CheckpointError) -> (bytes: [UInt8], isWhole: Bool)? {
    try source.withContents(of: range) { input in
      var status: Int32 = 0
      let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        let bytes = input.bindMemory(to: UInt8.self)
        status = lr_inflate(
          bytes.baseAddress, bytes.count, buffer.baseAddress, capacity, LR_ZLIB_RAW, &count)
      }
      // A beginning that was cut off has no end mark.
      guard status != 2 || (range != entry.data && output.count == capacity) else { return nil }
      return (output, status == 0 && output.count == entry.size)
    }
  }

  func wrongChecksum(_ entry: Entry) -> CheckpointError {
    damaged(entry, "does not match its checksum")
  }

  private func damaged(_ entry: Entry, _ what: String) -> CheckpointError {
    CheckpointError(
      .damaged, "Entry \(entry.name.shown) of \(archive) \(what); copy or save the archive again.")
  }
}

extension Range<Int> {
  fileprivate func prefix(_ count: Int) -> Range<Int> {
    lowerBound..<Swift.min(upperBound, lowerBound + count)
  }
}

extension ByteSource {
  /// What `body` makes of a range of bytes, in place where the source can show them.
  func withContents<R>(
    of range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> R
  ) throws(CheckpointError) -> R {
    if let result = try? withBytes(in: range, body) { return result }
    return try bytes(in: range).withUnsafeBytes(body)
  }

  /// The CRC-32 of a range, in pieces of 1 MiB.
  func crc32(of range: Range<Int>) throws(CheckpointError) -> UInt32 {
    var checksum: UInt32 = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 20) {
      let piece = start..<min(start + 1 << 20, range.upperBound)
      checksum = try withContents(of: piece) { bytes in
        let bytes = bytes.bindMemory(to: UInt8.self)
        return lr_crc32(checksum, bytes.baseAddress, bytes.count)
      }
    }
    return checksum
  }
}
