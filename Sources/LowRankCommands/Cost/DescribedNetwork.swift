import Theory

/// Block kind, depth and constants: what every number of a cost names, in documents and tables.
struct DescribedNetwork: Encodable {
  /// Absent where both kinds stand side by side.
  let block: BlockKind?
  let depth: NetworkDepth
  let constants: CostConstants

  private enum CodingKeys: String, CodingKey {
    case block
    case depth
    case constants
  }

  private enum ConstantKeys: String, CodingKey {
    case embedding = "a"
    case residual = "b"
  }

  init(block: BlockKind?, depth: NetworkDepth, constants: CostConstants) {
    self.block = block
    self.depth = depth
    self.constants = constants
  }

  init(_ penalty: ResNetPenalty) {
    self.init(block: penalty.block, depth: penalty.depth, constants: penalty.constants)
  }

  /// `depth` is a number, or `inf`, as on the command line.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(block, forKey: .block)
    switch depth {
    case .blocks(let count): try values.encode(count, forKey: .depth)
    case .infinite: try values.encode("inf", forKey: .depth)
    }
    var pair = values.nestedContainer(keyedBy: ConstantKeys.self, forKey: .constants)
    try pair.encode(constants.embedding, forKey: .embedding)
    try pair.encode(constants.residual, forKey: .residual)
  }

  /// The same for a person.
  var headline: String {
    (block.map { "\($0.rawValue) blocks, " } ?? "")
      + "L = \(depth), \(constants.headline)"
  }
}

extension CostConstants {
  /// The constants with their names.
  var headline: String { "a = \(embedding.shortest), b = \(residual.shortest)" }
}

extension ResNetPenalty {
  /// Everything that a number of this penalty depends on.
  var headline: String { "\(DescribedNetwork(self).headline), lambda = \(lambda.shortest)" }
}
