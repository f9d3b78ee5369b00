import Randomness
import Recovery
import Tensors
import Testing

@Suite struct PlantedMatrixTests {
  @Test("law: the truth has the wanted spectrum, the same for one seed")
  func truth() throws {
    let values = [4.0, 2, 1]
    let planted = try PlantedMatrix(
      rows: 9, columns: 7, spectrum: .singularValues(values), noise: 0)
    let truth = try planted.truth(seed: testSeed / 1)
    #expect(truth.singularValues == values)
    // The dense matrix has these singular values: traces of powers of its Gram matrix.
    let gram = truth.dense.gram()
    let trace = (0..<7).reduce(0) { $0 + gram[$1, $1] }
    #expect(abs(trace - 21) < 1e-12)
    let fourth: Double = 256 + 16 + 1
    #expect(abs(gram.frobeniusNorm - fourth.squareRoot()) < 1e-12)
    let (again, other) = (
      try planted.truth(seed: testSeed / 1).dense, try planted.truth(seed: testSeed / 2).dense
    )
    #expect(again == truth.dense)
    #expect(other != truth.dense)
    let gaussian = try PlantedMatrix(
      rows: 9, columns: 7, spectrum: .gaussianFactors(rank: 2), noise: 0)
    #expect(try gaussian.truth(seed: testSeed).rank == 2)
  }

  @Test("law: without noise the truth explains every observation, with noise up to its variance")
  func observations() throws {
    for noise in [0, 0.1] {
      let planted = try PlantedMatrix(
        rows: 40, columns: 30, spectrum: .gaussianFactors(rank: 2), noise: noise)
      func check(_ instance: PlantedProblem<some RecoveryProblem>, numbers: Int) {
        let error = 2 * instance.problem.value(at: instance.truth.dense) / Double(numbers)
        // A mean of squares of 300 normals or more: relative standard error below 0.082, five of them.
        #expect(abs(error - noise * noise) <= 5 * 0.082 * noise * noise + 1e-24)
      }
      let completion = try planted.completion(observedShare: 0.3, seed: testSeed)
      check(completion, numbers: completion.problem.observations)
      // 1200 places with probability 0.3: five standard deviations of 16.
      #expect(abs(completion.problem.observations - 360) < 80)
      check(try planted.sensing(measurements: 400, seed: testSeed), numbers: 400)
      check(try planted.regression(samples: 50, seed: testSeed), numbers: 50 * 30)
    }
  }

  @Test("hostile: shapes, ranks, spectra, noise and shares that cannot be planted")
  func hostile() throws {
    let specifications: [(Int, Int, PlantedMatrix.Spectrum, Double)] = [
      (0, 3, .gaussianFactors(rank: 1), 0), (3, 3, .gaussianFactors(rank: 0), 0),
      (3, 3, .gaussianFactors(rank: 4), 0), (3, 3, .singularValues([]), 0),
      (3, 3, .singularValues([1, 2]), 0), (3, 3, .singularValues([1, 0]), 0),
      (3, 3, .singularValues([.nan]), 0), (3, 3, .gaussianFactors(rank: 1), -1),
      (3, 3, .gaussianFactors(rank: 1), .infinity),
    ]
    for (rows, columns, spectrum, noise) in specifications {
      #expect(throws: RecoveryError.self) {
        try PlantedMatrix(rows: rows, columns: columns, spectrum: spectrum, noise: noise)
      }
    }
    let planted = try PlantedMatrix(
      rows: 3, columns: 3, spectrum: .gaussianFactors(rank: 1), noise: 0)
    for share in [0, -0.1, 1.1, Double.nan, 1e-9] {
      #expect(throws: RecoveryError.self) {
        try planted.completion(observedShare: share, seed: testSeed)
      }
    }
    for count in [0, -3] {
      #expect(throws: RecoveryError.self) {
        try planted.sensing(measurements: count, seed: testSeed)
      }
      #expect(throws: RecoveryError.self) { try planted.regression(samples: count, seed: testSeed) }
    }
  }
}
