extension Checkpoint {
  /// Opens a checkpoint: a file, an index of shards, or a folder.
  ///
  /// Formats are recognised by content. Of a folder with an index the shards are read, of others every
  /// file of tensors; names that come twice get the endings `#2`, `#3`, ….
  ///
  /// - Parameters:
  ///   - path: The file or folder; links are followed.
  ///   - options: How it is read.
  /// - Throws: ``CheckpointError`` if nothing could be read. What could not be read beside other
  ///   things is in ``refused``.
  /// - Complexity: Headers only; no element is touched.
  public init(opening path: String, options: Options = Options()) throws(CheckpointError) {
    try self.init(opening: [path], options: options)
  }

  /// What one file of tensors holds.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - signature: What its first bytes say.
  ///   - path: Its path, for messages and names.
  ///   - file: Its position among the files.
  ///   - options: How it is read.
  /// - Returns: Its tensors and what is odd about them.
  /// - Throws: ``CheckpointError``.
  static func contents(
    of source: any ByteSource, signature: FileSignature, path: String, file: Int, options: Options
  ) throws(CheckpointError) -> CheckpointPart {
    switch signature {
    case .safetensors:
      return try safetensorsContents(of: source, path: path, file: file, options: options)
    case .npy:
      let tensor = try NPYFile.tensor(
        in: source, name: path.stem, file: file, label: path, options: options)
      return CheckpointPart(format: .npy, tensors: [tensor], findings: [])
    case .zip:
      return try zipContents(of: source, path: path, file: file, options: options)
    case .refused(let code, let name, let advice):
      throw CheckpointError(code, "\(path) is \(name), which is not read; \(advice).")
    case .json:
      throw CheckpointError(
        .notRecognized,
        "\(path) is JSON without tensors; give the folder or the file of the weights.")
    case .unknown:
      // A file that calls itself safetensors is told which rule of the format it breaks.
      if path.hasSuffix(".safetensors") {
        return try safetensorsContents(of: source, path: path, file: file, options: options)
      }
      throw CheckpointError(
        .notRecognized,
        "\(path) is no safetensors, npy, npz or PyTorch file; give the file of the weights.")
    }
  }
}

extension String {
  /// The last component of a path.
  var lastComponent: String { split(separator: "/").last.map(String.init) ?? self }

  /// The last component without its last extension.
  var stem: String {
    let name = lastComponent
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
