extension SafetensorsHeader {
  /// Reads and checks the header of a whole file, and nothing behind it.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - name: Its name for messages.
  /// - Returns: The header and the position of the first element.
  /// - Throws: ``CheckpointError``, one code per rule.
  static func read(
    _ source: any ByteSource, name: String
  ) throws(CheckpointError) -> (header: SafetensorsHeader, start: Int) {
    let head = try source.bytes(in: 0..<min(source.count, 8))
    let length = try length(head, fileSize: source.count, name: name)
    let text = try source.bytes(in: 8..<8 + length)
    let byteCount = source.count - 8 - length
    return (try SafetensorsHeader(text[...], byteCount: byteCount, name: name), 8 + length)
  }
}

extension SafetensorsHeader.Entry {
  /// The tensor, to be read when wanted from `source`, whose elements begin at `start`.
  func tensor(
    file: Int, in source: any ByteSource, at start: Int, options: Checkpoint.Options
  ) -> StoredTensor {
    let findings = unknownFields.sorted().map(\.text).map { field in
      CheckpointFinding(
        code: "unknownField", subject: name,
        sentence: "Tensor \(name.shown) has a field \"\(field.shown)\" that safetensors does not "
          + "name; it is passed over.")
    }
    return StoredTensor(
      name: name, file: file, typeName: typeName, elementType: type, shape: shape,
      availability: .init(type, typeName: typeName, shape: shape, options: options),
      location: .init(source: source, offset: start + range.lowerBound), findings: findings)
  }
}

extension Checkpoint {
  /// What a safetensors file holds.
  static func safetensorsContents(
    of source: any ByteSource, path: String, file: Int, options: Options
  ) throws(CheckpointError) -> CheckpointPart {
    let (header, start) = try SafetensorsHeader.read(source, name: path)
    return CheckpointPart(
      format: .safetensors,
      tensors: header.entries.map {
        $0.tensor(file: file, in: source, at: start, options: options)
      },
      findings: [])
  }
}
