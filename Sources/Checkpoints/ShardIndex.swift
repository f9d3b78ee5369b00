/// An index of shards: which file holds which tensor.
///
/// `{"metadata": {"total_size": …}, "weight_map": {"tensor name": "file name"}}`, as
/// `huggingface/transformers` writes it.
struct ShardIndex {
  /// The file of each tensor.
  let files: [ByteName: ByteName]
  /// The bytes of all tensors, where the index tells it.
  let totalSize: Double?

  /// The longest index that is read.
  static let maximumLength = 100_000_000

  /// Reads an index.
  ///
  /// - Parameters:
  ///   - bytes: All of the file.
  ///   - name: Its name for messages.
  /// - Throws: ``CheckpointError``: `notRecognized` for other JSON, `duplicateName`, `unsafeName` for a
  ///   shard that is no plain file name, `invalidIndex`.
  init(_ bytes: [UInt8], name: String) throws(CheckpointError) {
    let text: Text
    do { text = try Text(bytes) } catch {
      switch error {
      case .malformed(let position):
        throw CheckpointError(
          .invalidIndex, "\(name) is no JSON at byte \(position); copy or save it again.")
      case .duplicate(let key, _):
        throw CheckpointError(
          .duplicateName, "\(name) has the key \"\(key.shown)\" twice; save it again.")
      }
    }
    guard text.hasMap else {
      throw CheckpointError(
        .notRecognized,
        "\(name) is JSON without a weight_map; give the folder or the file of the weights.")
    }
    guard let entries = text.map else {
      throw CheckpointError(
        .invalidIndex, "\(name) has a weight_map that is no object; save it again.")
    }
    var files: [ByteName: ByteName] = [:]
    files.reserveCapacity(entries.count)
    for (tensor, entry) in entries {
      guard case .text(let file) = entry else {
        throw CheckpointError(
          .invalidIndex,
          "\(name) maps \(tensor.text.shown) to something that is no file name; save it again.")
      }
      guard Self.isPlain(file) else {
        throw CheckpointError(
          .unsafeName,
          "\(name) maps \(tensor.text.shown) to \"\(file.shown)\", which is no file beside it; do not "
            + "trust this index.")
      }
      files[tensor] = ByteName(file)
    }
    self.files = files
    guard case .object(let metadata)? = text.metadata else {
      totalSize = nil
      return
    }
    switch metadata["total_size"] {
    case .count(let size)?: totalSize = Double(size)
    case .number(let size)?: totalSize = size
    default: totalSize = nil
    }
  }

  /// Whether a name stays in its folder, on every system.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".."
      && !name.unicodeScalars.contains { "/\\\0".unicodeScalars.contains($0) }
  }
}

extension ShardIndex {
  /// What the JSON says.
  private struct Text {
    var hasMap = false
    /// The `weight_map`; nil where it is no object.
    var map: [ByteName: StrictJSON.Value]?
    var metadata: StrictJSON.Value?

    init(_ bytes: [UInt8]) throws(StrictJSON.Failure) {
      var json = StrictJSON(bytes[...], .full)
      guard json.isBeforeObject else {
        _ = try StrictJSON.parse(bytes[...], .full)
        return
      }
      let depth = StrictJSON.Grammar.full.depth - 1
      var keys: Set<ByteName> = []
      var text = self
      try json.forEachMember { (json, key) throws(StrictJSON.Failure) in
        guard keys.insert(ByteName(key)).inserted else { throw .duplicate(key, place: []) }
        text.hasMap = text.hasMap || key == "weight_map"
        if key == "weight_map" && json.isBeforeObject {
          text.map = try json.members(depth: depth)
        } else {
          let value = try json.value(depth: depth)
          if key == "metadata" { text.metadata = value }
        }
      }
      try json.expectEnd()
      self = text
    }
  }
}
