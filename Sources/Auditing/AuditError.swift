/// An audit that cannot begin, or cannot keep what it finds.
public struct AuditError: Error, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the code.
    public let description: String

    /// An option has a value that means nothing.
    public static let invalidOption = Code(description: "invalidOption")
    /// A rule about names cannot be understood.
    public static let invalidRule = Code(description: "invalidRule")
    /// There is no metric of this name.
    public static let unknownMetric = Code(description: "unknownMetric")
    /// The folder of the audit cannot be created, read or written.
    public static let unusableFolder = Code(description: "unusableFolder")
    /// A line of the folder's log is damaged or was edited.
    public static let damagedLog = Code(description: "damagedLog")
    /// A file of results cannot be written.
    public static let unusableFile = Code(description: "unusableFile")
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
