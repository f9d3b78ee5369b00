import Checkpoints
import Reporting
import Theory

/// What `lowrank cost evaluate` prints about all matrices of a checkpoint.
struct CheckpointCosts: Encodable {
  private let path: String
  private let penalty: ResNetPenalty
  private let matrices: [CostOfMatrix]
  private let skipped: [CheckpointFile.Skipped]

  private enum CodingKeys: String, CodingKey {
    case source
    case lambda
    case cost
    case embeddingPart = "embedding_part"
    case residualPart = "residual_part"
    case softRank = "soft_rank"
    case tensors
    case skipped
  }

  /// Reads the file and decomposes its matrices.
  ///
  /// - Throws: `UnusableInput` if it holds none.
  init(of path: String, _ penalty: ResNetPenalty, zeroTolerance: Double?) throws {
    self.path = path
    self.penalty = penalty
    let file = try CheckpointFile(path)
    var matrices: [CostOfMatrix] = []
    var skipped: [CheckpointFile.Skipped] = []
    for name in file.names {
      guard let array = file.tensors[name] else { continue }
      switch CheckpointFile.contents(of: array) {
      case .success(let matrix):
        let spectrum = try GivenSpectrum(of: matrix, source: name, zeroTolerance: zeroTolerance)
        matrices.append(try CostOfMatrix(spectrum, penalty))
      case .failure(let obstacle):
        skipped.append(.init(name: name, shape: array.shape, reason: obstacle.reason))
      }
    }
    guard !matrices.isEmpty else {
      throw UnusableInput(
        "None of the \(skipped.count) tensors of \(path) is a matrix of finite numbers; give a "
          + "file that holds one.")
    }
    self.matrices = matrices
    self.skipped = skipped
  }

  private func total(_ part: KeyPath<RepresentationCost, Double>) -> Double {
    matrices.reduce(0) { $0 + $1.cost[keyPath: part] }
  }

  func encode(to encoder: any Encoder) throws {
    try DescribedNetwork(penalty).encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(path, forKey: .source)
    try values.encode(penalty.lambda, forKey: .lambda)
    try values.encode(total(\.cost), forKey: .cost)
    try values.encode(total(\.embeddingPart), forKey: .embeddingPart)
    try values.encode(total(\.residualPart), forKey: .residualPart)
    try values.encode(total(\.softRank), forKey: .softRank)
    try values.encode(matrices, forKey: .tensors)
    try values.encode(skipped, forKey: .skipped)
  }

  /// The same for a person.
  var table: String {
    let rows =
      matrices.map { matrix in
        [
          Self.shortened(matrix.spectrum.source),
          (matrix.spectrum.shape ?? []).map(String.init).joined(separator: "×"),
        ] + Self.cells(matrix.cost) + ["\(matrix.cost.rank)"]
      } + [
        ["sum of \(matrices.count)", ""]
          + [total(\.cost), total(\.softRank)].map { $0.formatted(significantDigits: 6) } + [""]
      ]
    let lines = TextTable(
      header: ["tensor", "shape", "cost", "soft rank", "rank"], left: 1, rows: rows
    ).lines
    return ([penalty.headline] + lines + skippedLines).joined(separator: "\n")
  }

  private static func cells(_ cost: RepresentationCost) -> [String] {
    [cost.cost, cost.softRank].map { $0.formatted(significantDigits: 6) }
  }

  /// Reasons with the tensors that they hold for.
  private var skippedLines: [String] {
    var names: [String: [String]] = [:]
    for tensor in skipped { names[tensor.reason, default: []].append(tensor.name) }
    return names.sorted { $0.key < $1.key }.flatMap { reason, names in
      let rest = names.count > 6 ? " and \(names.count - 6) more" : ""
      return "skipped (\(reason)): \(names.prefix(6).joined(separator: ", "))\(rest)"
        .wrapped(to: 80)
    }
  }

  /// The name in at most 36 characters, its middle left out.
  private static func shortened(_ name: String) -> String {
    name.count <= 36 ? name : "\(name.prefix(12))…\(name.suffix(23))"
  }
}
