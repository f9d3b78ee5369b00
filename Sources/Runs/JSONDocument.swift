import Checkpoints
import Foundation

/// JSON documents that begin with their schema and version; keys sorted, so that equal values give
/// equal files.
package enum JSONDocument {
  private struct Header: Decodable {
    let schema: String
  }

  /// The text of a document.
  ///
  /// - Parameters:
  ///   - schema: Its schema and version, such as `lowrank.run/1`.
  ///   - body: A value with at least one key and no key `schema`.
  /// - Returns: Indented UTF-8 text that begins with the key `schema` and ends with a newline.
  /// - Throws: `EncodingError` for a number that is not finite.
  package static func encode(schema: String, _ body: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = try encoder.encode(body)
    return Array("{\n  \"schema\" : \"\(schema)\",".utf8) + text.dropFirst() + [0x0A]
  }

  /// Reads a document, its version before anything else.
  ///
  /// - Parameters:
  ///   - type: The type of the body.
  ///   - schema: The only schema that is understood.
  ///   - path: The file.
  /// - Returns: The body, or `nil` where there is no such file.
  /// - Throws: ``RunError`` with code `unusableFolder`, `damagedDocument` or `otherVersion`.
  package static func read<Body: Decodable>(
    _ type: Body.Type, schema: String, path: String
  ) throws(RunError) -> Body? {
    let bytes: [UInt8]
    do { bytes = try SystemFile.read(path) } catch {
      if error.isMissing { return nil }
      throw RunError(error, doing: "read", path: path)
    }
    let damaged = RunError(
      .damagedDocument,
      "\(path) is damaged or was edited; restore it, or move its folder away and run again.")
    let decoder = JSONDecoder()
    guard let header = try? decoder.decode(Header.self, from: Data(bytes)) else { throw damaged }
    guard header.schema == schema else {
      throw RunError(
        .otherVersion,
        "\(path) has version \"\(header.schema)\" and this program understands \"\(schema)\"; use "
          + "the program that wrote it, or choose another folder with --out.")
    }
    do { return try decoder.decode(type, from: Data(bytes)) } catch { throw damaged }
  }
}
