import Networks
public import Runs

/// The parameters of ``ResidualConnections``.
public struct ResidualConnectionsSettings: ExperimentSettings {
  var depths = [1, 2, 4, 8, 16, 32]
  var width = 32
  var rank = 8
  var samples = 20
  var steps = 50_000
  var repeats = 5
  var draws = 2000

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke:
      depths = [1, 2]
      (steps, repeats, draws) = (1000, 2, 200)
    case .quick:
      depths = [1, 2, 4, 8, 16]
      steps = 30_000
    case .paper: break
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<ResidualConnectionsSettings>] = [
    .integers("depths", "numbers of weight matrices", \.depths, in: 1...256),
    .integer("width", "inputs, outputs and units per layer", \.width, in: 2...256),
    .integer("rank", "rank of the map to learn", \.rank, in: 1...256),
    .integer("samples", "training samples", \.samples, in: 2...65_536),
    .integer("steps", "steps of a training at most", \.steps, in: 1...10_000_000),
    .integer("repeats", "maps with their inputs and starts", \.repeats, in: 2...1000),
    .integer("draws", "networks drawn for the initialisation", \.draws, in: 2...1_000_000),
  ]
}

/// How the layers of a linear network are connected.
public enum Connection: String, CaseIterable, Codable, Sendable {
  /// `h ← W h`.
  case plain
  /// `h ← h + W h`.
  case residual
  /// `h ← h + BN(W h)`.
  case residualBatchNorm = "residual-batch-norm"

  /// How it is written in titles.
  var title: String {
    switch self {
    case .plain: "plain"
    case .residual: "residual"
    case .residualBatchNorm: "residual + batch norm"
    }
  }

  /// The linear network.
  func network(
    width: Int, depth: Int, batchNorm: BatchNorm = BatchNorm()
  ) throws(NetworkError) -> Architecture {
    switch self {
    case .plain: try .linear(width: width, depth: depth)
    case .residual: try .residual(width: width, depth: depth, block: .depthOne(.linear))
    case .residualBatchNorm:
      try .residual(width: width, depth: depth, block: .depthOne(.linear), batchNorm: batchNorm)
    }
  }
}
