/// The archive that `torch.save` writes: a pickle, and one entry of raw bytes for each storage.
struct TorchArchive {
  /// The name of the file for messages.
  let name: String
  /// Whether numbers are big-endian.
  let isBigEndian: Bool
  /// Whether the archive was written without checksums.
  let lacksChecksums: Bool

  private let archive: ZIPReader
  private let pickle: ZIPReader.Entry
  private let storages: [ByteName: ZIPMember]

  /// The archive; nil if it is none of PyTorch's.
  ///
  /// - Throws: ``CheckpointError`` with code `torchScript` for a program, `invalidHeader`, or what
  ///   reading throws.
  init?(_ archive: ZIPReader) throws(CheckpointError) {
    let names = archive.entries.lazy.map { $0.name.split(separator: "/") }
    let isProgram = names.contains { parts in
      parts.last == "constants.pkl" || parts.dropLast().dropFirst().first == "code"
    }
    if isProgram, !archive.entries.contains(where: { $0.name.hasSuffix(".npy") }) {
      throw CheckpointError(
        .torchScript,
        "\(archive.archive) is a TorchScript program; save the state_dict of its module with "
          + "torch.save.")
    }
    let pickles = archive.entries.filter { entry in
      entry.name.hasSuffix("/data.pkl") && entry.name.utf8.count { $0 == UInt8(ascii: "/") } == 1
    }
    guard let pickle = pickles.first else { return nil }
    guard pickles.count == 1, pickle.size <= PickleMachine.largestSize else {
      throw CheckpointError(
        pickles.count == 1 ? .tooLarge : .invalidHeader,
        pickles.count == 1
          ? "Entry \(pickle.name.shown) of \(archive.archive) has \(pickle.size) bytes, more than "
            + "\(PickleMachine.largestSize); save only tensors."
          : "\(archive.archive) holds both \(pickles[0].name.shown) and \(pickles[1].name.shown); save one "
            + "checkpoint in one file.")
    }
    self.archive = archive
    self.pickle = pickle
    name = archive.archive
    // What torch.save writes after torch.serialization.set_crc32_options(False).
    let lacksChecksums = archive.entries.allSatisfy { $0.checksum == 0 && !$0.isDeflated }
    self.lacksChecksums = lacksChecksums
    let prefix = pickle.name.without(suffix: "data.pkl") ?? ""
    let order = archive.entries.first { ByteName($0.name) == ByteName(prefix + "byteorder") }
    isBigEndian =
      try order.map { entry throws(CheckpointError) in
        try Self.isBigEndian(try archive.head(of: entry, count: 16), entry, archive.archive)
      } ?? false
    let folder = prefix + "data/"
    var storages: [ByteName: ZIPMember] = [:]
    for entry in archive.entries {
      guard let key = entry.name.without(prefix: folder) else { continue }
      storages[ByteName(key)] = ZIPMember(
        entry, of: archive, hasChecksum: !lacksChecksums)
    }
    self.storages = storages
  }

  /// What the pickle describes.
  func graph() throws(CheckpointError) -> PickleGraph {
    let bytes =
      lacksChecksums ? try archive.unchecked(pickle) : try archive.contents(of: pickle)
    return try PickleMachine.graph(of: bytes, name: "Entry \(pickle.name.shown) of \(name)")
  }

  /// The bytes of a storage.
  func storage(_ key: String) -> ZIPMember? { storages[ByteName(key)] }

  private static func isBigEndian(
    _ text: [UInt8], _ entry: ZIPReader.Entry, _ archive: String
  ) throws(CheckpointError) -> Bool {
    switch String(decoding: text, as: UTF8.self) {
    case "little": return false
    case "big": return true
    default:
      throw CheckpointError(
        .invalidHeader,
        "Entry \(entry.name.shown) of \(archive) is neither little nor big; save the checkpoint again."
      )
    }
  }
}
