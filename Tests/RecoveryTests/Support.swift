// Shared by the tests of this target.

import Randomness
import Recovery
import Tensors
import Theory

let testSeed = SeedPath("recovery-tests")

/// 60 samples of 12 predictors and 10 responses, rank 3, noise 0.3: the specification's regression.
func plantedRegression(_ instance: Int) throws -> PlantedProblem<RegressionLoss> {
  try PlantedMatrix(rows: 12, columns: 10, spectrum: .gaussianFactors(rank: 3), noise: 0.3)
    .regression(samples: 60, seed: testSeed / "regression" / instance)
}

/// A small completion: 16 × 12 of rank 2, half of the entries, noise 0.05.
func plantedCompletion(_ instance: Int) throws -> PlantedProblem<CompletionLoss> {
  try PlantedMatrix(rows: 16, columns: 12, spectrum: .gaussianFactors(rank: 2), noise: 0.05)
    .completion(observedShare: 0.5, seed: testSeed / "completion" / instance)
}

/// 16 × 16 of rank 2, 160 Gaussian measurements, noise 0.05: the specification's sensing.
func plantedSensing(_ instance: Int) throws -> PlantedProblem<SensingLoss> {
  try PlantedMatrix(rows: 16, columns: 16, spectrum: .gaussianFactors(rank: 2), noise: 0.05)
    .sensing(measurements: 160, seed: testSeed / "sensing" / instance)
}

extension Matrix<Double> {
  func distance(to other: Matrix) -> Double { (self - other).frobeniusNorm }

  /// `Σ aᵢⱼ bᵢⱼ`.
  func dot(_ other: Matrix) -> Double {
    zip(elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
