/// The name of a random stream: a root seed and what the draws are for, joined by `/`.
///
/// `20230301/rank-density/linear/depth-4/weights` is the same stream on every machine, in any
/// thread and after any other draw. A stream's key is the SipHash-2-4-128 of this text in UTF-8,
/// so two different paths collide with probability 2⁻¹²⁸.
public struct SeedPath: Hashable, Sendable, CustomStringConvertible {
  /// The path as text, components joined by `/`.
  public let description: String

  /// The path that consists of `root` alone, in decimal digits.
  public init(root: UInt64) {
    description = String(root)
  }

  /// The path with this text.
  ///
  /// - Precondition: The text has at least one component and none of them is empty.
  public init(_ description: String) {
    precondition(
      Self.isValid(description),
      "the seed path \"\(description)\" needs non-empty components joined by \"/\"")
    self.description = description
  }

  /// This path, one component longer.
  ///
  /// - Precondition: `component` is not empty and contains no `/`.
  public func appending(_ component: String) -> SeedPath {
    precondition(
      !component.isEmpty && !component.utf8.contains(separator),
      "the component \"\(component)\" of a seed path must not be empty or contain \"/\"")
    return SeedPath(description + "/" + component)
  }

  /// `path` with one more component: `seed / "depth-4" / "weights"`, `seed / 17`.
  public static func / (path: SeedPath, component: some CustomStringConvertible) -> SeedPath {
    path.appending(component.description)
  }

  fileprivate static func isValid(_ description: String) -> Bool {
    description.utf8.split(separator: separator, omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty }
  }
}

private let separator = UInt8(ascii: "/")

extension SeedPath: Codable {
  /// Reads the path from its text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard Self.isValid(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "\"\(text)\" is no seed path: it has an empty component.")
    }
    self.init(text)
  }

  /// Writes the path as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
