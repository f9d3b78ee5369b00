import Checkpoints
import Tensors
import Theory

/// Weights of smallest norm as a safetensors file, and what `lowrank cost weights` prints of them.
struct StoredWeights: Encodable {
  static let schema = "lowrank.cost-weights/1"

  /// The most bytes that are written: the blocks are equal, so a larger file says nothing more.
  private static let largestFile = 0x1p32
  /// The most blocks that are named one by one: readers limit the header of a file to 100 MB.
  private static let mostBlocks = 100_000

  let path: String
  let weights: MinimumNormWeights
  /// The error of the product that the zero tolerance explains, as a share of the largest entry.
  private let neglected: Double

  private enum CodingKeys: String, CodingKey {
    case file
    case lambda
    case width
    case rank
    case zeroTolerance = "zero_tolerance"
    case parameters
    case cost
    case embeddingPart = "embedding_part"
    case residualPart = "residual_part"
    case productError = "product_error"
    case costError = "cost_error"
  }

  /// - Throws: `UnusableInput` if the file would be too large; `CostError` for an infinite depth or a
  ///   width below the rank.
  init(
    of matrix: Matrix<Double>, penalty: ResNetPenalty, width: Int?, zeroTolerance: Double?,
    path: String
  ) throws {
    self.path = path
    // A given width is checked before anything of that size is made.
    if let width { try Self.checkSize(of: matrix, penalty: penalty, width: width) }
    weights = try MinimumNormWeights(
      of: matrix, penalty: penalty, width: width, zeroTolerance: zeroTolerance)
    try Self.checkSize(of: matrix, penalty: penalty, width: weights.width)
    let largest = matrix.elements.reduce(0) { max($0, abs($1)) }
    neglected = largest > 0 ? weights.cost.zeroTolerance / largest : 0
  }

  private static func checkSize(
    of matrix: Matrix<Double>, penalty: ResNetPenalty, width: Int
  ) throws(UnusableInput) {
    guard case .blocks(let count) = penalty.depth else { return }
    let m = Double(max(width, 0))
    let perBlock = penalty.block == .depth1 ? m * m : 2 * m * m
    let bytes = 8 * (m * Double(matrix.rows + matrix.columns) + Double(count) * perBlock)
    guard bytes <= largestFile else {
      throw UnusableInput(
        "Width \(width) and \(count) blocks make a file of \((bytes / 1e9).formatted(significantDigits: 3)) "
          + "GB, above the limit of 4.29; give fewer blocks or a smaller --width.")
    }
    guard count <= mostBlocks else {
      throw UnusableInput(
        "\(count) blocks are more than a file can name, at most \(mostBlocks); they are all equal, so give "
          + "fewer.")
    }
  }

  /// Whether product and cost are right to nine digits, but for what counts as 0.
  var isExact: Bool { weights.productError <= 1e-9 + neglected && weights.costError <= 1e-9 }

  /// Tensors under the names of a PyTorch module; what they are in the metadata.
  var file: SafetensorsFile {
    var tensors = [
      "embedding.weight": NPYArray(weights.embedding),
      "unembedding.weight": NPYArray(weights.unembedding),
    ]
    let block: [(name: String, weight: NPYArray)] =
      switch weights.block {
      case .depth1(let weight): [("weight", NPYArray(weight))]
      case .depth2(let inner, let outer):
        [("inner.weight", NPYArray(inner)), ("outer.weight", NPYArray(outer))]
      }
    for index in 0..<weights.blockCount {
      for (name, weight) in block { tensors["blocks.\(index).\(name)"] = weight }
    }
    let constants = weights.penalty.constants
    return SafetensorsFile(
      tensors: tensors,
      metadata: [
        "format": "pt",
        "schema": Self.schema,
        "block": weights.penalty.block.rawValue,
        "depth": "\(weights.blockCount)",
        "lambda": "\(weights.penalty.lambda)",
        "constants": "\(constants.embedding),\(constants.residual)",
        "cost": "\(weights.cost.cost)",
      ])
  }

  private var parameterCount: Int {
    let m = weights.width
    let perBlock = weights.penalty.block == .depth1 ? m * m : 2 * m * m
    return weights.embedding.elements.count + weights.unembedding.elements.count
      + weights.blockCount * perBlock
  }

  func encode(to encoder: any Encoder) throws {
    try DescribedNetwork(weights.penalty).encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(path, forKey: .file)
    try values.encode(weights.penalty.lambda, forKey: .lambda)
    try values.encode(weights.width, forKey: .width)
    try values.encode(weights.cost.rank, forKey: .rank)
    try values.encode(weights.cost.zeroTolerance, forKey: .zeroTolerance)
    try values.encode(parameterCount, forKey: .parameters)
    try values.encode(weights.cost.cost, forKey: .cost)
    try values.encode(weights.cost.embeddingPart, forKey: .embeddingPart)
    try values.encode(weights.cost.residualPart, forKey: .residualPart)
    try values.encode(weights.productError, forKey: .productError)
    try values.encode(weights.costError, forKey: .costError)
  }

  /// The same for a person.
  var table: String {
    func line(_ name: String, _ value: String) -> String { "  \(name.padded(to: 26))\(value)" }
    func line(_ name: String, _ value: Double, digits: Int) -> String {
      line(name, value.formatted(significantDigits: digits))
    }
    return [
      weights.penalty.headline,
      line("width, rank", "\(weights.width), \(weights.cost.rank)"),
      line("counted as 0", "up to \(weights.cost.zeroTolerance.formatted(significantDigits: 3))"),
      line("weights", "\(parameterCount)"),
      line("cost", weights.cost.cost, digits: 10),
      line("embedding part", weights.cost.embeddingPart, digits: 10),
      line("residual part", weights.cost.residualPart, digits: 10),
      line("error of the product", weights.productError, digits: 2),
      line("error of the cost", weights.costError, digits: 2),
      "File: \(path)",
    ].joined(separator: "\n")
  }
}
