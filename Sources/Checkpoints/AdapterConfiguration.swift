/// How the two factors of low-rank adapters are scaled, from the `adapter_config.json` beside them.
///
/// Source: `huggingface/peft`, `LoraConfig`.
package struct AdapterConfiguration: Hashable, Sendable {
  /// The file's name.
  static let name = "adapter_config.json"

  /// `lora_alpha`; nil where the file does not say.
  package let alpha: Double?
  /// `r`; nil where the file does not say.
  package let rank: Int?
  /// Whether the scale is `alpha / √r` instead of `alpha / r` (`use_rslora`).
  package let isRankStabilised: Bool
  /// Other values of `alpha` for modules whose names end in a key.
  package let alphaPattern: [String: Double]
  /// Other values of `r` for modules whose names end in a key.
  package let rankPattern: [String: Int]

  package init(
    alpha: Double?, rank: Int?, isRankStabilised: Bool = false,
    alphaPattern: [String: Double] = [:], rankPattern: [String: Int] = [:]
  ) {
    self.alpha = alpha
    self.rank = rank
    self.isRankStabilised = isRankStabilised
    self.alphaPattern = alphaPattern
    self.rankPattern = rankPattern
  }

  /// The configuration in a folder; nil where there is none.
  ///
  /// - Throws: ``CheckpointError`` for a file that cannot be read or contradicts its format.
  init?(in folder: String) throws(CheckpointError) {
    let path = "\(folder)/\(Self.name)"
    let bytes: [UInt8]
    do { bytes = try SystemFile.read(path) } catch {
      if error.isMissing { return nil }
      throw CheckpointError(error, doing: "read", path: path)
    }
    guard case .object(let members)? = try? StrictJSON.parse(bytes[...], .full) else {
      throw CheckpointError(
        .invalidHeader, "\(path) is no JSON object, so adapters get no scale; save it again.")
    }
    var isRankStabilised = false
    if case .flag(let flag)? = members["use_rslora"] { isRankStabilised = flag }
    self.init(
      alpha: members["lora_alpha"]?.double, rank: members["r"]?.int,
      isRankStabilised: isRankStabilised,
      alphaPattern: members["alpha_pattern"]?.members.compactMapValues(\.double) ?? [:],
      rankPattern: members["rank_pattern"]?.members.compactMapValues(\.int) ?? [:])
  }
}

extension StrictJSON.Value {
  fileprivate var double: Double? {
    switch self {
    case .count(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  fileprivate var int: Int? {
    guard case .count(let value) = self else { return nil }
    return value
  }

  fileprivate var members: [String: StrictJSON.Value] {
    guard case .object(let members) = self else { return [:] }
    return members
  }
}
