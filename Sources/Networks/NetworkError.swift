/// Why an architecture cannot be built.
public struct NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Hashable, Sendable {
    private let name: String

    /// A width, depth or other size is not positive.
    public static let emptyShape = Code(name: "emptyShape")
    /// What a layer gives does not fit what the next one takes.
    public static let shapeMismatch = Code(name: "shapeMismatch")
    /// A number is outside the range that its meaning allows.
    public static let invalidValue = Code(name: "invalidValue")
    /// An initialization that needs a chain of linear layers met something else.
    public static let notAChain = Code(name: "notAChain")
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence that names the place and says what to do.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
