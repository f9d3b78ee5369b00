import Reporting
import Theory

/// What `lowrank cost evaluate` prints about one matrix.
struct CostOfMatrix: Encodable {
  static let schema = "lowrank.cost/1"

  let spectrum: GivenSpectrum
  let cost: RepresentationCost

  private var penalty: ResNetPenalty { cost.penalty }

  private enum CodingKeys: String, CodingKey {
    case source
    case shape
    case lambda
    case cost
    case embeddingPart = "embedding_part"
    case residualPart = "residual_part"
    case softRank = "soft_rank"
    case nuclearNorm = "nuclear_norm"
    case rank
    case singularValues = "singular_values"
    case perSingularValue = "per_singular_value"
    case zeroTolerance = "zero_tolerance"
  }

  /// - Throws: `UnusableInput` if the cost is above the largest number there is.
  init(_ spectrum: GivenSpectrum, _ penalty: ResNetPenalty) throws {
    self.spectrum = spectrum
    cost = try RepresentationCost(
      ofSingularValues: spectrum.values, penalty: penalty, zeroTolerance: spectrum.zeroTolerance)
    guard [cost.cost, cost.softRank, spectrum.nuclearNorm].allSatisfy(\.isFinite) else {
      throw UnusableInput(
        "The cost of \(spectrum.source) is above the largest double; divide singular values and "
          + "lambda by one number, and multiply the cost by it.")
    }
  }

  func encode(to encoder: any Encoder) throws {
    try DescribedNetwork(penalty).encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spectrum.source, forKey: .source)
    try values.encodeIfPresent(spectrum.shape, forKey: .shape)
    try values.encode(penalty.lambda, forKey: .lambda)
    try values.encode(cost.cost, forKey: .cost)
    try values.encode(cost.embeddingPart, forKey: .embeddingPart)
    try values.encode(cost.residualPart, forKey: .residualPart)
    try values.encode(cost.softRank, forKey: .softRank)
    try values.encode(spectrum.nuclearNorm, forKey: .nuclearNorm)
    try values.encode(cost.rank, forKey: .rank)
    try values.encode(cost.singularValues, forKey: .singularValues)
    try values.encode(cost.perSingularValue, forKey: .perSingularValue)
    try values.encode(cost.zeroTolerance, forKey: .zeroTolerance)
  }

  /// The most singular values that are printed one by one.
  private static let shownCount = 12

  /// The same for a person.
  var table: String {
    let totals = [
      ("cost", cost.cost), ("embedding part", cost.embeddingPart),
      ("residual part", cost.residualPart), ("soft rank", cost.softRank),
      ("nuclear norm", spectrum.nuclearNorm), ("rank", Double(cost.rank)),
    ].map { name, value in
      "  \(name.padded(to: 26))\(value.formatted(significantDigits: 10))"
    }
    return ([penalty.headline] + totals + [""] + singularValueLines).joined(separator: "\n")
  }

  private var singularValueLines: [String] {
    let values = cost.singularValues
    let rows = values.prefix(Self.shownCount).enumerated().map { index, sigma in
      ["\(index + 1)"]
        + [
          sigma, penalty.value(at: sigma), penalty.embeddingPart(at: sigma),
          penalty.residualPart(at: sigma), penalty.softRank(at: sigma),
        ].map { $0.formatted(significantDigits: 7) }
    }
    let table = TextTable(
      header: ["  i", "singular value", "cost", "embedding", "residual", "soft rank"], rows: rows)
    let rest = values.count - rows.count
    let isTolerant = spectrum.zeroTolerance > 0
    return table.lines
      + (rest > 0 ? ["  … and \(rest) more; --json has all"] : [])
      + (isTolerant
        ? ["  up to \(spectrum.zeroTolerance.formatted(significantDigits: 3)) counted as 0"] : [])
  }
}
