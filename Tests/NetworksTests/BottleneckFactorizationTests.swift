import Foundation
import Networks
import Randomness
import Spectra
import Tensors
import Testing
import Theory

@Suite struct BottleneckFactorizationTests {
  private func random(_ seed: String, h: [Int], g: [Int]) throws -> BottleneckFactorization {
    var stream = RandomStream(SeedPath(root: 12) / seed)
    let encoder = try randomMap(h, &stream)
    return try BottleneckFactorization(
      encoder: encoder, decoder: randomMap(g, &stream),
      over: Array(repeating: -1...1, count: encoder.inputs))
  }

  private func penalty(
    _ block: BlockKind, _ depth: NetworkDepth, _ lambda: Double,
    _ constants: CostConstants = .halves
  ) throws -> ResNetPenalty {
    try ResNetPenalty(block: block, depth: depth, lambda: lambda, constants: constants)
  }

  /// Affine and deep encoders and decoders in all combinations.
  private static let shapes: [([Int], [Int])] = [
    ([3, 2], [2, 4]), ([3, 2], [2, 5, 3]), ([3, 5, 1], [1, 2]), ([2, 4, 5, 2], [2, 3]),
    ([3, 4, 5, 6, 2], [2, 5, 4, 3, 2]),
  ]

  @Test(
    "law: networks equal the map, evaluated block by block and in one step; weights add up",
    arguments: BlockKind.allCases, 0..<5)
  func networksAreTheMap(block: BlockKind, shape: Int) throws {
    let (h, g) = Self.shapes[shape]
    let map = try random("shape-\(shape)", h: h, g: g)
    var stream = RandomStream(SeedPath(root: 12) / "points")
    let points = cubePoints(60, h[0], &stream)
    let expected = map.composition.outputs(of: points)
    let scale = expected.elements.reduce(1) { max($0, $1.magnitude) }
    for lambda in [2, 0.1, 1e-6] {
      for constants in [CostConstants.halves, CostConstants(embedding: 2, residual: 3)] {
        let penalty = try penalty(block, .blocks(150), lambda, constants)
        let network = try map.network(penalty)
        #expect(network.depth == 150)
        let (architecture, parameters) = try network.unrolled()
        #expect(architecture.layout.weights.count == (block == .depth1 ? 152 : 302))
        // 150 additions and products at most: rounding of 1e-13 for intermediate values, which
        // interval bounds may make a hundred times the result's.
        #expect(
          distance(architecture.outputs(of: parameters, on: points), expected) < 1e-10 * scale)
        #expect(distance(network.outputs(of: points), expected) < 1e-10 * scale)
        let cost = try map.cost(penalty)
        #expect(abs(network.cost.total / cost.total - 1) < 1e-12)
        #expect(abs(network.cost.embeddingPart / cost.embeddingPart - 1) < 1e-12)
        let certificate = try JacobianSpectra(of: map.composition, at: points)
          .certificate(penalty)
        #expect(certificate.cost <= cost.total)
        #expect(certificate.cost > 0)
      }
    }
  }

  @Test("law: the cost of many blocks is that of infinite depth", arguments: BlockKind.allCases)
  func infiniteDepth(block: BlockKind) throws {
    let map = try random("deep", h: [3, 4, 2], g: [2, 4, 3])
    let limit = try map.cost(penalty(block, .infinite, 1e-4), share: block == .depth1 ? 0.05 : nil)
    let deep = try map.cost(
      penalty(block, .blocks(100_000_000), 1e-4), share: block == .depth1 ? 0.05 : nil)
    // The next term is x²/2L, x = log(1/λ) = 9.2, against a cost of x.
    #expect(abs(deep.total / limit.total - 1) < 1e-6)
  }

  @Test("law: the best share is the cheapest of the list, and none is needed for depth-2")
  func bestShare() throws {
    let map = try random("share", h: [3, 4, 1], g: [1, 4, 3])
    for exponent in [1, 3, 9, 27, 81] {
      let penalty = try penalty(.depth1, .blocks(100_000), pow(10, -Double(exponent)))
      let best = try #require(try map.bestShare(penalty))
      let costs = try BottleneckFactorization.shares.map {
        try map.cost(penalty, share: $0).total
      }
      #expect(try map.cost(penalty).total == costs.min())
      #expect(try map.cost(penalty, share: best).total == costs.min())
    }
    #expect(try map.bestShare(penalty(.depth2, .infinite, 0.1)) == nil)
  }

  @Test("law: no overflow down to 1e-300", arguments: BlockKind.allCases)
  func extremeLambda(block: BlockKind) throws {
    let map = try random("extreme", h: [3, 4, 2], g: [2, 4, 3])
    var stream = RandomStream(SeedPath(root: 12) / "extreme-points")
    let points = cubePoints(100, 3, &stream)
    let spectra = try JacobianSpectra(of: map.composition, at: points)
    let penalty = try penalty(block, .blocks(10_000_000), 1e-300)
    let network = try map.network(penalty)
    // The amplifier is exp(690.8): rounding of its logarithm is 690 ulp, 1.6e-13.
    #expect(distance(network.outputs(of: points), map.composition.outputs(of: points)) < 1e-10)
    let ratio = network.cost.total / penalty.costPerRank
    let certificate = spectra.certificate(penalty).cost / penalty.costPerRank
    #expect(ratio > 2 && ratio < 2.5)
    #expect(certificate > 1.9 && certificate < ratio)
    #expect(spectra.rank == 2)
  }

  @Test("oracle: an encoder that is negative is shifted by its interval bound, and shifted back")
  func shift() throws {
    let h = try ReLUNetwork([AffineMap(Matrix([[1, -2]]), bias: [0.5])])
    let g = try ReLUNetwork([AffineMap(Matrix([[3.0], [1.0]]), bias: [1, 0])])
    let map = try BottleneckFactorization(encoder: h, decoder: g, over: [-1...1, -1...1])
    #expect(map.shift == [2.5])
    #expect(map.encoder([-1, 1]) == [0])
    #expect(map.decoder([2.5]) == g([0]))
    // C: h through relu(x) - relu(-x): 4 units of one, 8 to clear, ±h twice (2 · 5) and its bias 3²;
    // g through relu(±y): 2, 2 · 10, and its bias (1 - 3 · 2.5)² + 2.5².
    let norms = 4 + 8 + 10 + 9 + 2 + 20 + 42.25 + 6.25
    #expect(abs(map.mapCost - norms / 2) < 1e-12)
  }

  @Test("law: of a linear map the certificate is the cost of its matrix")
  func linearMap() throws {
    var stream = RandomStream(SeedPath(root: 12) / "linear")
    let a = Matrix<Double>(rows: 4, columns: 5, from: .standardNormal, using: &stream)
    let factors = try balancedFactors(of: a, depth: 2, width: 4)
    let map = try BottleneckFactorization(
      encoder: ReLUNetwork([AffineMap(factors[0])]), decoder: ReLUNetwork([AffineMap(factors[1])]),
      over: Array(repeating: -1...1, count: 5))
    let spectra = try JacobianSpectra(of: map.composition, at: cubePoints(10, 5, &stream))
    #expect(spectra.pieces.count == 1)
    let values = try singularValues(of: a).values
    for block in BlockKind.allCases {
      let penalty = try penalty(block, .blocks(40), 1e-3)
      let exact = penalty.total(of: values)
      #expect(abs(spectra.certificate(penalty).cost / exact - 1) < 1e-12)
      #expect(try map.cost(penalty).total > exact)
    }
  }

  @Test("hostile: too few blocks, a share out of range, infinite depth, boxes that do not fit")
  func impossibleNetworks() throws {
    let map = try random("hostile", h: [3, 4, 1], g: [1, 4, 3])
    func refused(_ word: String, _ body: () throws -> Void) {
      let error = #expect(throws: NetworkError.self) { try body() }
      #expect(error?.description.contains(word) == true)
    }
    // One block for each hidden layer of depth-2, one for each of three layers of depth-1.
    refused("give at least 3") { _ = try map.network(penalty(.depth2, .blocks(2), 0.1)) }
    refused("give at least 4") { _ = try map.network(penalty(.depth1, .blocks(3), 0.1)) }
    #expect(try map.network(penalty(.depth2, .blocks(3), 0.1)).depth == 3)
    #expect(try map.network(penalty(.depth1, .blocks(4), 0.1)).depth == 4)
    for share in [0, -0.1, 0.34, .nan] {
      refused("between 0 and 1/3") {
        _ = try map.cost(penalty(.depth1, .blocks(100), 0.1), share: share)
      }
    }
    refused("infinite depth") { _ = try map.network(penalty(.depth2, .infinite, 0.1)) }
    let (h, g) = (map.encoder, map.decoder)
    refused("2 sides") {
      _ = try BottleneckFactorization(encoder: h, decoder: g, over: [-1...1, -1...1])
    }
    refused("not bounded") {
      _ = try BottleneckFactorization(
        encoder: h, decoder: g, over: [-1...1, -1...1, -1...(.infinity)])
    }
    refused("takes 3") {
      _ = try BottleneckFactorization(encoder: h, decoder: h, over: [-1...1, -1...1, -1...1])
    }
  }

  @Test("hostile: points on kinks only, and a constant map, prove nothing")
  func nothingToProve() throws {
    let absolute = try ReLUNetwork([
      AffineMap(Matrix([[1.0], [-1.0]])), AffineMap(Matrix([[1.0, 1.0]])),
    ])
    let kink = try JacobianSpectra(of: absolute, at: Matrix([[0.0]]))
    #expect(kink.skipped == 1 && kink.pieces.isEmpty && kink.rank == 0)
    let penalty = try penalty(.depth2, .infinite, 0.1)
    #expect(kink.certificate(penalty).cost == 0)
    let constant = try ReLUNetwork([AffineMap(Matrix([[0.0]]), bias: [3])])
    let spectra = try JacobianSpectra(of: constant, at: Matrix([[0.5]]))
    #expect(spectra.rank == 0 && spectra.certificate(penalty).cost == 0)
  }
}
