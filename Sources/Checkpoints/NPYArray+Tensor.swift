extension NPYArray {
  /// The elements of a stored tensor, row-major.
  ///
  /// Bfloat16 becomes single precision, whose upper half it is.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - label: Its name for messages.
  /// - Throws: ``CheckpointError`` for elements that cannot be read, are truth values other than 0 and
  ///   1, or have a type that an array cannot hold.
  package init(reading tensor: StoredTensor, label: String) throws(CheckpointError) {
    let storage: Storage
    switch tensor.elementType {
    case .float16?: storage = .float16(try tensor.elements(of: UInt16.self))
    case .bfloat16?:
      storage = .float32(
        try tensor.elements(of: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) })
    case .float32?:
      storage = .float32(try tensor.elements(of: UInt32.self).map(Float.init(bitPattern:)))
    case .float64?:
      storage = .float64(try tensor.elements(of: UInt64.self).map(Double.init(bitPattern:)))
    case .int32?: storage = .int32(try tensor.elements(of: Int32.self))
    case .int64?: storage = .int64(try tensor.elements(of: Int64.self))
    case .uint8?: storage = .uint8(try tensor.elements(of: UInt8.self))
    case .bool?:
      let bytes = try tensor.elements(of: UInt8.self)
      if let position = bytes.firstIndex(where: { $0 > 1 }) {
        throw CheckpointError(
          .damaged,
          "\(label) holds a truth value that is neither True nor False at byte \(position) of its "
            + "elements; save it again.")
      }
      storage = .bool(bytes.map { $0 == 1 })
    default:
      throw CheckpointError(
        .unsupported,
        "\(label) holds elements of type \(tensor.typeName.shown); convert it to one of F16, BF16, "
          + "F32, F64, I32, I64, U8, BOOL.")
    }
    self.init(shape: tensor.shape, storage: storage)
  }
}

extension StoredTensor {
  /// The elements as words of their size, row-major, in the byte order of this machine.
  fileprivate func elements<Word: FixedWidthInteger>(
    of type: Word.Type
  ) throws(CheckpointError) -> [Word] {
    var failure: CheckpointError?
    var words = [Word](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(CheckpointError) {
        try copyRowMajor(into: UnsafeMutableRawBufferPointer(buffer))
        initialized = count
      } catch { failure = error }
    }
    if let failure { throw failure }
    if Word(littleEndian: 1) != 1 { words = words.map { Word(littleEndian: $0) } }
    return words
  }
}
