/// A safetensors file: named tensors and texts about them.
///
/// Reads and writes BOOL, U8, F16, I32, F32, F64 and I64; reads BF16 as single precision, whose upper
/// half it is. Refuses what the reference implementation refuses (holes, overlaps, sizes that do not
/// fit, headers above 100 MB), and moreover fields that the format does not name, keys that come
/// twice, and truth values other than 0 and 1.
///
/// Writes the bytes of the reference implementation: elements of wide types first, then by name.
///
/// - Source: `huggingface/safetensors`.
public struct SafetensorsFile: Equatable, Sendable {
  /// Texts about the file; the key `__metadata__` of its header.
  public var metadata: [String: String]
  /// The tensors by name.
  public var tensors: [String: NPYArray]

  /// Creates the contents of a file.
  ///
  /// - Parameters:
  ///   - tensors: The tensors by name; `__metadata__` is no name.
  ///   - metadata: Texts about the file.
  public init(tensors: [String: NPYArray] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``CheckpointError`` for a file that cannot be read, is damaged or not supported.
  public init(contentsOf path: String) throws(CheckpointError) {
    let bytes: [UInt8]
    do { bytes = try SystemFile.read(path) } catch {
      throw CheckpointError(error, doing: "read", path: path)
    }
    try self.init(decoding: bytes[...], name: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  /// - Throws: ``CheckpointError`` for bytes that are damaged or not supported.
  public init(decoding bytes: ArraySlice<UInt8>, name: String) throws(CheckpointError) {
    let (header, start) = try SafetensorsHeader.parse(bytes, name: name)
    let data = bytes[start...]
    guard data.count == header.byteCount else {
      throw CheckpointError(
        data.count < header.byteCount ? .truncated : .sizeMismatch,
        "\(name) declares \(header.byteCount) bytes of elements and holds \(data.count); copy or "
          + "save it again.")
    }
    self.init(metadata: header.metadata)
    for entry in header.entries {
      let stored = NPYHeader(element: entry.type.stored, shape: entry.shape)
      let array = try stored.array(
        data[(start + entry.range.lowerBound)..<(start + entry.range.upperBound)],
        name: "Tensor \(entry.name) of \(name)")
      tensors[entry.name] = entry.type == .bfloat16 ? array.widened : array
    }
  }

  /// The bytes of the file; equal contents give equal bytes.
  ///
  /// - Precondition: No tensor is named `__metadata__`, and the header has at most 100 MB.
  public func encoded() -> [UInt8] { Array(parts.joined()) }

  /// Writes the file in one step.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  /// - Precondition: As for ``encoded()``.
  public func write(to path: String) throws(CheckpointError) {
    do { try SystemFile.replace(path, with: parts) } catch {
      throw CheckpointError(error, doing: "write", path: path)
    }
  }

  /// The header, then the elements of one tensor after another.
  private var parts: [[UInt8]] {
    let header = SafetensorsHeader(metadata: metadata, tensors: tensors)
    return [header.encoded] + header.entries.compactMap { tensors[$0.name]?.storage.littleEndian }
  }
}

extension NPYArray {
  /// Single precision from 16-bit words that are the upper half of it; exact.
  fileprivate var widened: NPYArray {
    guard case .float16(let words) = storage else { return self }
    return NPYArray(
      shape: shape, storage: .float32(words.map { Float(bitPattern: UInt32($0) << 16) }))
  }
}
