import Foundation
import Randomness
import Recovery
import Tensors
import Testing

@Suite struct CrossValidationTests {
  @Test("law: folds partition the observations, the same for one seed, others for another")
  func partition() throws {
    for (observations, folds) in [(23, 5), (5, 5), (100, 2)] {
      let jobs = try CrossValidation(splitting: .folds(folds)).jobs(
        observations: observations, seed: testSeed)
      #expect(jobs.map(\.fold) == Array(0..<folds))
      #expect(jobs.flatMap(\.validation).sorted() == Array(0..<observations))
      for job in jobs {
        #expect((job.training + job.validation).sorted() == Array(0..<observations))
        #expect(job.training == job.training.sorted())
        #expect(abs(job.validation.count - observations / folds) <= 1)
      }
      #expect(
        try jobs
          == CrossValidation(splitting: .folds(folds), rule: .oneStandardError).jobs(
            observations: observations, seed: testSeed))
    }
    let (a, b) = (
      try CrossValidation().jobs(observations: 50, seed: testSeed / 1),
      try CrossValidation().jobs(observations: 50, seed: testSeed / 2)
    )
    #expect(a != b)
    let single = try CrossValidation(splitting: .heldOut(0.2)).jobs(
      observations: 50, seed: testSeed)
    #expect(single.count == 1 && single[0].validation.count == 10)
  }

  /// Errors of three folds at four points.
  let results = [
    FoldResult(fold: 0, squaredErrors: [[4], [2.5], [2.0], [3]]),
    FoldResult(fold: 1, squaredErrors: [[5], [2.2], [2.4], [3]]),
    FoldResult(fold: 2, squaredErrors: [[6], [2.8], [2.2], [3], [0]]),
  ]

  @Test("oracle: means, standard errors and both rules by hand, in any order of the folds")
  func choice() throws {
    let minimum = CrossValidation(rule: .minimum)
    let choice = try minimum.choice(among: results)
    // The fifth point was reached by one fold alone.
    #expect(choice.errors.count == 4)
    #expect(abs(choice.errors[2] - 2.2) < 1e-15)
    #expect(abs(choice.standardErrors[2] - 0.2 / 3.0.squareRoot()) < 1e-15)
    #expect(choice.index == 2 && choice.gridEnd == nil && choice.warning == nil)
    #expect(abs(choice.heldOutRMSE - 2.2.squareRoot()) < 1e-15)
    // 2.5 is above 2.2 + 0.115; with wider scatter it is not.
    let oneError = CrossValidation(rule: .oneStandardError)
    #expect(try oneError.choice(among: results).index == 2)
    let scattered = [
      FoldResult(fold: 0, squaredErrors: [[4], [2.5], [1.5], [3]]),
      FoldResult(fold: 1, squaredErrors: [[5], [2.5], [2.9], [3]]),
    ]
    #expect(try minimum.choice(among: scattered).index == 2)
    #expect(try oneError.choice(among: scattered).index == 1)
    for order in [[2, 1, 0], [1, 2, 0], [0, 2, 1]] {
      #expect(try minimum.choice(among: order.map { results[$0] }) == choice)
    }
  }

  @Test("law: a choice at an end of the grid says which, and one fold has its own standard error")
  func ends() throws {
    let falling = [FoldResult(fold: 0, squaredErrors: [[3, 5], [2, 4], [1, 3]])]
    let down = try CrossValidation(splitting: .heldOut(0.2)).choice(among: falling)
    #expect(down.index == 2 && down.gridEnd == .smallestWeight)
    #expect(down.warning?.contains("smallest") == true)
    #expect(abs(down.standardErrors[0] - 1) < 1e-15)
    let rising = [FoldResult(fold: 0, squaredErrors: [[1, 3], [2, 4], [3, 5]])]
    let up = try CrossValidation().choice(among: rising)
    #expect(up.index == 0 && up.gridEnd == .largestWeight)
    #expect(up.warning?.contains("largest") == true)
  }

  @Test("law: on planted problems the choice is near the best point and beats the nuclear norm")
  func planted() throws {
    let planted = try PlantedMatrix(
      rows: 30, columns: 25, spectrum: .gaussianFactors(rank: 2), noise: 0.05
    ).completion(observedShare: 0.4, seed: testSeed / "cv")
    var errors: [PenaltyFamily: Double] = [:]
    for family in [PenaltyFamily.nuclear, .resnetDepth2] {
      let path = RegularizationPath(
        family: family,
        solver: .proximalGradient(
          ProximalGradient(stopping: .relativeChange(1e-5), iterationLimit: 200)))
      let result = try CrossValidation(splitting: .heldOut(0.2)).solve(
        planted.problem, path: path, seed: testSeed / "cv-folds")
      let choice = result.choice
      #expect(result.solutions.count == choice.index + 1)
      let best = try path.solve(planted.problem).map { try planted.relativeError(of: $0.matrix) }
        .min()
      let chosen = try planted.relativeError(of: #require(result.chosen).matrix)
      // The specification's chosen points are within 1.3 of the best ones.
      #expect(chosen < 1.5 * (best ?? 0))
      // The held-out error has the noise of the entries in it.
      if family == .resnetDepth2 {
        #expect(choice.heldOutRMSE > 0.04 && choice.heldOutRMSE < 0.12)
      }
      errors[family] = chosen
    }
    #expect(try #require(errors[.nuclear]) > 2 * #require(errors[.resnetDepth2]))
  }

  @Test("law: folds of sensing and regression train and predict too")
  func otherProblems() throws {
    func check(_ problem: some RecoveryProblem) throws {
      let path = RegularizationPath(
        family: .resnetDepth2, grid: try WeightGrid(points: 3, largest: 0.2, smallest: 0.02))
      let validation = CrossValidation(splitting: .folds(3))
      let jobs = try validation.jobs(observations: problem.observations, seed: testSeed)
      let results = try jobs.map { try validation.run($0, on: problem, path: path) }
      let choice = try validation.choice(among: results)
      // Larger weights shrink planted signals far above the noise.
      #expect(choice.errors[0] > choice.errors[2])
    }
    try check(plantedRegression(0).problem)
    try check(plantedSensing(1).problem)
  }

  @Test("law: a refit that the limit of the rank ends early has no chosen point")
  func rankLimit() throws {
    let planted = try PlantedMatrix(
      rows: 20, columns: 16, spectrum: .gaussianFactors(rank: 2), noise: 0.05
    ).completion(observedShare: 0.6, seed: testSeed / "cv-rank")
    let path = RegularizationPath(
      family: .nuclear, grid: try WeightGrid(points: 8, largest: 0.5, smallest: 0.01),
      solver: .proximalGradient(
        ProximalGradient(stopping: .relativeChange(1e-5), iterationLimit: 200)))
    let validation = CrossValidation(splitting: .heldOut(0.2))
    let whole = try validation.solve(planted.problem, path: path, seed: testSeed / "cv-rank")
    #expect(whole.chosen?.weight == whole.solutions.last?.weight)
    #expect(whole.chosen?.ending == .converged)
    let cut = CrossValidatedPath(
      choice: whole.choice, solutions: Array(whole.solutions.dropLast()))
    #expect(cut.chosen == nil && !cut.solutions.isEmpty)
  }

  @Test("law: a fold that trains on zeros alone is solved by zero and ends nothing")
  func zeroFolds() throws {
    // One entry of ten is not 0: the fold that predicts it has zeros only.
    let path = RegularizationPath(
      family: .resnetDepth2, grid: try WeightGrid(points: 3, largest: 0.5, smallest: 0.05))
    func check(_ problem: some RecoveryProblem, _ solver: RecoverySolver) throws {
      var path = path
      path.solver = solver
      let result = try CrossValidation(splitting: .folds(5)).solve(
        problem, path: path, seed: testSeed / "zeros")
      let chosen = try #require(result.chosen)
      let numbers = result.choice.errors + chosen.matrix.singularValues
      let isFinite = numbers.allSatisfy { $0.isFinite }
      #expect(isFinite && chosen.matrix.rank <= 1)
    }
    let entries = (0..<10).map { (row: $0 / 5, column: $0 % 5, value: $0 == 3 ? 1.0 : 0) }
    let completion = try CompletionLoss(
      ObservedEntries(rows: 2, columns: 5, entries: entries, coverage: .allowingEmptyRows))
    try check(completion, .proximalGradient(ProximalGradient()))
    try check(completion, .factoredGradient(FactoredGradient()))
    let numbers = (0..<10).map { $0 == 3 ? 1.0 : 0 }
    // Predictors and responses that are 0 but in one sample: then even the Lipschitz constant is 0.
    let one = Matrix(rows: 10, columns: 1, elements: numbers)
    try check(
      RegressionLoss(predictors: one, responses: one), .proximalGradient(ProximalGradient()))
    try check(
      SensingLoss(rows: 1, columns: 1, measurements: one, values: numbers),
      .proximalGradient(ProximalGradient()))
    #expect(throws: RecoveryError.self) {
      try CompletionLoss(
        ObservedEntries(
          rows: 2, columns: 5, entries: entries.map { ($0.row, $0.column, 0) },
          coverage: .allowingEmptyRows))
    }
  }

  @Test(
    "hostile: stored results whose parts do not fit are refused by the decoder",
    arguments: [
      #"{"fold":0,"errors":[1,2],"standardErrors":[1]}"#,
      #"{"fold":0,"errors":[1],"standardErrors":[1,2]}"#, #"{"fold":0,"errors":[1]}"#,
      #"{"index":2,"errors":[1,2],"standardErrors":[1,2]}"#,
      #"{"index":-1,"errors":[1,2],"standardErrors":[1,2]}"#,
      #"{"index":0,"errors":[1,2],"standardErrors":[]}"#,
    ])
  func damaged(text: String) throws {
    let isResult = text.contains("fold")
    #expect(throws: DecodingError.self) {
      if isResult {
        _ = try JSONDecoder().decode(FoldResult.self, from: Data(text.utf8))
      } else {
        _ = try JSONDecoder().decode(CrossValidationChoice.self, from: Data(text.utf8))
      }
    }
    let choice = try CrossValidation().choice(among: results)
    let copy = try JSONDecoder().decode(
      CrossValidationChoice.self, from: JSONEncoder().encode(choice))
    #expect(copy == choice)
  }

  @Test("hostile: splits that leave nothing, and results that are no choice")
  func hostile() throws {
    for splitting in [
      CrossValidation.Splitting.folds(1), .folds(0), .folds(11), .heldOut(0), .heldOut(1),
      .heldOut(0.01), .heldOut(.nan), .heldOut(-0.2),
    ] {
      #expect(throws: RecoveryError.self, "\(splitting)") {
        try CrossValidation(splitting: splitting).jobs(observations: 10, seed: testSeed)
      }
    }
    let bad: [[FoldResult]] = [
      [], [results[0], results[0]], [FoldResult(fold: 0, squaredErrors: [])],
      [FoldResult(fold: 0, squaredErrors: [[.nan, 1], [2, 3]])],
    ]
    for results in bad {
      #expect(throws: RecoveryError.self) { try CrossValidation().choice(among: results) }
    }
  }
}
