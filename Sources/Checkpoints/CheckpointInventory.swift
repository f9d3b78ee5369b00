/// What has been found so far while a checkpoint is opened.
struct CheckpointInventory {
  let options: Checkpoint.Options
  private(set) var files: [Checkpoint.File] = []
  private(set) var tensors: [StoredTensor] = []
  var findings: [CheckpointFinding] = []
  var refused: [CheckpointError] = []

  /// The names so far; those of one file are distinct already, so they are gathered for the second.
  private var names: UniqueNames?

  init(options: Checkpoint.Options) { self.options = options }

  /// The checkpoint, with the adapters' configurations beside its files.
  var checkpoint: Checkpoint {
    var folders: [String: AdapterConfiguration] = [:]
    var findings = findings
    for folder in Set(files.map { SystemFile.folder(of: $0.path) }).sorted() {
      do { folders[folder] = try AdapterConfiguration(in: folder) } catch {
        findings.append(
          CheckpointFinding(
            code: "invalidAdapterConfiguration", subject: "\(folder)/\(AdapterConfiguration.name)",
            sentence: error.message))
      }
    }
    return Checkpoint(
      files: files, tensors: tensors, findings: findings, refused: refused,
      adapters: files.map { folders[SystemFile.folder(of: $0.path)] })
  }

  /// Adds a file of tensors, or all shards of an index.
  mutating func add(_ path: String) throws(CheckpointError) {
    let source = try options.access.open(path)
    let head = try source.bytes(in: 0..<min(source.count, FileSignature.length))
    let signature = FileSignature(head)
    if signature == .json {
      try addIndex(source, path: path)
    } else {
      append(try contents(of: source, signature: signature, path: path), source, path: path)
    }
  }

  /// What a file of tensors holds.
  func contents(
    of source: any ByteSource, signature: FileSignature, path: String
  ) throws(CheckpointError) -> CheckpointPart {
    try Checkpoint.contents(
      of: source, signature: signature, path: path, file: files.count, options: options)
  }

  /// Adds a file that has been read; names that are taken get a number.
  mutating func append(_ part: CheckpointPart, _ source: any ByteSource, path: String) {
    gatherNames()
    files.append(Checkpoint.File(path: path, format: part.format, bytes: source.count))
    findings += part.findings
    var renamed = 0
    tensors.reserveCapacity(tensors.count + part.tensors.count)
    for tensor in part.tensors {
      let name = names?.unused(like: tensor.name) ?? tensor.name
      if name != tensor.name { renamed += 1 }
      tensors.append(name == tensor.name ? tensor : tensor.with(name: name))
    }
    if renamed > 0 {
      findings.append(
        CheckpointFinding(
          code: "repeatedNames", subject: path,
          sentence: "\(renamed) tensors of \(path) have names that files before it have too; here "
            + "they end in #2, #3, …. If these are separate models or copies of one, give the path "
            + "of a single file."))
    }
  }

  /// Adds a tensor that no file holds.
  mutating func appendMissing(_ name: String, reason: String) {
    gatherNames()
    let name = names?.unused(like: name) ?? name
    tensors.append(
      StoredTensor(
        name: name, file: StoredTensor.noFile, typeName: "", elementType: nil, shape: [],
        availability: .skipped(reason), location: nil))
  }

  /// Takes back the tensors from this position on; their names are free again.
  mutating func removeTensors(from position: Int) {
    tensors.removeSubrange(position...)
    names = nil
  }

  private mutating func gatherNames() {
    if names == nil && !tensors.isEmpty { names = UniqueNames(tensors.lazy.map(\.name)) }
  }
}

extension StoredTensor {
  /// The same tensor under another name, or with another availability.
  package func with(name: String? = nil, availability: Availability? = nil) -> StoredTensor {
    StoredTensor(
      name: name ?? self.name, file: file, typeName: typeName, elementType: elementType,
      shape: shape, strides: strides, isBigEndian: isBigEndian,
      availability: availability ?? self.availability, location: location, findings: findings)
  }
}
