/// What a claim came to.
public enum Verdict: String, Codable, CaseIterable, Sendable {
  /// The measurement agrees with the statement.
  case confirmed
  /// The measurement contradicts the statement.
  case refuted
  /// Nothing was measured, or the measurement is too coarse to tell.
  case inconclusive
}
