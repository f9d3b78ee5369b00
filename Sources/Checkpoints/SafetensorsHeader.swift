/// The head of a safetensors file: which tensor has which type and shape, and where it lies.
///
/// 8 bytes with the length of the JSON text, little-endian; the text, filled up with spaces; then
/// the elements of all tensors, without holes.
///
/// Source: the format's description in `huggingface/safetensors`, README, and the checks of its
/// reader.
struct SafetensorsHeader {
  /// One tensor.
  struct Entry {
    let name: String
    let typeName: String
    let shape: [Int]
    /// Its bytes, counted from the end of the header.
    let range: Range<Int>
    /// Fields that the format does not name.
    var unknownFields: Set<ByteName> = []
    /// Whether it ends before it begins; refused before the range is used.
    var isReversed = false

    /// The type of its elements; nil for one that is not known.
    var type: ElementType? { ElementType(safetensors: typeName) }
  }

  /// The longest header that the format allows.
  static let maximumLength = 100_000_000
  static let metadataKey = "__metadata__"

  var metadata: [ByteName: String] = [:]
  /// In the order of their bytes.
  var entries: [Entry] = []

  /// The bytes of all tensors.
  var byteCount: Int { entries.last?.range.upperBound ?? 0 }
}

extension ElementType {
  /// The type that safetensors calls by this name; C128 is not among them.
  init?(safetensors name: String) {
    self.init(rawValue: name)
    if self == .complex128 { return nil }
  }
}

extension SafetensorsHeader {
  /// The length of the text, from the first 8 bytes of a file of `fileSize` bytes.
  static func length(
    _ head: some Collection<UInt8>, fileSize: Int, name: String
  ) throws(CheckpointError) -> Int {
    guard fileSize >= 8 else {
      throw CheckpointError(
        .headerTooSmall,
        "\(name) has \(fileSize) bytes, fewer than the 8 of a safetensors file's first number; copy "
          + "or save it again.")
    }
    let length = head.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(maximumLength) else {
      throw CheckpointError(
        .headerTooLarge,
        "\(name) declares a header of \(length) bytes, above the format's limit of "
          + "\(maximumLength); save it with safetensors.")
    }
    guard length <= UInt64(fileSize - 8) else {
      throw CheckpointError(
        .invalidHeaderLength,
        "\(name) declares a header of \(length) bytes and has only \(fileSize - 8) left; copy or "
          + "save it again.")
    }
    return Int(length)
  }

  /// Reads the text of a header.
  ///
  /// - Parameters:
  ///   - text: All of it.
  ///   - byteCount: The bytes that follow it.
  ///   - name: The file's name for messages.
  /// - Throws: ``CheckpointError``, one code per rule.
  init(_ text: ArraySlice<UInt8>, byteCount: Int, name: String) throws(CheckpointError) {
    guard text.first == UInt8(ascii: "{") else {
      throw Self.invalid("The header of \(name)", "does not begin with {")
    }
    do { try read(text) } catch {
      switch error {
      case .malformed(let position):
        throw Self.invalid("The header of \(name)", "is no JSON of tensors at byte \(position)")
      case .duplicate(let key, let place):
        let position = place.isEmpty ? "" : " in \(place.joined(separator: ".").shown)"
        throw CheckpointError(
          .duplicateName,
          "The header of \(name) has the key \"\(key.shown)\" twice\(position); save it again.")
      }
    }
    for entry in entries { try entry.check(file: name) }
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy { !Self.areReversed($0, $1) }
    if !isSorted { entries.sort { Self.areReversed($1, $0) } }
    try requireNoHoles(name: name)
    guard self.byteCount == byteCount else {
      throw CheckpointError(
        .incompleteBuffer,
        "\(name) declares \(self.byteCount) bytes of elements and holds \(byteCount); copy or save "
          + "it again.")
    }
  }

  private static func areReversed(_ first: Entry, _ second: Entry) -> Bool {
    (first.range.lowerBound, first.range.upperBound)
      > (second.range.lowerBound, second.range.upperBound)
  }

