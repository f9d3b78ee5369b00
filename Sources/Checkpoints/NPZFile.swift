/// NumPy's npz files: ZIP archives of arrays.
public enum NPZFile {
  /// The most that the deflated arrays of one archive may inflate to, unless the caller says
  /// otherwise: 16 GiB.
  public static let standardLimit = 16 << 30

  /// Reads all arrays of an archive.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most bytes that all arrays together may have.
  /// - Returns: The arrays by name, without the ending `.npy`.
  /// - Throws: ``CheckpointError`` for a file that cannot be read, is damaged, holds something that
  ///   is no array, or passes the limit.
  public static func read(
    _ path: String, limit: Int = standardLimit
  ) throws(CheckpointError) -> [String: NPYArray] {
    let bytes: [UInt8]
    do { bytes = try SystemFile.read(path) } catch {
      throw CheckpointError(error, doing: "read", path: path)
    }
    return try decode(bytes, name: path, limit: limit)
  }

  /// Writes an archive in one step; equal arrays give equal bytes.
  ///
  /// - Parameters:
  ///   - arrays: The arrays by name, without the ending `.npy`.
  ///   - path: The file.
  ///   - compression: How they are kept.
  /// - Throws: ``CheckpointError`` with code `unusableFile`.
  public static func write(
    _ arrays: [String: NPYArray], to path: String, compression: ArchiveCompression = .deflated
  ) throws(CheckpointError) {
    do { try SystemFile.replace(path, with: [encode(arrays, compression: compression)]) } catch {
      throw CheckpointError(error, doing: "write", path: path)
    }
  }

  /// The arrays in the bytes of an archive; see ``read(_:limit:)``.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  ///   - limit: The most bytes that all arrays together may have.
  /// - Returns: The arrays by name, without the ending `.npy`.
  /// - Throws: ``CheckpointError``.
  public static func decode(
    _ bytes: [UInt8], name: String, limit: Int = standardLimit
  ) throws(CheckpointError) -> [String: NPYArray] {
    let archive = try ZIPReader(bytes, name: name)
    var total = 0
    var arrays: [String: NPYArray] = [:]
    for entry in archive.entries {
      let label = "Entry \(entry.name) of \(name)"
      guard let key = entry.name.without(suffix: ".npy") else {
        throw CheckpointError(
          .unsupported, "\(label) is no npy array; keep only arrays in an npz archive.")
      }
      guard entry.size <= limit - total else {
        throw CheckpointError(
          .tooLarge,
          "\(label) brings the archive above \(limit) bytes; split it, or raise the limit.")
      }
      total += entry.size
      try checkSize(of: entry, in: archive, label: label)
      let contents = try archive.contents(of: entry)
      let array = try NPYFile.decode(contents[...], name: label)
      guard arrays.updateValue(array, forKey: key) == nil else {
        throw CheckpointError(.duplicateName, .equivalentNames(key, in: name))
      }
    }
    return arrays
  }

  /// The bytes of an archive that holds `arrays`, entries by name in byte order.
  ///
  /// - Parameters:
  ///   - arrays: The arrays by name, without the ending `.npy`.
  ///   - compression: How they are kept.
  /// - Returns: The bytes; the same ones for the same arrays.
  /// - Precondition: No name is empty or leads out of the archive.
  public static func encode(
    _ arrays: [String: NPYArray], compression: ArchiveCompression = .deflated
  ) -> [UInt8] {
    var writer = ZIPWriter(compression: compression)
    for (name, array) in arrays.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      precondition(ZIPReader.isSafe(name + ".npy"), "\"\(name)\" cannot name an array")
      writer.add(NPYFile.encode(array), named: name + ".npy")
    }
    return writer.finished()
  }

  /// Reads an array's header before anything is inflated in full: the sizes in archive and header
  /// must agree.
  private static func checkSize(
    of entry: ZIPReader.Entry, in archive: ZIPReader, label: String
  ) throws(CheckpointError) {
    // 12 bytes say how long a header is.
    let head = try archive.head(of: entry, count: NPYHeader.maximumLength + 12)
    let (header, start) = try NPYHeader.parse(head[...], name: label)
    try header.requireSize(entry.size - start, name: label)
  }
}
