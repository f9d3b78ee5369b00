/// Why a training could not be set up.
public struct TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Hashable, Sendable {
    private let name: String

    /// No optimizer or schedule has this name.
    public static let unknownName = Code(name: "unknownName")
    /// A configuration has a key that nothing reads.
    public static let unknownKey = Code(name: "unknownKey")
    /// A configuration lacks a key that has no default.
    public static let missingKey = Code(name: "missingKey")
    /// A value is of the wrong type or out of range.
    public static let invalidValue = Code(name: "invalidValue")
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence that names what is wrong and says what to do.
  public let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
