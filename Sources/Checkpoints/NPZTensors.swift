extension Checkpoint {
  /// What a ZIP archive contributes: the arrays of an npz file, or the tensors of a PyTorch
  /// checkpoint.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - path: Its path for messages.
  ///   - file: Its position in ``Checkpoint/files``.
  ///   - options: How it is read.
  /// - Returns: Its tensors, those that cannot be read included.
  /// - Throws: ``CheckpointError`` for an archive that cannot be used at all.
  package static func zipContents(
    of source: any ByteSource, path: String, file: Int, options: Options
  ) throws(CheckpointError) -> CheckpointPart {
    let archive = try ZIPReader(source, name: path)
    if let torch = try TorchArchive(archive) {
      return try torch.part(file: file, options: options)
    }
    let arrays = NPZTensors(archive, file: file, options: options)
    guard arrays.tensors.isEmpty || arrays.hasArrays else {
      throw CheckpointError(
        .notRecognized,
        "\(path) is a ZIP archive that holds neither npy arrays nor a PyTorch checkpoint; save it "
          + "with numpy.savez or torch.save.")
    }
    return CheckpointPart(format: .npz, tensors: arrays.tensors, findings: arrays.findings)
  }
}

/// The entries of an npz archive as tensors that are read when wanted.
private struct NPZTensors {
  private(set) var tensors: [StoredTensor] = []
  private(set) var findings: [CheckpointFinding] = []
  private(set) var hasArrays = false

  init(_ archive: ZIPReader, file: Int, options: Checkpoint.Options) {
    var names = UniqueNames()
    for entry in archive.entries {
      let stem = entry.name.without(suffix: ".npy")
      hasArrays = hasArrays || stem != nil
      let name = names.add(stem ?? entry.name, in: archive.archive)
      let unreadable = { (availability: StoredTensor.Availability) in
        StoredTensor(
          name: name, file: file, typeName: "unknown", elementType: nil, shape: [0],
          availability: availability, location: nil)
      }
      guard stem != nil else {
        tensors.append(unreadable(.excluded("no npy array")))
        continue
      }
      do throws(CheckpointError) {
        tensors.append(
          try Self.tensor(
            name, of: entry, in: archive, file: file, options: options))
      } catch {
        tensors.append(unreadable(.skipped(error.code.description)))
        findings.append(
          CheckpointFinding(
            code: error.code.description, subject: name, sentence: error.message))
      }
    }
    findings += names.findings
  }

  private static func tensor(
    _ name: String, of entry: ZIPReader.Entry, in archive: ZIPReader, file: Int,
    options: Checkpoint.Options
  ) throws(CheckpointError) -> StoredTensor {
    let label = "Entry \(entry.name.shown) of \(archive.archive)"
    // 12 bytes say how long a header is.
    let head = try archive.head(of: entry, count: NPYHeader.maximumLength + 12)
    let (header, start) = try NPYHeader.parse(head[...], name: label)
    // A bomb is refused before it is inflated.
    try header.requireSize(entry.size - start, name: label)
    let member = ZIPMember(entry, of: archive)
    let tensor = header.tensor(named: name, file: file, in: member, at: start, options: options)
    return member.skipReason.map { tensor.with(availability: .skipped($0)) } ?? tensor
  }
}
