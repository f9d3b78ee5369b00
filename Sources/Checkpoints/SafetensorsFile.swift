/// A safetensors file: named tensors and texts about them.
///
/// Reads and writes BOOL, U8, F16, I32, F32, F64 and I64; reads BF16 as single precision, whose upper
/// half it is. Refuses what the reference implementation refuses (holes, overlaps, sizes that do not
/// fit, headers above 100 MB), and moreover keys that come twice, and truth values other than 0 and
/// 1. Tensors of any type are written by ``write(_:metadata:to:)`` and read through ``Checkpoint``.
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
    try self.init(FileAccess.read.open(path), name: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  /// - Throws: ``CheckpointError`` for bytes that are damaged or not supported.
  public init(decoding bytes: ArraySlice<UInt8>, name: String) throws(CheckpointError) {
    try self.init(MemoryBytes(bytes), name: name)
  }

  private init(_ source: any ByteSource, name: String) throws(CheckpointError) {
    let ninth = source.count > 8 ? try source.bytes(in: 8..<9).first : nil
    guard ninth == nil || ninth == UInt8(ascii: "{") else {
      throw CheckpointError(
        .notRecognized, "\(name) is not a safetensors file; save it with safetensors.")
    }
    let (header, start) = try SafetensorsHeader.read(source, name: name)
    self.init()
    for (key, value) in header.metadata
    where metadata.updateValue(value, forKey: key.text) != nil {
      throw CheckpointError(.duplicateName, .equivalentNames(key.text, in: name))
    }
    for entry in header.entries {
      let tensor = entry.tensor(file: 0, in: source, at: start, options: .init())
      let array = try NPYArray(reading: tensor, label: "Tensor \(entry.name.shown) of \(name)")
      guard tensors.updateValue(array, forKey: entry.name) == nil else {
        throw CheckpointError(.duplicateName, .equivalentNames(entry.name, in: name))
      }
    }
  }

  /// The bytes of the file; equal contents give equal bytes.
  ///
  /// - Precondition: No tensor is named `__metadata__`, and the header has at most 100 MB.
  public func encoded() -> [UInt8] { Self.encode(contents, metadata: metadata) }

  /// Writes the file in one step.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  /// - Precondition: As for ``encoded()``.
  public func write(to path: String) throws(CheckpointError) {
    try Self.write(contents, metadata: metadata, to: path, durability: .process)
  }

  private var contents: [EncodedTensor] { tensors.map { EncodedTensor($0.value, named: $0.key) } }
}

// MARK: - Any type

extension SafetensorsFile {
  /// The bytes of a file of tensors of any type; equal tensors give equal bytes.
  ///
  /// - Parameters:
  ///   - tensors: The tensors in any order.
  ///   - metadata: Texts about the file.
  /// - Returns: All of the file.
  /// - Precondition: Names are distinct and none is `__metadata__`, no type is C128, and the header has
  ///   at most 100 MB.
  public static func encode(
    _ tensors: [EncodedTensor], metadata: [String: String] = [:]
  ) -> [UInt8] {
    Array(parts(tensors, metadata).joined())
  }

  /// Writes a file of tensors of any type in one step, safe against a loss of power.
  ///
  /// - Parameters:
  ///   - tensors: The tensors in any order.
  ///   - metadata: Texts about the file.
  ///   - path: The file.
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  /// - Precondition: As for ``encode(_:metadata:)``.
  public static func write(
    _ tensors: [EncodedTensor], metadata: [String: String] = [:], to path: String
  ) throws(CheckpointError) {
    try write(tensors, metadata: metadata, to: path, durability: .disk)
  }

  private static func write(
    _ tensors: [EncodedTensor], metadata: [String: String], to path: String,
    durability: SystemFile.Durability
  ) throws(CheckpointError) {
    do {
      try SystemFile.replace(path, with: parts(tensors, metadata), durability: durability)
    } catch { throw CheckpointError(error, doing: "write", path: path) }
  }

  /// The header, then the elements of one tensor after another.
  private static func parts(
    _ tensors: [EncodedTensor], _ metadata: [String: String]
  ) -> [[UInt8]] {
    let (header, sorted) = SafetensorsHeader.layout(of: tensors, metadata: metadata)
    return [header.encoded] + sorted.map(\.bytes)
  }
}
