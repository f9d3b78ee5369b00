/// Why a data set could not be read.
public struct DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Hashable, Sendable {
    private let name: String

    /// The file is not there or may not be read.
    public static let missingFile = Code(name: "missingFile")
    /// The gzip stream is damaged or ends early.
    public static let damagedStream = Code(name: "damagedStream")
    /// The content is not what the format prescribes.
    public static let wrongFormat = Code(name: "wrongFormat")
    /// The header promises more or fewer bytes than there are.
    public static let wrongSize = Code(name: "wrongSize")
    /// More samples were asked for than the file has.
    public static let tooFewSamples = Code(name: "tooFewSamples")
  }

  /// The kind of failure.
  public let code: Code
  /// The file that could not be used.
  public let file: String
  /// One sentence that names the file and says what to do.
  public let description: String

  init(_ code: Code, file: String, _ description: String) {
    self.code = code
    self.file = file
    self.description = description
  }
}
