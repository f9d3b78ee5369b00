/// The type of an npy file's elements, by NumPy's descriptor, such as `<f8`.
struct NPYType: Equatable {
  /// Byte order, letter and size.
  let descriptor: String
  /// The bytes of one element.
  let size: Int
  /// The type of the elements; nil for one that is not known.
  let element: ElementType?

  /// Whether the file says no more than how many bytes an element has.
  var isVoid: Bool { descriptor.dropFirst().first == "V" }

  /// The letters and sizes of NumPy's own types, and of the one that `ml_dtypes` adds to them.
  private static let names: [ElementType: String] = [
    .float16: "f2", .float32: "f4", .float64: "f8", .float8E5M2: "f1",
    .int8: "i1", .int16: "i2", .int32: "i4", .int64: "i8",
    .uint8: "u1", .uint16: "u2", .uint32: "u4", .uint64: "u8",
    .bool: "b1", .complex64: "c8", .complex128: "c16",
  ]

  /// How a type is written, little-endian; a type that NumPy lacks as bytes without a meaning (`V`),
  /// as `ml_dtypes` does it.
  init(_ type: ElementType) {
    size = type.bits / 8
    let name = Self.names[type] ?? "V\(size)"
    let hasNoOrder = size == 1 && type.kind == .integer
    descriptor = (hasNoOrder ? "|" : "<") + name
    element = type
  }

  /// Reads a descriptor.
  ///
  /// - Throws: ``CheckpointError`` with code `unsupported` for objects, and for what is no descriptor.
  init(_ descriptor: String, name: String) throws(CheckpointError) {
    let letter = descriptor.dropFirst().first
    guard letter != "O" else {
      throw CheckpointError(
        .unsupported,
        "\(name) holds Python objects, which only Python can read; save numbers instead.")
    }
    // Times have their unit behind the size: M8[ns].
    let digits = descriptor.dropFirst(2).prefix { $0 != "[" }
    guard let order = descriptor.first, "<>=|".contains(order), let letter, letter.isASCII,
      let number = Int(digits), number >= 0, number <= 1 << 30
    else {
      throw CheckpointError(
        .unsupported,
        "\(name) holds elements of the type \"\(descriptor.shown)\", which is none of NumPy's; "
          + "convert it to f8.")
    }
    self.descriptor = descriptor
    size = letter == "U" ? 4 * number : number
    let known = Self.names.first { $0.value == descriptor.dropFirst() }?.key
    guard known == nil || order != "|" || size == 1 else {
      throw CheckpointError(
        .unsupported,
        "\(name) holds elements of the type \"\(descriptor)\" without a byte order; save it again.")
    }
    element = known
  }
}
