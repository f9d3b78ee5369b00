public import ArgumentParser
public import Theory

extension BlockKind: ExpressibleByArgument {}

extension NetworkDepth: ExpressibleByArgument {
  /// A whole number, or `inf`.
  public init?(argument: String) {
    if argument == "inf" {
      self = .infinite
    } else if let count = Int(argument) {
      self = .blocks(count)
    } else {
      return nil
    }
  }

  /// The number, or `inf`.
  public var defaultValueDescription: String { description }
}

extension CostConstants: ExpressibleByArgument {
  /// Two numbers with a comma between them.
  public init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard numbers.count == 2, let embedding = numbers[0], let residual = numbers[1] else {
      return nil
    }
    self.init(embedding: embedding, residual: residual)
  }

  /// Both numbers with a comma between them.
  public var defaultValueDescription: String { "\(embedding.shortest),\(residual.shortest)" }
}

/// How deep the network is and how its parts are weighted.
struct CostNetworkOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of blocks, or inf for the limit of many.", valueName: "L"))
  var depth = NetworkDepth.infinite

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The constants of the cost: a of the embeddings, b of the blocks.", valueName: "a,b"))
  var constants = CostConstants.halves
}

/// The penalty of one singular value.
struct PenaltyOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The weight of the blocks against the embeddings.", valueName: "x"))
  var lambda: Double

  @Option(
    help: "The kind of block: I + W (depth-1), or I + V U with two weights (depth-2).")
  var block = BlockKind.depth2

  @OptionGroup var network: CostNetworkOptions

  /// The penalty.
  ///
  /// - Throws: `CostError` for values out of range.
  func penalty() throws -> ResNetPenalty {
    try ResNetPenalty(
      block: block, depth: network.depth, lambda: lambda, constants: network.constants)
  }
}

extension Double {
  /// The number as its user would write it.
  var shortest: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
