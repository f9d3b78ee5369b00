/// What became of every tensor of a checkpoint.
///
/// `tensors = analysed + excluded + skipped`, always.
public struct Coverage: Hashable, Sendable {
  /// Why a tensor is not in the table.
  public struct Reason: Hashable, Sendable {
    /// Whether a rule left it out or something prevented it.
    public enum Kind: String, Codable, Hashable, Sendable {
      /// A stated rule or option, known before reading.
      case excluded
      /// Wanted, but impossible.
      case skipped
    }

    /// The tensor.
    public let name: String
    /// Why.
    public let cause: Cause
    /// Excluded or skipped.
    public var kind: Kind { cause.kind }
    /// The reason in words, such as `vector` or `missing shard FILE`.
    public var reason: String { cause.text }

    /// A tensor and why it has no row.
    public init(name: String, cause: Cause) {
      self.name = name
      self.cause = cause
    }
  }

  /// Every tensor of the inputs.
  public let tensors: Int
  /// Tensors of which every planned row was measured.
  public let analysed: Int
  /// Every tensor that is not analysed.
  public let reasons: [Reason]
  /// The parameters of all tensors.
  public let parameters: Int
  /// The parameters of analysed tensors.
  public let parametersAnalysed: Int
  /// Analysed tensors of which only the largest singular values were sought.
  public let topOnly: Int

  /// Accounts for every tensor.
  ///
  /// - Precondition: `tensors = analysed + reasons.count`.
  public init(
    tensors: Int, analysed: Int, reasons: [Reason], parameters: Int, parametersAnalysed: Int,
    topOnly: Int = 0
  ) {
    precondition(
      tensors == analysed + reasons.count,
      "\(tensors) tensors, of which \(analysed) analysed and \(reasons.count) accounted for")
    self.tensors = tensors
    self.analysed = analysed
    self.reasons = reasons
    self.parameters = parameters
    self.parametersAnalysed = parametersAnalysed
    self.topOnly = topOnly
  }

  /// How many a rule left out.
  public var excluded: Int { reasons.count { $0.kind == .excluded } }
  /// How many could not be read.
  public var skipped: Int { reasons.count { $0.kind == .skipped } }
  /// Whether nothing was skipped.
  public var isComplete: Bool { skipped == 0 }
  /// `COMPLETE`, or `PARTIAL` if something was skipped.
  public var status: String { isComplete ? "COMPLETE" : "PARTIAL" }

  /// The reasons of one kind with their numbers, the frequent ones first; aliases and scales count as
  /// one reason each.
  public func groups(of kind: Reason.Kind) -> [(reason: String, count: Int)] {
    var counts: [String: Int] = [:]
    for reason in reasons where reason.kind == kind { counts[reason.cause.group, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }
}

extension Coverage.Reason: Encodable {
  private enum Key: String, CodingKey {
    case name, kind, reason
  }

  /// Writes name, kind and the reason in words.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(name, forKey: .name)
    try values.encode(kind, forKey: .kind)
    try values.encode(reason, forKey: .reason)
  }
}
