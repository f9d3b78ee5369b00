/// What the name of a tensor tells about it, for grouping and plots only.
///
/// Names are taken apart at everything that is neither letter nor digit, and where a small letter
/// meets a capital one; the first rule that fits wins.
enum TensorRole {
  /// The role of a tensor.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - isConvolution: Whether its shape is that of a convolution's kernel.
  /// - Returns: The role; `other` where no rule fits.
  static func role(of name: String, isConvolution: Bool) -> AuditRow.Role {
    let words = words(of: name)
    func has(_ candidates: Set<String>) -> Bool { words.contains { candidates.contains($0) } }
    func begins(_ prefixes: String...) -> Bool {
      words.contains { word in prefixes.contains { word.hasPrefix($0) } }
    }
    if begins("lora") { return .lora }
    if words.contains(where: isNorm) { return .norm }
    if begins("expert") { return .expert }
    if begins("attn") || has(attentionWords) { return .attention }
    if begins("embed") || has(embeddingWords) { return .embedding }
    if has(headWords) || isLastLayer(name) { return .head }
    if isConvolution || begins("conv") { return .conv }
    let isGated = has(["proj"]) && has(["gate", "up", "down"])
    return isGated || has(feedForwardWords) ? .mlp : .other
  }

  /// The first whole number among the components of a name.
  static func depthIndex(of name: String) -> Int? {
    for component in name.utf8.split(whereSeparator: { $0 == dot || $0 == slash }) {
      if component.allSatisfy(isDigit), let index = Int(Substring(component)) { return index }
    }
    return nil
  }

  /// Not `attentions`, which in diffusion models holds feed-forward layers too.
  private static let attentionWords: Set = [
    "attention", "selfattention", "q", "k", "v", "o", "qkv", "kv", "query", "key", "value", "wq",
    "wk", "wv", "wo", "mha",
  ]
  private static let embeddingWords: Set = ["wte", "wpe", "emb", "shared", "vocab"]
  private static let headWords: Set = ["head", "heads", "classifier", "logits", "predictions"]
  private static let feedForwardWords: Set = [
    "mlp", "mlps", "ffn", "ff", "feed", "feedforward", "fc", "fc1", "fc2", "intermediate", "dense",
    "moe", "wi", "w1", "w2", "w3", "linear1", "linear2",
  ]

  /// `norm`, `norm1`, `layernorm`, `ln_f`, `bn2`.
  private static func isNorm(_ word: String) -> Bool {
    let stem = String(word.prefix { !$0.isNumber })
    return stem.hasSuffix("norm") || ["ln", "bn", "gn"].contains(stem)
  }

  /// `fc` or `output` at the top of the model, as ResNets and Llama's own checkpoints have it.
  private static func isLastLayer(_ name: String) -> Bool {
    let components = name.utf8.split(separator: dot).map { Substring($0) }
    return components.count <= 2 && ["fc", "output", "linear"].contains(components.first)
  }

  /// `LayerNorm.weight` becomes `layer`, `norm`, `weight`.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func finish() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    var wasSmall = false
    for byte in name.utf8 {
      let isCapital = (0x41...0x5A).contains(byte)
      let isSmall = (0x61...0x7A).contains(byte) || byte >= 0x80
      if isCapital && wasSmall || !(isCapital || isSmall || isDigit(byte)) { finish() }
      if isCapital || isSmall || isDigit(byte) { word.append(isCapital ? byte | 0x20 : byte) }
      wasSmall = isSmall
    }
    finish()
    return words
  }

  private static let dot = UInt8(ascii: ".")
  private static let slash = UInt8(ascii: "/")
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
