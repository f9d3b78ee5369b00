import ArgumentParser
import Theory

extension CostCommand {
  /// `lowrank cost lambda-of`: what weight decay is in terms of the cost.
  struct LambdaOf: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lambda-of",
      abstract: "Tell which lambda the weight decay of a network means.",
      usage: "lowrank cost lambda-of --weight-decay <wd> [<options>]",
      discussion: """
        Training with the loss + wd/2 (sum of all squared weights) is training with the loss + mu \
        times the cost, mu = wd and (a = b = 1/2)

          depth-2 blocks   lambda = 1, for every L
          depth-1 blocks   lambda = 1/L: the deeper, the stronger the bias to low rank

        With decays of their own, wd_e for the embeddings and wd_b for the blocks, mu = wd_e and \
        lambda is wd_b/wd_e as many times. wd is the factor of optimizers that step by \
        w <- w - lr wd w.

        Examples:
          lowrank cost lambda-of --weight-decay 1e-4 --block depth-1 --depth 32
          lowrank cost lambda-of --embedding-decay 1e-3 --block-decay 1e-5 --json
        """)

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The weight decay of all weights.", valueName: "wd"))
    var weightDecay: Double?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The weight decay of embedding and unembedding.", valueName: "wd_e"))
    var embeddingDecay: Double?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The weight decay of the blocks.", valueName: "wd_b"))
    var blockDecay: Double?

    @Option(help: "The kind of block: I + W (depth-1), or I + V U with two weights (depth-2).")
    var block = BlockKind.depth2

    @OptionGroup var network: CostNetworkOptions

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
      switch (weightDecay, embeddingDecay, blockDecay) {
      case (_?, nil, nil), (nil, _?, _?): return
      default:
        throw ValidationError(
          "Give either --weight-decay, or both --embedding-decay and --block-decay.")
      }
    }

    func run() throws {
      let facts = try WeightDecayFacts(
        embeddingDecay: Self.positive(
          embeddingDecay ?? weightDecay, weightDecay == nil ? "--embedding-decay" : "--weight-decay"
        ),
        blockDecay: Self.positive(
          blockDecay ?? weightDecay, weightDecay == nil ? "--block-decay" : "--weight-decay"),
        block: block, depth: network.depth, constants: network.constants)
      if json {
        try Console().result(facts, schema: WeightDecayFacts.schema)
      } else {
        Console().result(facts.table)
      }
    }

    private static func positive(
      _ decay: Double?, _ option: String
    ) throws(UnusableInput) -> Double {
      guard let decay, decay > 0, decay.isFinite else {
        throw UnusableInput(
          "\(option) must be a positive finite number, but is \((decay ?? 0).shortest); without "
            + "decay there is no cost, and no lambda.")
      }
      return decay
    }
  }
}

/// What `lowrank cost lambda-of` prints.
struct WeightDecayFacts: Encodable {
  static let schema = "lowrank.cost-lambda/1"

  /// The factor of the cost in the training objective.
  let mu: Double
  let lambda: Double
  /// The singular value from which on growing is cheap, `bλ/a`.
  let threshold: Double
  let network: DescribedNetwork
  let embeddingDecay: Double
  let blockDecay: Double

  private enum CodingKeys: String, CodingKey {
    case mu
    case lambda
    case threshold
    case embeddingDecay = "embedding_decay"
    case blockDecay = "block_decay"
    case meaning
  }

  /// - Throws: `UnusableInput` if there is no such number, `CostError` for a depth or constants out of
  ///   range.
  init(
    embeddingDecay: Double, blockDecay: Double, block: BlockKind, depth: NetworkDepth,
    constants: CostConstants
  ) throws {
    // Constants and depth have to be usable before anything is divided by them.
    _ = try ResNetPenalty(block: block, depth: depth, lambda: 1, constants: constants)
    self.embeddingDecay = embeddingDecay
    self.blockDecay = blockDecay
    network = DescribedNetwork(block: block, depth: depth, constants: constants)
    // wd_e/2 = mu a and wd_b/2 = mu b lambda, times L for depth-1 blocks.
    let blocks: Double
    switch (block, depth) {
    case (.depth2, _): blocks = 1
    case (.depth1, .blocks(let count)): blocks = Double(count)
    case (.depth1, .infinite):
      throw UnusableInput(
        "With depth-1 blocks lambda falls like 1/L, so --depth inf gives 0; say with --depth how "
          + "many blocks the network has.")
    }
    mu = embeddingDecay / (2 * constants.embedding)
    threshold = blockDecay / embeddingDecay / blocks
    lambda = constants.embedding / constants.residual * threshold
    // So has what came out of it.
    _ = try ResNetPenalty(block: block, depth: depth, lambda: lambda, constants: constants)
  }

  func encode(to encoder: any Encoder) throws {
    try network.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(mu, forKey: .mu)
    try values.encode(lambda, forKey: .lambda)
    try values.encode(threshold, forKey: .threshold)
    try values.encode(embeddingDecay, forKey: .embeddingDecay)
    try values.encode(blockDecay, forKey: .blockDecay)
    try values.encode(meaning, forKey: .meaning)
  }

  private var meaning: String {
    let place = threshold.formatted(significantDigits: 6)
    return "Singular values well below \(place) cost what they are in the nuclear norm; those well "
      + "above it cost little more for being larger, which is what favours a low rank."
  }

  /// The same for a person.
  var table: String {
    let rows = [("mu", mu), ("lambda", lambda)].map { name, value in
      "  \(name.padded(to: 26))\(value.formatted(significantDigits: 10))"
    }
    return ([network.headline] + rows + meaning.wrapped(to: 78)).joined(separator: "\n")
  }
}
