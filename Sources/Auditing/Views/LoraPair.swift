/// Two factors `B` and `A` of one update `s B A` of a weight (specification of the audit, 2.5).
struct LoraPair: Hashable, Sendable {
  /// Where the factor `s` comes from.
  enum Scale: Hashable, Sendable {
    /// `alpha / r` or `alpha / √r`, from the adapter's configuration.
    case known(Double)
    /// The only element of the tensor at this position, divided by `r`.
    case alpha(tensor: Int)
    /// Nothing tells; 1 is taken.
    case unknown
  }

  /// The name of the pair: what the names of both factors have in common.
  var name: String
  /// The position of `B`, `m × r`, among the tensors of the checkpoint.
  var left: Int
  /// The position of `A`, `r × n`.
  var right: Int
  /// The left factor, `B`.
  var leftLayout: MatrixLayout
  /// The right factor, `A`.
  var rightLayout: MatrixLayout
  /// The factor `s`.
  var scale: Scale

  /// The rows of the product, `m`.
  var rows: Int { leftLayout.rowCount }
  /// The columns of the product, `n`.
  var columns: Int { rightLayout.columnCount }
  /// The columns of the left factor, `r`.
  var rank: Int { rightLayout.rowCount }
}

/// What the name of a factor of a LoRA pair tells.
struct LoraName: Hashable {
  /// Which factor it is.
  enum Side: Hashable {
    /// The left one, `B`.
    case left
    /// The right one, `A`.
    case right
  }

  /// The name of the pair.
  let pair: String
  /// Which factor of it.
  let side: Side

  /// Reads `….lora_A.weight`, `….lora_A.default.weight`, `….lora_up.weight`, `…_lora.down.weight`,
  /// `….lora.down.weight`, `….lora_embedding_A`; nil for other names.
  init?(_ name: String) {
    let components = name.split(separator: ".", omittingEmptySubsequences: false)
    for (index, component) in components.enumerated() {
      let side: Side
      switch component {
      case "lora_A", "lora_down", "lora_embedding_A": side = .right
      case "lora_B", "lora_up", "lora_embedding_B": side = .left
      case "down" where index > 0 && components[index - 1].hasSuffix("lora"): side = .right
      case "up" where index > 0 && components[index - 1].hasSuffix("lora"): side = .left
      default: continue
      }
      // What follows, `.default` of an adapter's name included, belongs to the pair; `.weight` and
      // `.default` say nothing.
      let rest = components[(index + 1)...].filter { $0 != "weight" && $0 != "default" }
      pair = (components[..<index] + rest).joined(separator: ".")
      self.side = side
      return
    }
    return nil
  }
}
