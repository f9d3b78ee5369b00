import Randomness
import Spectra
import Tensors
import Testing
import Theory

@Suite struct MinimumNormWeightsTests {
  /// A 4×5 matrix of rank 3.
  private static func sample() -> Matrix<Double> {
    var stream = RandomStream(SeedPath(root: 11).appending("weights"))
    let left = Matrix<Double>(
      rows: 4, columns: 3, from: .normal(mean: 0, standardDeviation: 1), using: &stream)
    let right = Matrix<Double>(
      rows: 3, columns: 5, from: .normal(mean: 0, standardDeviation: 1), using: &stream)
    return left.times(right)
  }

  @Test("law: the weights compute the matrix and cost what the formula says")
  func attained() throws {
    let matrix = Self.sample()
    for block in BlockKind.allCases {
      for depth in [1, 3, 10, 50, 100_000] {
        for lambda in [1e-3, 0.1, 2] {
          for constants in [CostConstants.halves, CostConstants(embedding: 2, residual: 3)] {
            let phi = try ResNetPenalty(
              block: block, depth: .blocks(depth), lambda: lambda, constants: constants)
            let weights = try MinimumNormWeights(of: matrix, penalty: phi, width: 6)
            // 10⁵ equal factors of rounding 10⁻¹⁶ each, by squaring.
            #expect(weights.productError < (depth > 1000 ? 1e-10 : 1e-13))
            #expect(weights.costError < 1e-12)
            #expect(weights.cost.rank == 3 && weights.width == 6)
            let formula = try RepresentationCost(of: matrix, penalty: phi)
            #expect(relativeError(formula.cost, weights.weightCost) < 1e-12)
          }
        }
      }
    }
  }

  @Test("oracle: the worked example with its parts")
  func example() throws {
    for (block, depth, cost, embedding, residual) in [
      (BlockKind.depth1, 1, 2.6097957513, 2.1013071991, 0.5084885522),
      (.depth1, 16, 2.0621755201, 1.3624331399, 0.6997423803),
      (.depth1, nil, 2.0078460783, 1.2910890143, 0.7167570640),
      (.depth2, 4, 2.6491685903, 1.4898337181, 1.1593348722),
      (.depth2, nil, 2.4424533249, 1.2, 1.2424533249),
    ] as [(BlockKind, Int?, Double, Double, Double)] {
      let result = try RepresentationCost(
        ofSingularValues: [3, 1, 0.2], penalty: penalty(block, depth, 0.5))
      // The table has ten digits behind the point.
      #expect(abs(result.cost - cost) < 6e-11)
      #expect(abs(result.embeddingPart - embedding) < 6e-11)
      #expect(abs(result.residualPart - residual) < 6e-11)
    }
    let soft = try RepresentationCost(
      ofSingularValues: [5, 1.5, 0.5], penalty: penalty(.depth2, nil, 2))
    #expect(abs(soft.softRank - 2) < 1e-14)
  }

  @Test("hostile: widths below the rank, infinite depth, numbers that are not finite")
  func hostile() throws {
    let matrix = Self.sample()
    let phi = try penalty(.depth2, 3, 1)
    let narrow = #expect(throws: CostError.self) {
      try MinimumNormWeights(of: matrix, penalty: phi, width: 2)
    }
    #expect(narrow?.code == .infiniteCost && narrow?.description.contains("infinite") == true)
    #expect(throws: CostError.self) {
      try MinimumNormWeights(of: matrix, penalty: penalty(.depth2, nil, 1))
    }
    #expect(throws: CostError.self) {
      try MinimumNormWeights(of: Matrix<Double>(rows: 0, columns: 3), penalty: phi)
    }
    var spoiled = matrix
    spoiled[1, 2] = .nan
    #expect(throws: DecompositionError.self) { try RepresentationCost(of: spoiled, penalty: phi) }
    #expect(throws: CostError.self) {
      try RepresentationCost(ofSingularValues: [1, -1], penalty: phi)
    }
    let zero = try MinimumNormWeights(of: Matrix<Double>(rows: 2, columns: 3), penalty: phi)
    #expect(zero.cost.cost == 0 && zero.product.frobeniusNorm == 0 && zero.width == 1)
  }
}
