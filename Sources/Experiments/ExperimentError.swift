/// A request for an experiment that cannot be carried out.
public struct ExperimentError: Error, Sendable, CustomStringConvertible {
  /// What kind of request it was.
  public enum Code: Sendable {
    /// No experiment has this id.
    case unknownExperiment
    /// The experiment has no parameter of this name.
    case unknownKey
    /// The value of a parameter cannot be read or is out of range.
    case invalidValue
    /// The experiment needs data that is not there or cannot be read.
    case missingData
  }

  /// What kind of request it was.
  public let code: Code

  /// One sentence: what, where, and what to do.
  public let description: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - code: The kind.
  ///   - description: One sentence with the offending thing and the next step.
  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
