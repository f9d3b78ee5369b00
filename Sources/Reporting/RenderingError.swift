/// What kept a report, or the pictures in it, from being made.
public struct RenderingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Hashable, Sendable {
    let name: String
    /// There is no Python interpreter where one was named or looked for.
    public static let interpreterMissing = Code(name: "interpreterMissing")
    /// The interpreter has no `vl_convert` module.
    public static let rendererMissing = Code(name: "rendererMissing")
    /// The renderer did not finish in time and was stopped.
    public static let timedOut = Code(name: "timedOut")
    /// The renderer ended early or answered nonsense.
    public static let rendererFailed = Code(name: "rendererFailed")
    /// The renderer refused one chart.
    public static let chartRefused = Code(name: "chartRefused")
    /// A file of the report could not be written.
    public static let unwritable = Code(name: "unwritable")
  }

  /// The kind of failure.
  public let code: Code
  /// What happened, to what, and what to do.
  public let message: String

  /// The message.
  public var description: String { message }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
