/// What became of every tensor of a checkpoint.
///
/// `tensors = analysed + excluded + skipped`, always.
public struct Coverage: Hashable, Sendable {
  /// Why a tensor is not in the table.
  public struct Reason: Codable, Hashable, Sendable {
    /// Whether a rule left it out or something prevented it.
    public enum Kind: String, Codable, Hashable, Sendable {
      /// A stated rule or option, known before reading.
      case excluded
      /// Wanted, but impossible.
      case skipped
    }

    /// The tensor.
    public let name: String
    /// Excluded or skipped.
    public let kind: Kind
    /// The reason, such as `vector` or `missing shard FILE`.
    public let reason: String

    /// A tensor and why it has no row.
    public init(name: String, kind: Kind, reason: String) {
      self.name = name
      self.kind = kind
      self.reason = reason
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
}
