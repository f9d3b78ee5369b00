import Recovery

/// A penalty with the way its scale `λ` follows its weight `μ` along a path.
public enum ComparedPenalty: String, CaseIterable, Codable, Sendable {
  /// The nuclear norm.
  case nuclear
  /// Depth-1 blocks, `λ = μ/M`.
  case depth1 = "resnet-depth-1"
  /// Depth-2 blocks, `λ = μ/M`.
  case depth2 = "resnet-depth-2"
  /// Depth-2 blocks, `λ = 4μ/M`.
  case depth2Wide = "resnet-depth-2-c4"
  /// `λ log(1 + σ/λ)`, `λ = μ/M`.
  case logSum = "log-sum"
  /// The minimax concave penalty, `γ = 1.5`, `λ = μ/M`.
  case mcp
  /// Depth-1 blocks, `λ = μ/(8M)`: the proximal operator jumps.
  case depth1Jumping = "resnet-depth-1-jumping"
  /// Depth-2 blocks, `λ = μ/(8M)`: the proximal operator jumps.
  case depth2Jumping = "resnet-depth-2-jumping"

  /// The penalty up to its scale.
  var family: PenaltyFamily {
    switch self {
    case .nuclear: .nuclear
    case .depth1, .depth1Jumping: .resnetDepth1
    case .depth2, .depth2Wide, .depth2Jumping: .resnetDepth2
    case .logSum: .logSum
    case .mcp: .mcp
    }
  }

  /// `c` of `λ = cμ/M`.
  var factor: Double {
    switch self {
    case .depth2Wide: 4
    case .depth1Jumping, .depth2Jumping: 1.0 / 8
    case .nuclear, .depth1, .depth2, .logSum, .mcp: 1
    }
  }

  /// How it is written in charts.
  var title: String {
    switch self {
    case .nuclear, .logSum: rawValue
    case .mcp: "MCP"
    case .depth1: "depth-1"
    case .depth2: "depth-2"
    case .depth2Wide: "depth-2, c = 4"
    case .depth1Jumping: "depth-1, c = 1/8"
    case .depth2Jumping: "depth-2, c = 1/8"
    }
  }

  /// The two penalties of infinitely deep networks, at `c = 1`.
  static let networks: [ComparedPenalty] = [.depth1, .depth2]
  /// The known penalties that they are compared with.
  static let known: [ComparedPenalty] = [.logSum, .mcp]
}
