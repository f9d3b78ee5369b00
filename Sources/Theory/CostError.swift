/// Why a representation cost cannot be computed.
public struct CostError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Hashable, Sendable {
    private let name: String

    /// λ, a constant, a number of blocks or a step is outside its range.
    public static let invalidParameter = Code(name: "invalidParameter")
    /// A singular value or an entry of the matrix is not finite, or a singular value negative.
    public static let invalidValue = Code(name: "invalidValue")
    /// The network is narrower than the rank of the matrix: no weights represent it.
    public static let infiniteCost = Code(name: "infiniteCost")
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence that names the value and says what to do.
  public let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}

/// A number that is positive and finite.
///
/// - Throws: ``CostError`` with the name and the number for any other.
func positive(_ value: Double, _ name: String) throws(CostError) -> Double {
  guard value > 0, value.isFinite else {
    throw CostError(
      .invalidParameter, "\(name) must be a positive finite number, but is \(value).")
  }
  return value
}
