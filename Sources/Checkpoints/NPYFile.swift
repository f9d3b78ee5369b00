/// NumPy's npy files: one array each.
///
/// Reads versions 1, 2 and 3, both byte orders, both axis orders, and gives row-major elements;
/// writes version 1, little-endian, row-major, the same bytes as `numpy.save`.
public enum NPYFile {
  /// Reads a file.
  ///
  /// - Parameter path: The file.
  /// - Returns: Its array.
  /// - Throws: ``CheckpointError`` for a file that cannot be read, is damaged or not supported.
  public static func read(_ path: String) throws(CheckpointError) -> NPYArray {
    try array(in: try FileAccess.read.open(path), name: path)
  }

  /// Writes a file in one step.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - path: The file.
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  public static func write(_ array: NPYArray, to path: String) throws(CheckpointError) {
    try write(EncodedTensor(array, named: ""), to: path, durability: .process)
  }

  /// Writes a tensor of any type in one step, safe against a loss of power.
  ///
  /// - Parameters:
  ///   - tensor: The tensor; its name is not kept. Types that NumPy lacks become `V2` and `V1`.
  ///   - path: The file.
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  /// - Precondition: As for ``encode(_:)-(EncodedTensor)``.
  public static func write(_ tensor: EncodedTensor, to path: String) throws(CheckpointError) {
    try write(tensor, to: path, durability: .disk)
  }

  private static func write(
    _ tensor: EncodedTensor, to path: String, durability: SystemFile.Durability
  ) throws(CheckpointError) {
    do { try SystemFile.replace(path, with: parts(tensor), durability: durability) } catch {
      throw CheckpointError(error, doing: "write", path: path)
    }
  }

  /// The array in the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  /// - Returns: The array.
  /// - Throws: ``CheckpointError`` for bytes that are damaged or not supported.
  public static func decode(
    _ bytes: ArraySlice<UInt8>, name: String
  ) throws(CheckpointError) -> NPYArray {
    try array(in: MemoryBytes(bytes), name: name)
  }

  /// The bytes of a file that holds `array`.
  public static func encode(_ array: NPYArray) -> [UInt8] {
    encode(EncodedTensor(array, named: ""))
  }

  /// The bytes of a file that holds `tensor`.
  ///
  /// - Precondition: The elements are whole bytes.
  public static func encode(_ tensor: EncodedTensor) -> [UInt8] { Array(parts(tensor).joined()) }

  /// Header and elements.
  private static func parts(_ tensor: EncodedTensor) -> [[UInt8]] {
    precondition(tensor.elementType.bits % 8 == 0, "npy knows no \(tensor.elementType.rawValue)")
    return [NPYHeader(tensor.elementType, shape: tensor.shape).encoded, tensor.bytes]
  }

  /// The array that makes up all of `source`.
  private static func array(
    in source: any ByteSource, name: String
  ) throws(CheckpointError) -> NPYArray {
    let tensor = try tensor(in: source, name: name, file: 0, label: name, options: .init())
    return try NPYArray(reading: tensor, label: name)
  }

  /// The tensor that makes up all of `source`.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - name: The tensor's name.
  ///   - file: The position of its file.
  ///   - label: The file's name for messages.
  ///   - options: What `V2` means, and the limit of elements.
  /// - Returns: The tensor, whose elements are not touched.
  /// - Throws: ``CheckpointError``.
  static func tensor(
    in source: any ByteSource, name: String, file: Int, label: String, options: Checkpoint.Options
  ) throws(CheckpointError) -> StoredTensor {
    // The preamble has at most 12 bytes.
    let head = try source.bytes(in: 0..<min(source.count, NPYHeader.maximumLength + 12))
    let (header, start) = try NPYHeader.parse(head[...], name: label)
    try header.requireSize(source.count - start, name: label)
    return header.tensor(named: name, file: file, in: source, at: start, options: options)
  }
}
