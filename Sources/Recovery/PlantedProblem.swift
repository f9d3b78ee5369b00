public import Randomness
import Tensors

/// A problem whose answer is known.
public struct PlantedProblem<Problem: RecoveryProblem>: Sendable {
  /// The answer, without noise.
  public let truth: LowRankMatrix
  /// What is observed of it.
  public let problem: Problem

  /// `‖X - X₀‖_F / ‖X₀‖_F`.
  ///
  /// - Throws: ``RecoveryError`` if a decomposition fails.
  public func relativeError(of matrix: LowRankMatrix) throws(RecoveryError) -> Double {
    try matrix.distance(to: truth) / truth.frobeniusNorm
  }
}

extension PlantedMatrix {
  /// Completion, each entry observed with one probability.
  ///
  /// - Parameters:
  ///   - share: The probability, in `(0, 1]`.
  ///   - seed: Of all draws.
  /// - Returns: The problem; rows and columns may be without entries.
  /// - Throws: ``RecoveryError``: `invalidValue` for the share, `unusableEntries` if no entry is drawn.
  public func completion(
    observedShare share: Double, seed: SeedPath
  ) throws(RecoveryError) -> PlantedProblem<CompletionLoss> {
    guard share > 0, share <= 1 else {
      throw RecoveryError(
        .invalidValue, "The share of observed entries must be in (0, 1], but is \(share).")
    }
    var stream = RandomStream(seed / "places")
    var places: [(row: Int, column: Int, value: Double)] = []
    for row in 0..<rows {
      let draws = stream.values(columns, from: .uniform(0...1))
      for column in 0..<columns where draws[column] < share { places.append((row, column, 0)) }
    }
    let truth = try truth(seed: seed)
    let values = truth.values(
      at: try ObservedEntries(
        rows: rows, columns: columns, entries: places, coverage: .allowingEmptyRows))
    let noise = noise(count: values.count, seed: seed)
    for i in places.indices { places[i].value = values[i] + noise[i] }
    return PlantedProblem(
      truth: truth,
      problem: try CompletionLoss(
        ObservedEntries(
          rows: rows, columns: columns, entries: places, coverage: .allowingEmptyRows)))
  }

  /// Sensing by Gaussian measurements whose coefficients have the variance `1/N`.
  ///
  /// - Parameters:
  ///   - count: `N ≥ 1`.
  ///   - seed: Of all draws.
  /// - Returns: The problem.
  /// - Throws: ``RecoveryError`` as ``SensingLoss`` does.
  public func sensing(
    measurements count: Int, seed: SeedPath
  ) throws(RecoveryError) -> PlantedProblem<SensingLoss> {
    let truth = try truth(seed: seed)
    let scale = 1 / Double(max(count, 1)).squareRoot()
    let a = scale * gaussian(max(count, 0), rows * columns, seed: seed / "measurements")
    let clean = a.times(.column(truth.dense.elements)).elements
    return PlantedProblem(
      truth: truth,
      problem: try SensingLoss(
        rows: rows, columns: columns, measurements: a,
        values: zip(clean, noise(count: clean.count, seed: seed)).map { $0 + $1 }))
  }

  /// Regression with standard normal predictors; the matrix has a row per predictor.
  ///
  /// - Parameters:
  ///   - count: The number of samples, at least 1.
  ///   - seed: Of all draws.
  /// - Returns: The problem.
  /// - Throws: ``RecoveryError`` as ``RegressionLoss`` does.
  public func regression(
    samples count: Int, seed: SeedPath
  ) throws(RecoveryError) -> PlantedProblem<RegressionLoss> {
    let truth = try truth(seed: seed)
    let z = gaussian(max(count, 0), rows, seed: seed / "predictors")
    let clean = z.times(truth.left).times(truth.right, transposing: .right)
    let noise = Matrix(
      rows: clean.rows, columns: columns,
      elements: noise(count: clean.rows * columns, seed: seed))
    return PlantedProblem(
      truth: truth, problem: try RegressionLoss(predictors: z, responses: clean + noise))
  }
}
