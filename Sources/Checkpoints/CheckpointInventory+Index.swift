extension CheckpointInventory {
  /// Adds the shards of an index; one that cannot be read is refused and its tensors are skipped.
  ///
  /// - Returns: The names of the shards.
  /// - Throws: ``CheckpointError`` for an index that breaks its rules or of which no shard could be
  ///   read.
  @discardableResult
  mutating func addIndex(
    _ source: any ByteSource, path: String
  ) throws(CheckpointError) -> Set<ByteName> {
    guard source.count <= ShardIndex.maximumLength else {
      throw CheckpointError(
        .tooLarge,
        "\(path) has \(source.count) bytes, above the limit of \(ShardIndex.maximumLength) for an "
          + "index; give the file of the weights.")
    }
    let index = try ShardIndex(source.bytes(in: 0..<source.count), name: path)
    let shards = Dictionary(grouping: index.files.keys) { index.files[$0] ?? ByteName("") }
      .sorted { $0.key < $1.key }
    let folder = path.contains("/") ? SystemFile.folder(of: path) + "/" : ""
    let (before, refusedBefore) = (files.count, refused.count)
    let first = tensors.count
    for (shard, names) in shards {
      do throws(CheckpointError) {
        try addShard(folder + shard.text, named: shard.text, holding: Set(names), index)
      } catch {
        refused.append(error)
        let reason = "missing shard \(shard.text.shown)"
        for name in names.sorted() { appendMissing(name.text, reason: reason) }
      }
    }
    if files.count == before, let error = refused.dropFirst(refusedBefore).first {
      let count = shards.count
      removeTensors(from: first)
      refused.removeSubrange(refusedBefore...)
      throw CheckpointError(
        error.code, "None of the \(count) shards of \(path) could be read. \(error.message)")
    }
    if refused.count == refusedBefore { compareSize(index, of: tensors[first...], path: path) }
    return Set(shards.map(\.key))
  }

  private mutating func addShard(
    _ path: String, named shard: String, holding names: Set<ByteName>, _ index: ShardIndex
  ) throws(CheckpointError) {
    let source = try options.access.open(path)
    let head = try source.bytes(in: 0..<min(source.count, FileSignature.length))
    let signature = FileSignature(head)
    guard signature != .json else {
      throw CheckpointError(
        .invalidIndex, "\(path) is a shard of an index and JSON itself; save the index again.")
    }
    let part = try contents(of: source, signature: signature, path: path)
    append(part, source, path: path)
    let present = Set(part.tensors.map { ByteName($0.name) })
    for name in names.subtracting(present).sorted() {
      appendMissing(name.text, reason: "not in shard \(shard.shown)")
    }
    for name in present.subtracting(names).sorted() {
      let other = index.files[name]
      findings.append(
        CheckpointFinding(
          code: "unlistedTensor", subject: name.text,
          sentence: "Tensor \(name.text.shown) of \(path) is "
            + (other.map { "listed for \($0.text.shown)" } ?? "not in the index")
            + "; it is read all the same."))
    }
  }

  private mutating func compareSize(
    _ index: ShardIndex, of tensors: ArraySlice<StoredTensor>, path: String
  ) {
    let bytes = tensors.reduce(0) { $0 + ($1.elementType?.byteCount(of: $1.count) ?? 0) }
    guard let declared = index.totalSize, declared != Double(bytes),
      tensors.allSatisfy({ $0.elementType != nil })
    else { return }
    findings.append(
      CheckpointFinding(
        code: "totalSizeMismatch", subject: path,
        sentence: "\(path) declares \(Int(exactly: declared).map(String.init) ?? "\(declared)") "
          + "bytes of tensors, and its shards hold \(bytes)."))
  }
}
