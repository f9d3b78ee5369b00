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
    let bytes: [UInt8]
    do { bytes = try SystemFile.read(path) } catch {
      throw CheckpointError(error, doing: "read", path: path)
    }
    return try decode(bytes[...], name: path)
  }

  /// Writes a file in one step.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - path: The file.
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  public static func write(_ array: NPYArray, to path: String) throws(CheckpointError) {
    do { try SystemFile.replace(path, with: [encode(array)]) } catch {
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
    let (header, start) = try NPYHeader.parse(bytes, name: name)
    let data = bytes[start...]
    guard data.count == header.byteCount else {
      throw CheckpointError(
        data.count < header.byteCount ? .truncated : .sizeMismatch,
        "\(name) declares \(header.byteCount) bytes of elements for shape \(header.shape) and "
          + "holds \(data.count); copy or save it again.")
    }
    return try header.array(data, name: name)
  }

  /// The bytes of a file that holds `array`.
  public static func encode(_ array: NPYArray) -> [UInt8] {
    NPYHeader(element: array.storage.element, shape: array.shape).encoded
      + array.storage.littleEndian
  }
}

extension NPYHeader {
  /// The array of the elements in `data`, `byteCount` bytes.
  func array(_ data: ArraySlice<UInt8>, name: String) throws(CheckpointError) -> NPYArray {
    if element == .bool, let position = data.firstIndex(where: { $0 > 1 }) {
      throw CheckpointError(
        .damaged,
        "\(name) holds a truth value that is neither True nor False at byte "
          + "\(position - data.startIndex) of its elements; save it again.")
    }
    return NPYArray(shape: shape, storage: data.withUnsafeBytes(elements))
  }

  /// The elements in row-major order, from exactly `byteCount` bytes in the header's byte and axis
  /// order.
  private func elements(_ bytes: UnsafeRawBufferPointer) -> NPYArray.Storage {
    switch element {
    case .float16: .float16(ordered(bytes, as: UInt16.self))
    case .float32: .float32(ordered(bytes, as: UInt32.self).map(Float.init(bitPattern:)))
    case .float64: .float64(ordered(bytes, as: UInt64.self).map(Double.init(bitPattern:)))
    case .int32: .int32(ordered(bytes, as: Int32.self))
    case .int64: .int64(ordered(bytes, as: Int64.self))
    case .uint8: .uint8(ordered(bytes, as: UInt8.self))
    case .bool: .bool(ordered(bytes, as: UInt8.self).map { $0 == 1 })
    }
  }

  private func ordered<Word: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, as type: Word.Type
  ) -> [Word] {
    let size = MemoryLayout<Word>.size
    let count = bytes.count / size
    let stored = [Word](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
      initialized = count
      for i in 0..<count {
        buffer[i] = isBigEndian ? Word(bigEndian: buffer[i]) : Word(littleEndian: buffer[i])
      }
    }
    return isFortranOrder && shape.count > 1 && count > 0 ? rowMajor(stored) : stored
  }

  /// Elements whose first axis runs fastest, rearranged so that the last one does.
  private func rowMajor<Word>(_ stored: [Word]) -> [Word] {
    var strides = [1]
    for length in shape.dropLast() { strides.append(strides[strides.count - 1] * length) }
    var index = Array(repeating: 0, count: shape.count)
    var position = 0
    return (0..<stored.count).map { _ in
      defer {
        var axis = shape.count - 1
        position += strides[axis]
        index[axis] += 1
        while axis > 0 && index[axis] == shape[axis] {
          position += strides[axis - 1] - shape[axis] * strides[axis]
          index[axis] = 0
          axis -= 1
          index[axis] += 1
        }
      }
      return stored[position]
    }
  }
}

extension NPYArray.Storage {
  /// The type of the elements.
  var element: NPYHeader.Element {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    case .bool: .bool
    }
  }

  /// The bytes of the elements.
  var littleEndian: [UInt8] {
    switch self {
    case .float16(let values): bytes(values)
    case .float32(let values): bytes(values.map(\.bitPattern))
    case .float64(let values): bytes(values.map(\.bitPattern))
    case .int32(let values): bytes(values)
    case .int64(let values): bytes(values)
    case .uint8(let values): values
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  private func bytes(_ values: [some FixedWidthInteger]) -> [UInt8] {
    values.map(\.littleEndian).withUnsafeBytes(Array.init)
  }
}
