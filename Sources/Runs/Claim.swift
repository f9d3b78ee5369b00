/// A statement of a paper next to what was measured, and the verdict.
///
/// A value that is absent or not finite is `nil` and becomes `null` in JSON; the keys `id`,
/// `statement`, `source`, `kind`, `published`, `measured`, `standard_error`, `tolerance` and
/// `verdict` are always there. The rules that give the verdict stand beside the functions that
/// make claims, such as ``level(id:statement:source:published:measured:standardError:tolerance:)``.
public struct Claim: Codable, Equatable, Sendable {
  /// How a claim is decided.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// A number, or a bound on one.
    case level
    /// A sequence of means that falls or rises.
    case order
    /// The sign of a difference.
    case sign
    /// Reported beside the published value, without verdict.
    case note
  }

  /// Names the claim within its experiment, such as `mode/linear/normal/depth-4/inputs-128`.
  public let id: String
  /// The statement, one sentence.
  public let statement: String
  /// Where the published value or the statement stands.
  public let source: String
  /// How the claim is decided.
  public let kind: Kind
  /// The published value, or the bound.
  public let published: Double?
  /// The measured value: for an order the smallest gap, for a sign the difference.
  public let measured: Double?
  /// The standard error of `measured`.
  public let standardError: Double?
  /// How far a level may lie from the published value; 0 for a bound.
  public let tolerance: Double?
  /// The verdict; `nil` for a note.
  public let verdict: Verdict?

  init(
    id: String, statement: String, source: String, kind: Kind, published: Double? = nil,
    measured: Double?, standardError: Double?, tolerance: Double? = nil, verdict: Verdict?
  ) {
    self.id = id
    self.statement = statement
    self.source = source
    self.kind = kind
    self.published = published.finite
    self.measured = measured.finite
    self.standardError = standardError.finite
    self.tolerance = tolerance.finite
    self.verdict = verdict
  }

  private enum CodingKeys: String, CodingKey {
    case id
    case statement
    case source
    case kind
    case published
    case measured
    case standardError = "standard_error"
    case tolerance
    case verdict
  }

  /// Encodes the claim with all keys, `null` for what is absent.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(statement, forKey: .statement)
    try container.encode(source, forKey: .source)
    try container.encode(kind, forKey: .kind)
    try container.encode(published, forKey: .published)
    try container.encode(measured, forKey: .measured)
    try container.encode(standardError, forKey: .standardError)
    try container.encode(tolerance, forKey: .tolerance)
    try container.encode(verdict, forKey: .verdict)
  }
}

extension Double? {
  fileprivate var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}
