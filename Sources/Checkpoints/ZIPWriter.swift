import CZlib

/// How the entries of an archive are kept.
public enum ArchiveCompression: Sendable {
  /// As they are; the quickest to read.
  case stored
  /// Deflated, as `numpy.savez_compressed` does.
  case deflated
}

/// Builds a ZIP archive in memory; equal entries give equal bytes (the time is always 1980-01-01).
package struct ZIPWriter {
  private let compression: ArchiveCompression
  /// The size or position from which the zip64 fields are used; smaller only in tests.
  private let wideFrom: Int
  /// What was not handed over yet.
  private var archive: [UInt8] = []
  /// The bytes that were handed over.
  private var handedOver = 0
  private var directory: [UInt8] = []
  private var count = 0

  /// Begins an archive.
  package init(compression: ArchiveCompression, wideFrom: Int = 0xFFFF_FFFF) {
    self.compression = compression
    self.wideFrom = wideFrom
  }

  /// Adds an entry.
  ///
  /// - Parameters:
  ///   - contents: Its contents.
  ///   - name: Its name; the caller adds no name twice.
  package mutating func add(_ contents: [UInt8], named name: String) {
    let deflated = compression == .deflated ? Self.deflated(contents) : nil
    let data = deflated ?? contents
    let position = handedOver + archive.count
    let isWide = [contents.count, data.count, position].contains { $0 >= wideFrom }
    let sizes = [contents.count, data.count]
    func narrow(_ value: Int) -> [UInt8] { Self.bytes(isWide ? 0xFFFF_FFFF : value, 4) }
    // version, flags (names are UTF-8), method, time, date, checksum, sizes, length of the name
    let shared =
      Self.bytes(isWide ? 45 : 20, 2) + Self.bytes(0x0800, 2)
      + Self.bytes(deflated == nil ? 0 : 8, 2) + Self.bytes(0, 2) + Self.bytes(0x0021, 2)
      + Self.bytes(Int(crc32(contents)), 4) + narrow(data.count) + narrow(contents.count)
      + Self.bytes(name.utf8.count, 2)
    func extra(_ values: [Int]) -> [UInt8] {
      isWide
        ? Self.bytes(1, 2) + Self.bytes(8 * values.count, 2) + values.flatMap { Self.bytes($0, 8) }
        : []
    }
    let central = extra(sizes + [position])
    directory +=
      Self.bytes(0x0201_4B50, 4) + Self.bytes(isWide ? 45 : 20, 2) + shared
      + Self.bytes(central.count, 2) + Self.bytes(0, 10) + narrow(position)
    directory += Array(name.utf8) + central
    let local = extra(sizes)
    archive += Self.bytes(0x0403_4B50, 4) + shared + Self.bytes(local.count, 2)
    archive += Array(name.utf8) + local
    archive += data
    count += 1
  }

  /// The bytes of the archive so far, to be written before all others; they are forgotten.
  package mutating func handOver() -> [UInt8] {
    defer {
      handedOver += archive.count
      archive.removeAll()
    }
    return archive
  }

  /// The bytes of the whole archive, or those that were not handed over.
  package func finished() -> [UInt8] {
    let offset = handedOver + archive.count
    let isWide = offset >= wideFrom || directory.count >= wideFrom || count >= 0xFFFF
    var end: [UInt8] = []
    if isWide {
      end += Self.bytes(0x0606_4B50, 4) + Self.bytes(44, 8) + Self.bytes(45, 2) + Self.bytes(45, 2)
      end += Self.bytes(0, 8) + Self.bytes(count, 8) + Self.bytes(count, 8)
      end += Self.bytes(directory.count, 8) + Self.bytes(offset, 8)
      end += Self.bytes(0x0706_4B50, 4) + Self.bytes(0, 4)
      end += Self.bytes(offset + directory.count, 8) + Self.bytes(1, 4)
    }
    func narrow(_ value: Int, _ size: Int) -> [UInt8] { Self.bytes(isWide ? -1 : value, size) }
    end += Self.bytes(0x0605_4B50, 4) + Self.bytes(0, 4) + narrow(count, 2) + narrow(count, 2)
    end += narrow(directory.count, 4) + narrow(offset, 4) + Self.bytes(0, 2)
    return archive + directory + end
  }

  private static func deflated(_ contents: [UInt8]) -> [UInt8]? {
    let capacity = lr_deflate_bound(contents.count)
    var status: Int32 = 0
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      status = contents.withUnsafeBufferPointer {
        lr_deflate($0.baseAddress, $0.count, buffer.baseAddress, capacity, &count)
      }
    }
    return status == 0 ? output : nil
  }

  /// The lowest `size` bytes of a number, little-endian.
  private static func bytes(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0 < 8 ? value >> (8 * $0) : 0) }
  }
}
