import CZlib
import Foundation

/// A gzipped IDX file of bytes: the format of MNIST and its relatives.
///
/// Two zero bytes, the element type (8: unsigned byte), the number of dimensions, each dimension as
/// a big-endian 32-bit number, then the elements in row-major order. Nothing that the file says
/// about its size is believed before the bytes are there.
///
/// - Source: Y. LeCun, C. Cortes, C. Burges, the MNIST database, "file formats".
struct IDXFile {
  let dimensions: [Int]
  /// Row-major, one byte per element.
  let elements: ArraySlice<UInt8>

  /// Reads and checks the file at `path`, which must have `rank` dimensions.
  init(path: String, rank: Int, remedy: String) throws(DatasetError) {
    guard let compressed = FileManager.default.contents(atPath: path) else {
      throw DatasetError(
        .missingFile, file: path, "The file \(path) cannot be read; \(remedy).")
    }
    let header = try Self.inflate(compressed, upTo: 4 + 4 * rank, path: path)
    guard header.bytes.count == 4 + 4 * rank, header.bytes.starts(with: [0, 0, 8, UInt8(rank)])
    else {
      throw DatasetError(
        .wrongFormat, file: path,
        "The file \(path) is not an IDX file of bytes with \(rank) dimensions; \(remedy).")
    }
    dimensions = (1...rank).map { axis in
      header.bytes[(4 * axis)..<(4 * axis + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let expected = try Self.size(
      of: dimensions, header: header.bytes.count, compressed: compressed.count, path: path)
    let content = try Self.inflate(compressed, upTo: expected, path: path)
    guard content.isComplete, content.bytes.count == expected else {
      let there = content.isComplete ? "only \(content.bytes.count)" : "more"
      throw DatasetError(
        .wrongSize, file: path,
        "The header of \(path) promises \(expected) bytes (\(dimensions)) but the file has"
          + " \(there); \(remedy).")
    }
    elements = content.bytes[header.bytes.count...]
  }

  /// The size of the inflated file, if `compressed` bytes can hold that much.
  private static func size(
    of dimensions: [Int], header: Int, compressed: Int, path: String
  ) throws(DatasetError) -> Int {
    // Deflate never shrinks by more than a factor of 1032, so a larger claim is a lie: it is
    // refused before any memory is taken for it.
    let limit = compressed.multipliedReportingOverflow(by: 1032)
    var size = 1
    for dimension in dimensions {
      let product = size.multipliedReportingOverflow(by: dimension)
      guard !product.overflow, limit.overflow || product.partialValue <= limit.partialValue else {
        throw DatasetError(
          .wrongSize, file: path,
          "The header of \(path) promises \(dimensions) elements, more than its \(compressed)"
            + " bytes can hold; replace the file.")
      }
      size = product.partialValue
    }
    return size + header
  }

  /// The first `limit` inflated bytes, and whether the stream ends with them.
  private static func inflate(
    _ compressed: Data, upTo limit: Int, path: String
  ) throws(DatasetError) -> (bytes: [UInt8], isComplete: Bool) {
    var status: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { output, written in
      compressed.withUnsafeBytes { input in
        status = lr_inflate(
          input.bindMemory(to: UInt8.self).baseAddress, input.count, output.baseAddress, limit,
          LR_ZLIB_GZIP, &written)
      }
    }
    guard status != 2 else {
      throw DatasetError(
        .damagedStream, file: path,
        "The file \(path) is a damaged or truncated gzip stream; replace it.")
    }
    return (bytes, status == 0)
  }
}
