import Foundation
import Synchronization

/// The contents of one entry of an archive as bytes of their own.
///
/// A stored entry is a window of its archive; its checksum is verified once, before the first byte is
/// handed out, in pieces, so that nothing is held. A deflated entry is inflated and verified when it
/// is first wanted, and forgotten when others need the memory.
final class ZIPMember: ByteSource {
  private let archive: ZIPReader
  private let entry: ZIPReader.Entry
  private let hasChecksum: Bool
  /// Whether the bytes have been verified; nil before.
  private let verdict = Mutex<Bool?>(nil)

  /// An entry.
  ///
  /// - Parameters:
  ///   - entry: Which.
  ///   - archive: Where.
  ///   - hasChecksum: Whether the archive says what the checksums are.
  init(_ entry: ZIPReader.Entry, of archive: ZIPReader, hasChecksum: Bool = true) {
    self.archive = archive
    self.entry = entry
    self.hasChecksum = hasChecksum
  }

  deinit {
    if entry.isDeflated { InflatedMembers.shared.forget(ObjectIdentifier(self)) }
  }

  var count: Int { entry.size }

  /// Why the entry is not read, if it would inflate to more than memory holds.
  var skipReason: String? {
    guard entry.isDeflated else { return nil }
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let limit = min(NPZFile.standardLimit, memory / 2)
    return entry.size > limit ? "inflates to \(entry.size) bytes" : nil
  }

  func read(at position: Int, into target: UnsafeMutableRawBufferPointer) throws(CheckpointError) {
    guard position >= 0, target.count <= count - position else {
      throw CheckpointError(
        .truncated,
        "Bytes \(position) to \(position + target.count) of entry \(entry.name) of "
          + "\(archive.archive) are wanted, which has \(count); save the archive again.")
    }
    if entry.isDeflated {
      let bytes = try contents()
      bytes.withUnsafeBytes {
        target.copyMemory(from: .init(rebasing: $0[position..<position + target.count]))
      }
    } else {
      try verify()
      try archive.source.read(at: entry.data.lowerBound + position, into: target)
    }
  }

  func withBytes<R>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R? {
    guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
    if entry.isDeflated {
      return try contents().withUnsafeBytes { try body(.init(rebasing: $0[range])) }
    }
    try verify()
    let start = entry.data.lowerBound
    return try archive.source.withBytes(
      in: start + range.lowerBound..<start + range.upperBound, body)
  }

  private func verify() throws(CheckpointError) {
    guard hasChecksum else { return }
    let isRight = try verdict.withLock { verdict throws(CheckpointError) in
      if let verdict { return verdict }
      let isRight = try archive.source.crc32(of: entry.data) == entry.checksum
      verdict = isRight
      return isRight
    }
    if !isRight { throw archive.wrongChecksum(entry) }
  }

  private func contents() throws(CheckpointError) -> [UInt8] {
    try InflatedMembers.shared.contents(of: ObjectIdentifier(self), size: count) {
      () throws(CheckpointError) in
      hasChecksum ? try archive.contents(of: entry) : try archive.unchecked(entry)
    }
  }
}
