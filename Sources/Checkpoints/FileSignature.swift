/// What the first bytes of a file say about its format.
enum FileSignature: Equatable {
  case safetensors, npy, zip
  /// JSON, which may be an index of shards.
  case json
  /// A known format that is not read: the reason and the advice.
  case refused(CheckpointError.Code, name: String, advice: String)
  case unknown

  /// How many bytes decide.
  static let length = 64

  /// Recognises a file by its first ``length`` bytes, or by all where it has fewer.
  init(_ head: [UInt8]) {
    let isHeader = head.count > 8 && head[8] == UInt8(ascii: "{")
    // A header's length may begin like another format, but it fits 4 of its 8 bytes.
    if isHeader && head[4..<8].allSatisfy({ $0 == 0 }) {
      self = .safetensors
    } else if let signature = Self.signatures.first(where: { head.starts(with: $0.bytes) }) {
      self = signature.meaning
    } else if let first = head.first(where: { !" \n\r\t".utf8.contains($0) }),
      first == UInt8(ascii: "{"), !head.prefix(8).contains(0)
    {
      self = .json
    } else {
      self = isHeader ? .safetensors : .unknown
    }
  }

  private static let signatures: [(bytes: [UInt8], meaning: FileSignature)] =
    [
      ([0x93] + Array("NUMPY".utf8), .npy),
      (Array("PK".utf8) + [3, 4], .zip),
      // An archive without members.
      (Array("PK".utf8) + [5, 6], .zip),
      (
        [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19],
        .refused(
          .legacyTorchFormat, name: "a PyTorch file of the format before 1.6",
          advice: "re-save it with torch ≥ 1.6, or as safetensors")
      ),
    ]
    + foreign.map { bytes, name, advice in
      (bytes, .refused(.unsupportedFormat, name: name, advice: advice))
    }

  private static let foreign: [([UInt8], String, String)] =
    [
      (Array("GGUF".utf8), "a GGUF file", "give the checkpoint that it was converted from"),
      (
        [0x89] + Array("HDF".utf8), "an HDF5 file",
        "save its arrays as npz or safetensors first"
      ),
      ([0x80, 2], "a bare Python pickle", pickle), ([0x80, 3], "a bare Python pickle", pickle),
      ([0x80, 4], "a bare Python pickle", pickle), ([0x80, 5], "a bare Python pickle", pickle),
      (
        Array("version https://git-lfs".utf8), "a pointer to a large file in Git, not the file",
        "run `git lfs pull` first"
      ),
      (Array("<!DOCTYPE".utf8), page, "download it again"),
      (Array("<!doctype".utf8), page, "download it again"),
      (Array("<html".utf8), page, "download it again"),
    ]
    + [
      ([0x1F, 0x8B], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard"),
      ([0xFD] + Array("7zXZ".utf8), "xz"), (Array("BZh".utf8), "bzip2"),
    ].map { ($0.0, "compressed with \($0.1)", "unpack it first") }

  private static let page = "a web page, as failed downloads leave it"
  private static let pickle = "save it with torch.save or as safetensors"
}
