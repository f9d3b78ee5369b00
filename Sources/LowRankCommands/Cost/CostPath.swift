import Foundation
import Theory

/// What `lowrank cost path` prints: the cost of one matrix for both kinds of block over `λ`.
struct CostPath: Encodable {
  static let schema = "lowrank.cost-path/1"

  /// The costs at one `λ`.
  struct Point: Encodable {
    let lambda: Double
    let depth1: RepresentationCost
    let depth2: RepresentationCost

    private enum CodingKeys: String, CodingKey {
      case lambda
      case depth1 = "depth_1"
      case depth2 = "depth_2"
    }

    private enum CostKeys: String, CodingKey {
      case cost
      case embeddingPart = "embedding_part"
      case residualPart = "residual_part"
      case softRank = "soft_rank"
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(lambda, forKey: .lambda)
      for (key, cost) in [(CodingKeys.depth1, depth1), (.depth2, depth2)] {
        var parts = values.nestedContainer(keyedBy: CostKeys.self, forKey: key)
        try parts.encode(cost.cost, forKey: .cost)
        try parts.encode(cost.embeddingPart, forKey: .embeddingPart)
        try parts.encode(cost.residualPart, forKey: .residualPart)
        try parts.encode(cost.softRank, forKey: .softRank)
      }
    }
  }

  let spectrum: GivenSpectrum
  let network: DescribedNetwork
  /// From large to small `λ`.
  let points: [Point]

  private enum CodingKeys: String, CodingKey {
    case source
    case singularValues = "singular_values"
    case nuclearNorm = "nuclear_norm"
    case nuclearLimit = "nuclear_limit"
    case rank
    case zeroTolerance = "zero_tolerance"
    case points
  }

  /// - Throws: `UnusableInput` for a range that is none, or a matrix that is 0; `CostError` for
  ///   values out of range.
  init(
    of spectrum: GivenSpectrum, from: Double?, to: Double?, points count: Int, depth: NetworkDepth,
    constants: CostConstants
  ) throws {
    let positive = spectrum.positiveValues
    guard let smallest = positive.min(), let largest = positive.max() else {
      throw UnusableInput(
        "\(spectrum.source) has no singular value above 0, so its cost is 0 at every lambda; give "
          + "another matrix.")
    }
    let range = (
      from ?? max(smallest / 100, .leastNormalMagnitude),
      to ?? min(largest * 100, .greatestFiniteMagnitude)
    )
    for (name, end) in [("--from", range.0), ("--to", range.1)] {
      guard end > 0, end.isFinite else {
        throw UnusableInput("\(name) must be a positive finite number, but is \(end.shortest).")
      }
    }
    guard range.0 < range.1 else {
      throw UnusableInput(
        "--from \(range.0.shortest) is not below --to \(range.1.shortest); give the smaller lambda "
          + "first.")
    }
    self.spectrum = spectrum
    network = DescribedNetwork(block: nil, depth: depth, constants: constants)
    points = try (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      let lambda =
        index == 0
        ? range.1
        : index == count - 1 ? range.0 : exp((1 - share) * log(range.1) + share * log(range.0))
      func cost(_ block: BlockKind) throws -> RepresentationCost {
        let penalty = try ResNetPenalty(
          block: block, depth: depth, lambda: lambda, constants: constants)
        return try CostOfMatrix(spectrum, penalty).cost
      }
      return Point(lambda: lambda, depth1: try cost(.depth1), depth2: try cost(.depth2))
    }
  }

  /// To what both costs tend for large `λ`: `2a ‖A‖_*`.
  var nuclearLimit: Double { 2 * network.constants.embedding * spectrum.nuclearNorm }

  func encode(to encoder: any Encoder) throws {
    try network.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spectrum.source, forKey: .source)
    try values.encode(spectrum.values, forKey: .singularValues)
    try values.encode(spectrum.nuclearNorm, forKey: .nuclearNorm)
    try values.encode(nuclearLimit, forKey: .nuclearLimit)
    try values.encode(spectrum.rank, forKey: .rank)
    try values.encode(spectrum.zeroTolerance, forKey: .zeroTolerance)
    try values.encode(points, forKey: .points)
  }
}
