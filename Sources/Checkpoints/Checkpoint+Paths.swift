extension Checkpoint {
  /// Opens several files, indexes of shards and folders as one checkpoint.
  ///
  /// Names that occur twice get a number, as within a folder.
  ///
  /// - Parameters:
  ///   - paths: At least one; links are followed.
  ///   - options: How they are read.
  /// - Throws: ``CheckpointError`` if nothing could be read. What could not be read beside other
  ///   things is in ``refused``.
  /// - Complexity: Headers only; no element is touched.
  public init(opening paths: [String], options: Options = Options()) throws(CheckpointError) {
    precondition(!paths.isEmpty, "no path")
    var inventory = CheckpointInventory(options: options)
    for path in paths {
      let position = inventory.refused.count
      do throws(CheckpointError) {
        if case .folder = try FileKind(of: path) {
          try inventory.addFolder(path)
        } else {
          try inventory.add(path)
        }
      } catch { inventory.refused.insert(error, at: position) }
    }
    if inventory.files.isEmpty, let error = inventory.refused.first { throw error }
    self = inventory.checkpoint
  }
}
