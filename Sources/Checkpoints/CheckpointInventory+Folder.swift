extension CheckpointInventory {
  /// Adds what a folder holds: its indexes with their shards if there are any, else every file of a
  /// format that is read; then, if asked, the folders in it.
  ///
  /// - Throws: ``CheckpointError`` if nothing could be read.
  mutating func addFolder(_ path: String) throws(CheckpointError) {
    var visited: Set<FolderListing.Identity> = []
    var hasFolders = false
    let (filesBefore, refusedBefore, findingsBefore) = (files.count, refused.count, findings.count)
    try addFolder(path, &visited, &hasFolders)
    guard files.count == filesBefore else { return }
    // The caller keeps what is thrown.
    if refused.count > refusedBefore { throw refused.remove(at: refusedBefore) }
    if let finding = findings[findingsBefore...].first(where: { $0.code == Self.noTensors }) {
      throw CheckpointError(.noTensors, finding.sentence)
    }
    throw CheckpointError(
      .emptyFolder,
      "\(path) holds no safetensors, npy, npz or PyTorch file; give another folder"
        + (hasFolders && !options.isRecursive ? ", or search those in it with --recursive." : "."))
  }

  private mutating func addFolder(
    _ path: String, _ visited: inout Set<FolderListing.Identity>, _ hasFolders: inout Bool
  ) throws(CheckpointError) {
    let listing = try FolderListing(path)
    // Links may lead back to where they are.
    guard visited.insert(listing.identity).inserted else { return }
    let shards = addIndexes(of: listing)
    if shards.isEmpty {
      for name in listing.files { addMember(listing.path(of: name)) }
    } else {
      reportUnindexed(listing, shards: shards)
    }
    hasFolders = hasFolders || !listing.folders.isEmpty
    guard options.isRecursive else { return }
    for folder in listing.folders {
      do { try addFolder(listing.path(of: folder), &visited, &hasFolders) } catch {
        refused.append(error)
      }
    }
  }

  /// Adds the indexes of a folder: those of safetensors, or if there are none, those of PyTorch.
  ///
  /// - Returns: Their names and those of their shards; empty if none could be read.
  private mutating func addIndexes(of listing: FolderListing) -> Set<ByteName> {
    for suffix in [".safetensors.index.json", ".bin.index.json"] {
      var known: Set<ByteName> = []
      for name in listing.files where name.hasSuffix(suffix) {
        let path = listing.path(of: name)
        do throws(CheckpointError) {
          known.formUnion(try addIndex(options.access.open(path), path: path))
          known.insert(ByteName(name))
        } catch { refused.append(error) }
      }
      if !known.isEmpty { return known }
    }
    return []
  }

  /// Says which files of tensors an index leaves out: often the same model in another format.
  private mutating func reportUnindexed(_ listing: FolderListing, shards: Set<ByteName>) {
    for name in listing.files where !shards.contains(ByteName(name)) {
      let path = listing.path(of: name)
      let isIndex = name.hasSuffix(".index.json")
      guard isIndex || [.safetensors, .npy, .zip].contains(Self.signature(of: path)) else {
        continue
      }
      findings.append(
        CheckpointFinding(
          code: "unindexedFile", subject: path,
          sentence: "\(path) is no part of the index in its folder and is left out; give its own "
            + "path to have it read."))
    }
  }

  private static func signature(of path: String) -> FileSignature {
    guard let source = try? FileAccess.read.open(path),
      let head = try? source.bytes(in: 0..<min(source.count, FileSignature.length))
    else { return .unknown }
    return FileSignature(head)
  }

  /// Adds a file of a folder; one that does not look like weights is passed over.
  private mutating func addMember(_ path: String) {
    let isExpected = Self.extensions.contains { path.hasSuffix(".\($0)") }
    do throws(CheckpointError) {
      let source = try options.access.open(path)
      let head = try source.bytes(in: 0..<min(source.count, FileSignature.length))
      let signature = FileSignature(head)
      if (signature == .json || signature == .unknown) && !isExpected { return }
      let part = try contents(of: source, signature: signature, path: path)
      append(withoutOptimizer(part, path: path), source, path: path)
      guard part.tensors.isEmpty else { return }
      findings.append(
        CheckpointFinding(
          code: Self.noTensors, subject: path, sentence: "\(path) holds no tensors."))
    } catch {
      // Trainers keep their settings beside the weights; only one who names such a file wants it.
      if error.code == .noTensors {
        findings.append(
          CheckpointFinding(code: Self.noTensors, subject: path, sentence: error.message))
        return
      }
      let isKnown = error.code != .unusableFile && error.code != .notRecognized
      if isExpected || isKnown { refused.append(error) }
    }
  }

  private static let noTensors = CheckpointError.Code.noTensors.description

  /// The names that files of weights usually end in.
  private static let extensions = ["safetensors", "npy", "npz", "pt", "pth", "bin", "ckpt"]

  /// Trainers keep the state of the optimizer in a file of its own beside the weights.
  private func withoutOptimizer(_ part: CheckpointPart, path: String) -> CheckpointPart {
    let stem = path.stem.lowercased()
    guard !options.includesOptimizerState, stem == "optimizer" || stem.hasSuffix("optim_states")
    else { return part }
    return CheckpointPart(
      format: part.format,
      tensors: part.tensors.map { $0.with(availability: .excluded("optimizer state")) },
      findings: part.findings)
  }
}
