/// Why a matrix cannot be recovered from what was given.
public struct RecoveryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Hashable, Sendable {
    private let name: String

    /// A dimension or a number of observations is not positive.
    public static let emptyShape = Code(name: "emptyShape")
    /// Two inputs do not fit each other.
    public static let shapeMismatch = Code(name: "shapeMismatch")
    /// A number is not finite or outside the range that its meaning allows.
    public static let invalidValue = Code(name: "invalidValue")
    /// An entry stands outside the matrix, or twice in it, or a row has none.
    public static let unusableEntries = Code(name: "unusableEntries")
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence that names the place and says what to do.
  public let description: String
  /// The observed entry that is meant, nil where it is none in particular.
  ///
  /// Counted from 0 in the order in which they were given: whoever read them can add file and line.
  public let entry: Int?

  package init(_ code: Code, _ description: String, entry: Int? = nil) {
    self.code = code
    self.description = description
    self.entry = entry
  }
}
