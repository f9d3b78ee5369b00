/// A training that could not be set up, continued or stored.
public struct TrainingRunError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the code.
    public let description: String

    /// The configuration cannot be read, or is no JSON.
    public static let unreadable = Code(description: "unreadable")
    /// A key that nothing reads.
    public static let unknownKey = Code(description: "unknownKey")
    /// A key that stands twice, or two keys that exclude each other.
    public static let contradiction = Code(description: "contradiction")
    /// A key without default is absent.
    public static let missingKey = Code(description: "missingKey")
    /// A value is of the wrong type or out of range.
    public static let invalidValue = Code(description: "invalidValue")
    /// Network and data do not fit.
    public static let shapeMismatch = Code(description: "shapeMismatch")
    /// Data are missing or damaged.
    public static let missingData = Code(description: "missingData")
    /// The folder or a file in it cannot be created, read or written.
    public static let unusableFolder = Code(description: "unusableFolder")
    /// Another process is writing into the folder.
    public static let folderInUse = Code(description: "folderInUse")
    /// The data files are not those that the checkpoint was trained on.
    public static let otherData = Code(description: "otherData")
    /// The folder holds a training of another configuration.
    public static let otherConfiguration = Code(description: "otherConfiguration")
    /// A checkpoint or log was changed or belongs to another version.
    public static let damagedCheckpoint = Code(description: "damagedCheckpoint")
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// One sentence: what, where, and what to do.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
