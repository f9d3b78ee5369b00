/// A run that could not be opened, continued or stored.
public struct RunError: Error, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the code.
    public let description: String

    /// The folder or a file in it cannot be created, read or written.
    public static let unusableFolder = Code(description: "unusableFolder")
    /// Another process is writing into the folder.
    public static let folderInUse = Code(description: "folderInUse")
    /// The disk is full; what is stored is intact.
    public static let diskFull = Code(description: "diskFull")
    /// The folder holds a run of another schema version.
    public static let otherVersion = Code(description: "otherVersion")
    /// The folder holds a run of another configuration.
    public static let otherConfiguration = Code(description: "otherConfiguration")
    /// A manifest or claims file is damaged.
    public static let damagedDocument = Code(description: "damagedDocument")
    /// A line of a trial log is damaged or was edited.
    public static let damagedLog = Code(description: "damagedLog")
    /// A trial threw an error.
    public static let trialFailed = Code(description: "trialFailed")
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// One sentence: what, where, and what to do.
  public let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}