  private func requireNoHoles(name: String) throws(CheckpointError) {
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw CheckpointError(
          .invalidOffset,
          "Tensor \(entry.name.shown) of \(name) begins at byte \(entry.range.lowerBound) of the "
            + "elements, where \(end) is the end of what comes before it; save it with safetensors."
        )
      }
      end = entry.range.upperBound
    }
  }

  static func invalid(_ subject: String, _ what: String) -> CheckpointError {
    CheckpointError(.invalidHeader, "\(subject) \(what); save it with safetensors.")
  }
}

// MARK: - The text

extension SafetensorsHeader {
  /// Two levels of objects and lists of counts, key by key: a tree of a million tensors would take
  /// ten times as long.
  private mutating func read(_ text: ArraySlice<UInt8>) throws(StrictJSON.Failure) {
    var json = StrictJSON(text, .header)
    var names: Set<ByteName> = []
    var header = self
    try json.forEachMember { (json, key) throws(StrictJSON.Failure) in
      guard names.insert(ByteName(key)).inserted else { throw .duplicate(key, place: []) }
      if key == Self.metadataKey {
        try json.forEachMember { (json, text) throws(StrictJSON.Failure) in
          guard header.metadata.updateValue(try json.text(), forKey: ByteName(text)) == nil else {
            throw .duplicate(text, place: [key])
          }
        }
      } else {
        header.entries.append(try Entry(named: key, from: &json))
      }
    }
    // Only spaces may fill up the text.
    guard json.rest.allSatisfy({ $0 == 0x20 }) else { throw json.malformed }
    self = header
  }
}

extension SafetensorsHeader.Entry {
  fileprivate init(named name: String, from json: inout StrictJSON) throws(StrictJSON.Failure) {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    var unknown: Set<ByteName> = []
    try json.forEachMember { (json, field) throws(StrictJSON.Failure) in
      let isNew: Bool
      switch field {
      case "dtype":
        isNew = type == nil
        type = try json.text()
      case "shape":
        isNew = shape == nil
        shape = try json.counts()
      case "data_offsets":
        isNew = offsets == nil
        offsets = try json.counts()
      default:
        isNew = unknown.insert(ByteName(field)).inserted
        // A text, a count, or a list of them; an object would be a third level.
        let value = try json.value(depth: 2)
        if case .object = value { throw json.malformed }
      }
      guard isNew else { throw .duplicate(field, place: [name]) }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else { throw json.malformed }
    self.name = name
    typeName = type
    self.shape = shape
    range = offsets[0]..<max(offsets[0], offsets[1])
    isReversed = offsets[1] < offsets[0]
    unknownFields = unknown
  }

  /// The rules that concern one tensor alone.
  fileprivate func check(file: String) throws(CheckpointError) {
    // Made where it is needed: there may be a million tensors.
    var label: String { "Tensor \(name.shown) of \(file)" }
    guard !isReversed else {
      throw CheckpointError(
        .invalidOffset, "\(label) ends before it begins; save it with safetensors.")
    }
    guard let count = shape.checkedProduct,
      let bits = [count, type?.bits ?? 1].checkedProduct
    else {
      throw CheckpointError(
        .validationOverflow,
        "\(label) declares the shape \(shape), more than any file can hold; save it again.")
    }
    guard let type else { return }
    guard bits % 8 == 0 else {
      throw CheckpointError(
        .misaligned,
        "\(label) has \(count) elements of \(type.bits) bits, which is no whole number of bytes; "
          + "save it with an even number of elements.")
    }
    guard range.count == bits / 8 else {
      throw CheckpointError(
        .invalidTensorInfo,
        "\(label) has \(range.count) bytes, which is not \(typeName) of shape \(shape); save it "
          + "again.")
    }
  }
}

extension StrictJSON {
  /// Reads a list of counts.
  fileprivate mutating func counts() throws(Failure) -> [Int] {
    var counts: [Int] = []
    try forEachElement { (json) throws(Failure) in counts.append(try json.count()) }
    return counts
  }
}

extension [Int] {
  /// The product, in order; nil beyond 2⁶³ - 1.
  var checkedProduct: Int? {
    var product = 1
    for factor in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      product = next
    }
    return product
  }
}
