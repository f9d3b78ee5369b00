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
