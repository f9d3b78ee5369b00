extension SafetensorsHeader {
  /// The types in the order of the format's own list, from narrow to wide.
  private static let order: [ElementType] = [
    .bool, .float4, .float6E2M3, .float6E3M2, .uint8, .int8, .float8E5M2, .float8E4M3, .float8E8M0,
    .float8E4M3FNUZ, .float8E5M2FNUZ, .int16, .uint16, .float16, .bfloat16, .int32, .uint32,
    .float32, .complex64, .float64, .int64, .uint64,
  ]

  /// The header of these tensors in the order in which they are written: types in the reverse of the
  /// format's list, so that every tensor is aligned to its elements, and names in byte order.
  ///
  /// - Precondition: Names are distinct and none is `__metadata__`; no type is C128.
  static func layout(
    of tensors: [EncodedTensor], metadata: [String: String]
  ) -> (header: SafetensorsHeader, tensors: [EncodedTensor]) {
    let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let ranked = tensors.map { tensor in
      precondition(tensor.name != metadataKey, "\(metadataKey) cannot name a tensor")
      guard let rank = ranks[tensor.elementType] else {
        preconditionFailure("safetensors knows no \(tensor.elementType.rawValue)")
      }
      return (rank: rank, tensor: tensor)
    }
    let sorted = ranked.sorted { a, b in
      a.rank != b.rank
        ? a.rank > b.rank : a.tensor.name.utf8.lexicographicallyPrecedes(b.tensor.name.utf8)
    }.map(\.tensor)
    precondition(
      Set(sorted.map { ByteName($0.name) }).count == sorted.count, "two tensors of one name")
    var header = SafetensorsHeader()
    for (key, value) in metadata { header.metadata[ByteName(key)] = value }
    for tensor in sorted {
      let start = header.byteCount
      header.entries.append(
        Entry(
          name: tensor.name, typeName: tensor.elementType.rawValue, shape: tensor.shape,
          range: start..<start + tensor.bytes.count))
    }
    return (header, sorted)
  }

  /// The length and the text, filled up to a multiple of 8 bytes.
  var encoded: [UInt8] {
    let described = metadata.sorted { $0.key < $1.key }
      .map { "\(StrictJSON.quoted($0.key.text)):\(StrictJSON.quoted($0.value))" }
    let tensors = entries.map { entry in
      let axes = entry.shape.map(String.init).joined(separator: ",")
      return "\(StrictJSON.quoted(entry.name)):{\"dtype\":\"\(entry.typeName)\","
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
}
