public import Recovery
import Runs

extension RecoveryResult {
  /// The schema of `result.json` and of `--json`.
  public static let schema = "lowrank.recover/1"

  /// `result.json`: no times, so that equal work has equal bytes.
  public var document: [UInt8] {
    do { return try JSONDocument.encode(schema: Self.schema, Document(result: self)) } catch {
      preconditionFailure("results hold finite numbers only: \(error)")
    }
  }
}

/// The keys of `result.json`; those that may be unknown are null.
private struct Document: Encodable {
  let result: RecoveryResult

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    func put(_ name: String, _ value: some Encodable) throws {
      try container.encode(value, forKey: Key(name))
    }
    let (point, certificate) = (result.point.path, result.certificate)
    try put("kind", result.run.input.kind)
    try put("source", result.run.input.source)
    try put("run_directory", result.folder)
    try put("configuration_hash", result.run.configurationHash)
    try put("rows", result.rows)
    try put("columns", result.columns)
    try put("observations", result.observations)
    try put("hidden", result.hiddenCount)
    try put("empty_rows", result.emptyRows)
    try put("empty_columns", result.emptyColumns)
    try put("center", result.run.options.centering)

    try put("rank", point.rank)
    try put("singular_values", result.matrix.singularValues)
    try put("objective", point.objective)
    try put("loss", point.loss)
    try put("penalty", result.run.options.penalty)
    try put("penalty_value", point.penalty)
    try put("penalty_form", result.run.options.penalty.form)
    try put("lambda", point.lambda)
    try put("weight", point.weight)
    try put("maximum_weight", result.maximumWeight)
    try put("lipschitz", result.lipschitz)

    try put("kkt_residual", point.kktResidual)
    try put("kkt", certificate.kkt)
    try put("tolerance", result.run.options.tolerance)
    try put("certified", result.isCertified)
    try put("ending", point.ending)
    try put("iterations", point.iterations)
    try put("total_iterations", result.points.reduce(0) { $0 + $1.path.iterations })
    try put("optimality", certificate.kind)
    try put("optimality_bound", certificate.value)
    try put("neglected_singular_value", certificate.neglected)
    try put("zero_threshold", certificate.threshold)

    try put("held_out_rmse", result.heldOut?.rmse)
    try put("held_out_standard_error", result.heldOut?.standardError)
    try put("held_out", result.heldOut?.kind)
    try put(
      "path",
      result.choice.map { choice in
        choice.errors.indices.map { place in
          PathError(
            weight: result.weights[place], error: choice.errors[place],
            standardError: choice.standardErrors[place])
        }
      })
    try put("chosen", result.choice?.index)
    try put("chosen_at_end_of_path", result.choice?.gridEnd)
  }

  private struct PathError: Encodable {
    let weight: Double
    let error: Double
    let standardError: Double

    private enum CodingKeys: String, CodingKey {
      case weight
      case error = "mean_squared_error"
      case standardError = "standard_error"
    }
  }
}

extension PenaltyFamily {
  /// The member in words, with the normalisation of the networks.
  public var form: String {
    switch self {
    case .nuclear: "nuclear norm: the ResNet cost at lambda = infinity, a = b = 1/2"
    case .resnetDepth1: "ResNet cost, depth-1 blocks, L = inf, a = b = 1/2"
    case .resnetDepth2: "ResNet cost, depth-2 blocks, L = inf, a = b = 1/2"
    case .logSum: "lambda log(1 + s/lambda), slope 1 at 0"
    case .mcp: "minimax concave penalty, gamma = 1.5, slope 1 at 0"
    }
  }
}

extension RecoveryResult {
  /// What is proven about the solution, in words.
  public var optimality: String {
    switch (certificate.kind, certificate.value) {
    case ("global-minimum", let bound?):
      "global minimum, at most \(Float(bound)) away (Frobenius norm)"
    case ("convex", _): "convex at its boundary: a stationary point is a global minimum"
    case ("duality-gap", let gap?):
      "global minimum of the convex problem up to \(Float(gap)) (duality gap)"
    default: "stationary point, global optimality not certified"
    }
  }
}
