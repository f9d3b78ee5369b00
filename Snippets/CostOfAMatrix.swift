import Foundation
import LowRankBias

// A map from five to four dimensions with the singular values 3, 1 and 0.2.
let planted = try PlantedMatrix(
  rows: 4, columns: 5, spectrum: .singularValues([3, 1, 0.2]), noise: 0)
let matrix = try planted.truth(seed: SeedPath(root: 5) / "cost").dense

// What networks of more and more blocks pay for it, and with which of their weights.
print("depth-2 blocks, λ = 0.5, a = b = 0.5")
for depth in [NetworkDepth.blocks(1), .blocks(4), .blocks(16), .infinite] {
  let penalty = try ResNetPenalty(block: .depth2, depth: depth, lambda: 0.5)
  let cost = try RepresentationCost(of: matrix, penalty: penalty)
  let numbers = String(
    format: "cost %.4f   embeddings %.4f   blocks %.4f", cost.cost, cost.embeddingPart,
    cost.residualPart)
  print("\(numbers)   L = \(depth)")
}

// The cheapest network of four blocks computes the matrix, at this cost.
let weights = try MinimumNormWeights(
  of: matrix, penalty: ResNetPenalty(block: .depth2, depth: .blocks(4), lambda: 0.5))
print(String(format: "width %d   cost %.4f", weights.width, weights.weightCost))
print("the same matrix: \(weights.productError < 1e-12)")
