/// Something about a checkpoint that a careful reader would want to know, and that stops nothing.
public struct CheckpointFinding: Codable, Hashable, Sendable, CustomStringConvertible {
  /// A short name in camel case, such as `unlistedTensor`.
  public let code: String
  /// The tensor or file that it is about.
  public let subject: String
  /// One sentence.
  public let sentence: String

  /// A finding.
  public init(code: String, subject: String, sentence: String) {
    self.code = code
    self.subject = subject
    self.sentence = sentence
  }

  /// The sentence.
  public var description: String { sentence }
}
