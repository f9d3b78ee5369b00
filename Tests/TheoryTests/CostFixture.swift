import Foundation
import Theory

/// Numbers of mpmath at 60 digits; rebuilt by `Tests/Fixtures/theory/make_representation_cost.py`.
struct CostFixture: Decodable {
  /// Block, depth (nil: infinite), λ, σ, φ, φ', residual part.
  let penalty: [[Double?]]
  /// Block, depth, λ, τ, y, prox.
  let prox: [[Double?]]

  static func load() throws -> CostFixture {
    try read("representation_cost.json")
  }
}

/// Sample values of a second implementation, in double precision.
struct CostSamples: Decodable {
  struct Penalty: Decodable {
    let lam, sigma: Double
    let depth: Int?
    let phi1, dphi1, phi2, dphi2: Double

    private enum CodingKeys: String, CodingKey {
      case lam, sigma, phi1, dphi1, phi2, dphi2
      case depth = "L"
    }
  }
  struct Prox: Decodable {
    let lam, tau, y: Double
    let depth: Int?
    let prox1, prox2: Double

    private enum CodingKeys: String, CodingKey {
      case lam, tau, y, prox1, prox2
      case depth = "L"
    }
  }
  struct Jump: Decodable {
    let ratio, landing: Double

    private enum CodingKeys: String, CodingKey {
      case ratio = "r_c"
      case landing = "u_c"
    }
  }

  let lambertW0: [[Double]]
  let penalty: [Penalty]
  let prox: [Prox]
  let jump: Jump

  private enum CodingKeys: String, CodingKey {
    case lambertW0, penalty, prox
    case jump = "depth2_jump"
  }

  static func load() throws -> CostSamples {
    try read("representation_cost_samples.json")
  }
}

private func read<T: Decodable>(_ name: String) throws -> T {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/theory")
  return try JSONDecoder().decode(T.self, from: Data(contentsOf: folder.appending(path: name)))
}

/// `|a - b| / |b|`, and `|a|` where `b` is 0.
///
/// `error` would let every small number pass.
func relativeError(_ a: Double, _ b: Double) -> Double { b == 0 ? abs(a) : abs((a - b) / b) }

/// The penalty of a fixture's row.
func penalty(_ block: BlockKind, _ depth: Int?, _ lambda: Double) throws -> ResNetPenalty {
  try ResNetPenalty(
    block: block, depth: depth.map(NetworkDepth.blocks) ?? .infinite, lambda: lambda)
}

/// Both block kinds at shallow, deep and infinite depth.
let allShapes: [(block: BlockKind, depth: Int?)] = BlockKind.allCases.flatMap { block in
  [1, 2, 3, 7, 20, 100, 1_000_000, nil].map { (block, $0) }
}
