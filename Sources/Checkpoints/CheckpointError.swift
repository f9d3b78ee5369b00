/// A file of arrays that cannot be read or written.
public struct CheckpointError: Error, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the code.
    public let description: String

    /// The system does not let the file be read or written.
    public static let unusableFile = Code(description: "unusableFile")
    /// The file is of another format.
    public static let notRecognized = Code(description: "notRecognized")
    /// The format is right, but uses something that is not supported.
    public static let unsupported = Code(description: "unsupported")
    /// The file ends too early.
    public static let truncated = Code(description: "truncated")
    /// A header contradicts itself or the format.
    public static let invalidHeader = Code(description: "invalidHeader")
    /// The declared sizes do not fit each other or the bytes that are there.
    public static let sizeMismatch = Code(description: "sizeMismatch")
    /// The declared sizes pass the reader's limit.
    public static let tooLarge = Code(description: "tooLarge")
    /// Bytes have changed since the file was written.
    public static let damaged = Code(description: "damaged")
    /// Two entries of an archive have the same name.
    public static let duplicateName = Code(description: "duplicateName")
    /// The name of an entry leads out of its archive or is empty.
    public static let unsafeName = Code(description: "unsafeName")

    /// A safetensors file of fewer than 8 bytes.
    public static let headerTooSmall = Code(description: "headerTooSmall")
    /// A header above the limit of its format.
    public static let headerTooLarge = Code(description: "headerTooLarge")
    /// A header that would be longer than its file.
    public static let invalidHeaderLength = Code(description: "invalidHeaderLength")
    /// A tensor whose size passes any number of bytes.
    public static let validationOverflow = Code(description: "validationOverflow")
    /// A tensor that is not a whole number of bytes.
    public static let misaligned = Code(description: "misaligned")
    /// A tensor whose bytes do not fit its type and shape.
    public static let invalidTensorInfo = Code(description: "invalidTensorInfo")
    /// Tensors that overlap, leave holes, or end before they begin.
    public static let invalidOffset = Code(description: "invalidOffset")
    /// Tensors that end before or behind the end of the file.
    public static let incompleteBuffer = Code(description: "incompleteBuffer")
    /// An index of shards that contradicts its format.
    public static let invalidIndex = Code(description: "invalidIndex")
    /// A known format that is not read.
    public static let unsupportedFormat = Code(description: "unsupportedFormat")
    /// A PyTorch file of the format before 1.6.
    public static let legacyTorchFormat = Code(description: "legacyTorchFormat")
    /// A PyTorch file that holds a program.
    public static let torchScript = Code(description: "torchScript")
    /// A folder without any file of a format that is read.
    public static let emptyFolder = Code(description: "emptyFolder")
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// One sentence: which file or entry, what, and what to do.
  public let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ failure: SystemFailure, doing what: String, path: String) {
    self.init(
      .unusableFile, "Cannot \(what) \(path): \(failure.reason); check path and permissions.")
  }

  /// The sentence.
  public var description: String { message }
}

extension String {
  /// The text as a message shows it: on one line, without control characters, at most 200 characters.
  package var shown: String {
    var result = ""
    for scalar in unicodeScalars.prefix(200) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += scalar.escaped(asASCII: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.dropFirst(200).isEmpty ? result : result + "…"
  }
}
