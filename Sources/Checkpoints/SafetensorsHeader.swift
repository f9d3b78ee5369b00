/// The head of a safetensors file: which tensor has which type and shape, and where it lies.
///
/// 8 bytes with the length of the JSON text, little-endian; the text, filled up with spaces; then
/// the elements of all tensors, without holes.
///
/// Source: the format's description in `huggingface/safetensors`, README, and the checks of its
/// reader.
struct SafetensorsHeader {
  /// The supported types, by the format's names, in the order of the format's own list.
  enum ElementType: String, CaseIterable {
    case bool = "BOOL"
    case uint8 = "U8"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"
  }

  /// One tensor.
  struct Entry {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// Its bytes, counted from the end of the header.
    let range: Range<Int>
  }

  /// The longest header that the format allows.
  static let maximumLength = 100_000_000
  private static let metadataKey = "__metadata__"

  var metadata: [String: String] = [:]
  /// In the order of their bytes.
  var entries: [Entry] = []

  /// The bytes of all tensors.
  var byteCount: Int { entries.last?.range.upperBound ?? 0 }
}

// MARK: - Reading

extension SafetensorsHeader {
  /// Reads the header at the beginning of `bytes`.
  ///
  /// - Returns: The header and the position of the first element.
  static func parse(
    _ bytes: ArraySlice<UInt8>, name: String
  ) throws(CheckpointError) -> (header: SafetensorsHeader, start: Int) {
    guard bytes.count > 8 else {
      throw CheckpointError(
        .truncated, "\(name) ends before its header; copy or save it again.")
    }
    let body = bytes.dropFirst(8)
    guard body.first == UInt8(ascii: "{") else {
      throw CheckpointError(
        .notRecognized, "\(name) is not a safetensors file; save it with safetensors.")
    }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(maximumLength) else {
      throw CheckpointError(
        .tooLarge,
        "\(name) declares a header of \(length) bytes, above the format's limit of "
          + "\(maximumLength); save it again.")
    }
    let text = body.prefix(Int(length))
    guard text.count == Int(length) else {
      throw CheckpointError(
        .truncated,
        "\(name) declares a header of \(length) bytes and has only \(text.count) left; copy or "
          + "save it again.")
    }
    return (try SafetensorsHeader(text, name: name), text.endIndex)
  }

  private init(_ text: ArraySlice<UInt8>, name: String) throws(CheckpointError) {
    let value: StrictJSON.Value
    do { value = try StrictJSON.parse(text) } catch {
      switch error {
      case .malformed(let position):
        throw Self.invalid("The header of \(name)", "is no JSON of tensors at byte \(position)")
      case .duplicate(let key, _):
        throw CheckpointError(
          .duplicateName, "The header of \(name) has the key \"\(key)\" twice; save it again.")
      }
    }
    guard case .object(var members) = value else {
      throw Self.invalid("The header of \(name)", "is no object")
    }
    if let described = members.removeValue(forKey: Self.metadataKey) {
      metadata = try Self.texts(described, name: name)
    }
    // By name, so that a file with several faults always has the same one reported.
    for (tensor, fields) in members.sorted(by: { $0.key < $1.key }) {
      entries.append(try Entry(fields, name: tensor, label: "Tensor \(tensor) of \(name)"))
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try requireNoHoles(name: name)
  }

  private static func texts(
    _ value: StrictJSON.Value, name: String
  ) throws(CheckpointError) -> [String: String] {
    var texts: [String: String] = [:]
    guard case .object(let members) = value else {
      throw invalid("The \(metadataKey) of \(name)", "is no object")
    }
    for (key, member) in members {
      guard case .text(let text) = member else {
        throw invalid("The \(metadataKey) of \(name)", "has a value for \"\(key)\" that is no text")
      }
      texts[key] = text
    }
    return texts
  }

  private func requireNoHoles(name: String) throws(CheckpointError) {
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw Self.invalid(
          "Tensor \(entry.name) of \(name)",
          "begins at byte \(entry.range.lowerBound) of the elements, where \(end) is the end of "
            + "what comes before it")
      }
      end = entry.range.upperBound
    }
  }

  fileprivate static func invalid(_ subject: String, _ what: String) -> CheckpointError {
    CheckpointError(.invalidHeader, "\(subject) \(what); save it with safetensors.")
  }
}

