/// A recovery that could not be set up, continued or stored.
public struct RecoveryRunError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the code.
    public let description: String

    /// The data are missing, damaged or no such thing.
    public static let unusableData = Code(description: "unusableData")
    /// Two inputs do not fit each other.
    public static let shapeMismatch = Code(description: "shapeMismatch")
    /// An option is out of range, or does not go with the others.
    public static let invalidOption = Code(description: "invalidOption")
    /// The folder or a file in it cannot be created, read or written.
    public static let unusableFolder = Code(description: "unusableFolder")
    /// Another process is writing into the folder.
    public static let folderInUse = Code(description: "folderInUse")
    /// The folder holds a recovery of other data or options.
    public static let otherConfiguration = Code(description: "otherConfiguration")
    /// A stored state was changed or belongs to another version.
    public static let damagedState = Code(description: "damagedState")
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
