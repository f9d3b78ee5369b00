/// The head of an npy file: `{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }`.
///
/// Source: NumPy Enhancement Proposal 1 and `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
struct NPYHeader: Equatable {
  /// The type of the elements.
  var type: NPYType
  var isBigEndian = false
  /// Whether the first axis runs fastest.
  var isFortranOrder = false
  var shape: [Int]

  /// The bytes of all elements.
  let byteCount: Int

  /// The longest header that is read; no array that NumPy can make needs more.
  static let maximumLength = 1 << 16
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The header of a row-major, little-endian array.
  ///
  /// - Precondition: The shape is that of an array in memory, and its elements are whole bytes.
  init(_ type: ElementType, shape: [Int]) {
    self.type = NPYType(type)
    self.shape = shape
    byteCount = shape.reduce(type.bits / 8, *)
  }

  /// Reads a header from the beginning of `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The file, or at least its head.
  ///   - name: The file's name for messages.
  /// - Returns: The header and the position of the first element, counted from the first of `bytes`.
  /// - Throws: ``CheckpointError``.
  static func parse(
    _ bytes: ArraySlice<UInt8>, name: String
  ) throws(CheckpointError) -> (header: NPYHeader, start: Int) {
    guard bytes.starts(with: magic) else {
      throw CheckpointError(
        .notRecognized, "\(name) is not an npy file; save it with numpy.save.")
    }
    let body = bytes.dropFirst(magic.count)
    let widths: [UInt8: Int] = [1: 2, 2: 4, 3: 4]
    guard let major = body.first else { throw truncated(name) }
    guard let width = widths[major] else {
      throw CheckpointError(
        .unsupported, "\(name) has npy version \(major); save it as version 1, 2 or 3.")
    }
    guard body.count >= 2 + width else { throw truncated(name) }
    let length = body.dropFirst(2).prefix(width).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= maximumLength else {
      throw CheckpointError(
        .headerTooLarge,
        "\(name) declares a header of \(length) bytes, above \(maximumLength); save it with "
          + "numpy.save.")
    }
    let text = body.dropFirst(2 + width).prefix(length)
    guard text.count == length else { throw truncated(name) }
    var parser = PythonLiteral(text)
    guard let fields = parser.dictionary() else {
      throw invalid(name, "is not a dictionary of descr, fortran_order and shape")
    }
    return (try NPYHeader(fields, name: name), text.endIndex - bytes.startIndex)
  }

  private init(
    _ fields: [String: PythonLiteral.Value], name: String
  ) throws(CheckpointError) {
    guard Set(fields.keys) == ["descr", "fortran_order", "shape"] else {
      throw Self.invalid(
        name, "has the keys \(fields.keys.sorted().joined(separator: ", ").shown)")
    }
    guard case .truth(let isFortranOrder)? = fields["fortran_order"] else {
      throw Self.invalid(name, "has a fortran_order that is neither True nor False")
    }
    guard case .tuple(let shape)? = fields["shape"] else {
      throw Self.invalid(name, "has a shape that is no tuple of lengths")
    }
    let type: NPYType
    switch fields["descr"] {
    case .text(let descriptor)?: type = try NPYType(descriptor, name: name)
    case .list?:
      throw CheckpointError(
        .unsupported,
        "\(name) holds records of several fields; save each field as an array of its own.")
    default: throw Self.invalid(name, "has a descr that is no text")
    }
    guard let byteCount = (shape + [type.size]).checkedProduct else {
      throw CheckpointError(
        .sizeMismatch, "\(name) declares the shape \(shape), more than any file can hold.")
    }
    self.type = type
    isBigEndian = type.descriptor.first == ">"
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    self.byteCount = byteCount
  }

  /// Throws unless the elements fill what follows the header.
  func requireSize(_ available: Int, name: String) throws(CheckpointError) {
    guard available == byteCount else {
      throw CheckpointError(
        available < byteCount ? .truncated : .sizeMismatch,
        "\(name) declares \(byteCount) bytes of elements for shape \(shape) and holds "
          + "\(available); copy or save it again.")
    }
  }

  /// The head of a version 1.0 file, with its padding the same bytes as `numpy.save` writes.
  var encoded: [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(type.descriptor)', 'fortran_order': False, 'shape': (\(axes)), }"
    // NumPy leaves room for a first axis of 21 digits, so that a file can grow in place.
    if let first = shape.first {
      text += String(repeating: " ", count: max(0, 21 - String(first).count))
    }
    let unpadded = Self.magic.count + 4 + text.utf8.count + 1
    text += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
    let length = text.utf8.count
    precondition(length < 1 << 16, "a header of \(length) bytes")
    return Self.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }

  private static func truncated(_ name: String) -> CheckpointError {
    CheckpointError(.truncated, "\(name) ends inside its header; copy or save it again.")
  }

  private static func invalid(_ name: String, _ what: String) -> CheckpointError {
    CheckpointError(.invalidHeader, "The header of \(name) \(what); save it with numpy.save.")
  }
}