extension SafetensorsHeader.Entry {
  fileprivate init(
    _ value: StrictJSON.Value, name: String, label: String
  ) throws(CheckpointError) {
    guard case .object(let fields) = value,
      Set(fields.keys) == ["dtype", "shape", "data_offsets"],
      case .text(let typeName)? = fields["dtype"],
      let shape = fields["shape"]?.counts,
      let offsets = fields["data_offsets"]?.counts, offsets.count == 2, offsets[0] <= offsets[1]
    else {
      throw SafetensorsHeader.invalid(
        label, "is not described by dtype, shape and two ascending data_offsets")
    }
    guard let type = SafetensorsHeader.ElementType(rawValue: typeName) else {
      let known = SafetensorsHeader.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw CheckpointError(
        .unsupported, "\(label) has elements of type \(typeName); convert it to one of \(known).")
    }
    let range = offsets[0]..<offsets[1]
    guard NPYHeader.byteCount(of: type.stored, shape: shape) == range.count else {
      throw CheckpointError(
        .sizeMismatch,
        "\(label) has \(range.count) bytes, which is not \(typeName) of shape \(shape); save it "
          + "again.")
    }
    (self.name, self.type, self.shape, self.range) = (name, type, shape, range)
  }
}

extension StrictJSON.Value {
  /// The numbers of a list of numbers.
  fileprivate var counts: [Int]? {
    guard case .list(let values) = self else { return nil }
    let counts = values.compactMap { value -> Int? in
      guard case .count(let count) = value else { return nil }
      return count
    }
    return counts.count == values.count ? counts : nil
  }
}

// MARK: - Writing

extension SafetensorsHeader {
  /// The length and the text, filled up to a multiple of 8 bytes.
  var encoded: [UInt8] {
    let described = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\(StrictJSON.quoted($0.key)):\(StrictJSON.quoted($0.value))" }
    let tensors = entries.map { entry in
      let axes = entry.shape.map(String.init).joined(separator: ",")
      return "\(StrictJSON.quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\","
        + "\"shape\":[\(axes)],"
        + "\"data_offsets\":[\(entry.range.lowerBound),\(entry.range.upperBound)]}"
    }
    let head =
      metadata.isEmpty ? [] : ["\"\(Self.metadataKey)\":{\(described.joined(separator: ","))}"]
    var text = Array("{\((head + tensors).joined(separator: ","))}".utf8)
    text += Array(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    precondition(text.count <= Self.maximumLength, "a header of \(text.count) bytes")
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }

  /// The header of these tensors: types in the reverse of the format's list, so that every tensor is
  /// aligned to its elements, and names in byte order.
  init(metadata: [String: String], tensors: [String: NPYArray]) {
    precondition(tensors[Self.metadataKey] == nil, "\(Self.metadataKey) cannot name a tensor")
    self.metadata = metadata
    for type in ElementType.allCases.reversed() where type != .bfloat16 {
      let names = tensors.filter { $0.value.storage.element == type.stored }
        .keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      for name in names {
        guard let tensor = tensors[name] else { continue }
        let size = NPYHeader(element: type.stored, shape: tensor.shape).byteCount
        entries.append(
          Entry(
            name: name, type: type, shape: tensor.shape, range: byteCount..<byteCount + size))
      }
    }
  }
}

extension SafetensorsHeader.ElementType {
  /// The type of NumPy with the same bits; bfloat16, which it lacks, is read as half-precision words.
  var stored: NPYHeader.Element {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .float16, .bfloat16: .float16
    case .int32: .int32
    case .float32: .float32
    case .float64: .float64
    case .int64: .int64
    }
  }
}
