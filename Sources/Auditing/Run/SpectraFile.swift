import Checkpoints
import Foundation
import Synchronization

/// All singular values of an audit as one npz file, collected on disk.
///
/// Values wait in a nameless file beside the target, which the system takes back when the process
/// ends; the target appears in one step, its arrays in the order of the rows.
final class SpectraFile: Sendable {
  private struct State: Sendable {
    var length = 0
    /// Where the values of a row are, in doubles.
    var ranges: [Int: Range<Int>] = [:]
  }

  private let path: String
  private let descriptor: Int32
  private let state = Mutex(State())

  /// Makes room beside `path`.
  ///
  /// - Throws: ``AuditError`` with code `unusableFile`.
  init(_ path: String) throws(AuditError) {
    self.path = path
    do throws(SystemFailure) {
      let file = try SystemFile.temporary(beside: path)
      descriptor = file.descriptor
      unlink(file.path)
    } catch { throw Self.error(error, path) }
  }

  deinit { close(descriptor) }

  /// Keeps the values of a row.
  func add(_ values: [Double], row: Int) throws(AuditError) {
    let bytes = values.withUnsafeBytes(Array.init)
    do throws(SystemFailure) {
      try state.withLock { state throws(SystemFailure) in
        try SystemFile.write(bytes, to: descriptor)
        state.ranges[row] = state.length..<state.length + values.count
        state.length += values.count
      }
    } catch { throw Self.error(error, path) }
  }

  /// Puts the file in place: one array per row that has values, under `name(row)`.
  ///
  /// - Throws: ``AuditError`` with code `unusableFile`.
  func finish(name: (Int) -> String) throws(AuditError) {
    let ranges = state.withLock { $0.ranges }.sorted { $0.key < $1.key }
    do throws(SystemFailure) {
      try SystemFile.replace(path) { write throws(SystemFailure) in
        var archive = ZIPWriter(compression: .stored)
        for (row, range) in ranges where !range.isEmpty {
          let array = NPYArray(shape: [range.count], storage: .float64(try values(in: range)))
          archive.add(NPYFile.encode(array), named: name(row) + ".npy")
          try write(archive.handOver())
        }
        try write(archive.finished())
      }
    } catch { throw Self.error(error, path) }
  }

  private func values(in range: Range<Int>) throws(SystemFailure) -> [Double] {
    var failure: SystemFailure?
    let values = [Double](unsafeUninitializedCapacity: range.count) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(buffer)
      var done = 0
      while done < 8 * range.count {
        let got = pread(
          descriptor, target.baseAddress.map { $0 + done }, 8 * range.count - done,
          off_t(8 * range.lowerBound + done))
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else {
          failure = got < 0 ? SystemFailure() : SystemFailure(EIO)
          return
        }
        done += got
      }
      count = range.count
    }
    if let failure { throw failure }
    return values
  }

  private static func error(_ failure: SystemFailure, _ path: String) -> AuditError {
    AuditError(
      .unusableFile,
      "Cannot write \(path): \(failure.reason); correct this, or choose another file with "
        + "--spectra.")
  }
}

extension AuditRow.Identity {
  /// The name of the row's array in a file of spectra: `name:view`, or `name:view:part`.
  ///
  /// Characters that could lead out of an archive are written as in addresses of the web.
  var arrayName: String {
    let text = [name, view, part].filter { !$0.isEmpty }.joined(separator: ":")
    if ZIPReader.isSafe(text + ".npy") { return text }
    return text.utf8.map { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        ? String(UnicodeScalar(byte))
        : "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }
}
