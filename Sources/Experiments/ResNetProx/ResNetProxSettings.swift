public import Runs
import Theory

/// The parameters of ``ResNetProx``.
public struct ResNetProxSettings: ExperimentSettings {
  var cases = 3000
  var grid = 1000

  /// The defaults of a preset.
  public init(preset: Preset) {
    switch preset {
    case .smoke: (cases, grid) = (100, 200)
    case .quick: break
    case .paper: (cases, grid) = (30_000, 4000)
    }
  }

  /// The parameters that `--set` changes.
  public static let keys: [Setting<ResNetProxSettings>] = [
    .integer("cases", "random cases per penalty", \.cases, in: 10...10_000_000),
    .integer("grid", "points that each case is compared with", \.grid, in: 10...100_000),
  ]
}

/// A penalty whose proximal operator is tried.
public enum ProximalFamily: String, CaseIterable, Codable, Sendable {
  /// Depth-1 blocks, any number of them.
  case depth1 = "depth-1"
  /// Depth-2 blocks, any number of them.
  case depth2 = "depth-2"
  /// `λ log(1 + σ/λ)`.
  case logSum = "log-sum"
  /// The minimax concave penalty.
  case mcp

  /// A member; the number of blocks matters for the ResNet penalties only, nil is infinitely many.
  func penalty(lambda: Double, blocks: Int?) throws -> any SpectralPenalty {
    switch self {
    case .depth1: try ResNetPenalty(block: .depth1, blocks: blocks, lambda: lambda)
    case .depth2: try ResNetPenalty(block: .depth2, blocks: blocks, lambda: lambda)
    case .logSum: try LogSumPenalty(lambda: lambda)
    case .mcp: try MCPPenalty(lambda: lambda)
    }
  }
}

extension ResNetPenalty {
  /// A penalty of `blocks` blocks, nil for infinitely many.
  init(block: BlockKind, blocks: Int?, lambda: Double) throws(CostError) {
    try self.init(block: block, depth: blocks.map { .blocks($0) } ?? .infinite, lambda: lambda)
  }
}
