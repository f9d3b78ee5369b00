/// Bytes that are read where they are wanted: a file, mapped or not, or memory.
public protocol ByteSource: AnyObject, Sendable {
  /// How many bytes there are.
  var count: Int { get }

  /// Writes the bytes from `position` on, as many as `target` holds.
  ///
  /// - Parameters:
  ///   - position: The first byte, at least 0.
  ///   - target: Filled wholly.
  /// - Throws: ``CheckpointError`` with code `unusableFile`, or `truncated` where the bytes are not
  ///   there or no longer there.
  func read(at position: Int, into target: UnsafeMutableRawBufferPointer) throws(CheckpointError)

  /// Shows bytes in place where the source can; nil where they have to be read.
  ///
  /// The pointer is valid inside `body` only.
  func withBytes<R>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R?
}

extension ByteSource {
  /// Calls `body` with bytes in place, if the source can show them, and says whether it did.
  func inPlace(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(CheckpointError) -> Bool {
    do { return try withBytes(in: range, body) != nil } catch let error as CheckpointError {
      throw error
    } catch { preconditionFailure("a byte source threw \(error)") }
  }

  /// The bytes in a range.
  package func bytes(in range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    var failure: CheckpointError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      do throws(CheckpointError) {
        try read(at: range.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
        count = range.count
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// Bytes in memory.
package final class MemoryBytes: ByteSource {
  private let bytes: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package convenience init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  package var count: Int { bytes.count }

  package func read(
    at position: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(CheckpointError) {
    guard position >= 0, target.count <= bytes.count - position else {
      throw CheckpointError(
        .truncated,
        "Bytes \(position) to \(position + target.count) were asked of \(bytes.count); copy or "
          + "save the file again.")
    }
    bytes.withUnsafeBytes {
      target.copyMemory(from: .init(rebasing: $0[position...].prefix(target.count)))
    }
  }

  package func withBytes<R>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R? {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
    return try bytes.withUnsafeBytes { try body(.init(rebasing: $0[range])) }
  }
}
