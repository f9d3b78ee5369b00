import Foundation
import LowRankBias

// A 40 × 40 matrix of rank 3, of which a third of the entries is seen, with noise.
let planted = try PlantedMatrix(
  rows: 40, columns: 40, spectrum: .gaussianFactors(rank: 3), noise: 0.05)
let seed = SeedPath(root: 11) / "recover"
let task = try planted.completion(observedShare: 0.35, seed: seed / "data")

// For each penalty a path of weights. A fifth of the entries, held out, chooses the point: the
// largest weight within one standard error of the best.
let validation = CrossValidation(splitting: .heldOut(0.2), rule: .oneStandardError)
for family in PenaltyFamily.allCases {
  let path = RegularizationPath(family: family, lambda: .coupled(1))
  let result = try validation.solve(task.problem, path: path, seed: seed / "split")
  guard let chosen = result.chosen else { continue }
  let error = try task.relativeError(of: chosen.matrix)
  print(
    family.rawValue.padding(toLength: 16, withPad: " ", startingAt: 0)
      + String(
        format: "rank %2d   error %.3f   KKT residual %.0e", chosen.rank, error,
        chosen.kkt.relative))
}
