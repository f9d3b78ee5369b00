import Randomness
import Recovery
import Spectra
import Tensors
import Testing
import _TestSupport

/// What holds for every loss: the list is the test's argument, a new loss is tested by being added.
@Suite struct QuadraticLossTests {
  static func losses() throws -> [any RecoveryProblem] {
    [
      try plantedCompletion(0).problem, try plantedRegression(0).problem,
      try plantedSensing(0).problem,
      // Fewer samples than predictors, fewer measurements than half of the elements.
      try PlantedMatrix(rows: 9, columns: 4, spectrum: .singularValues([3, 1]), noise: 0)
        .regression(samples: 5, seed: testSeed / "wide").problem,
    ]
  }

  @Test("oracle: the gradient is that of central differences")
  func gradients() throws {
    for loss in try Self.losses() {
      let x = Matrix<Double>.gaussian(loss.rows, loss.columns, seed: 7)
      let expected = finiteDifferences(at: x, step: 1e-2) { loss.value(at: $0) }
      // A quadratic has no truncation error: rounding is ulp · value / step.
      let rounding = 1e2 * .ulpOfOne * loss.value(at: x) * Double(loss.rows * loss.columns)
      #expect(loss.gradient(at: x).distance(to: expected) < 10 * rounding)
    }
  }

  @Test("law: curvature lies between m and M, and comes within 2 % of M")
  func curvature() throws {
    for loss in try Self.losses() {
      let zero = loss.gradient(at: Matrix(rows: loss.rows, columns: loss.columns))
      // Power iteration on the linear part of the gradient.
      var x = Matrix<Double>.gaussian(loss.rows, loss.columns, seed: 8)
      for _ in 0..<2000 {
        let image = loss.gradient(at: x) - zero
        let curvature = image.dot(x) / x.dot(x)
        #expect(curvature <= loss.lipschitz * (1 + 1e-12))
        #expect(curvature >= loss.strongConvexity * (1 - 1e-12))
        x = (1 / image.frobeniusNorm) * image
      }
      let largest = (loss.gradient(at: x) - zero).frobeniusNorm / x.frobeniusNorm
      #expect(largest >= 0.98 * loss.lipschitz)
    }
  }

  @Test("oracle: the largest weight is the operator norm of the gradient at zero")
  func largestWeight() throws {
    for loss in try Self.losses() {
      let zero = loss.gradient(at: Matrix(rows: loss.rows, columns: loss.columns))
      let expected = try singularValues(of: zero).values[0]
      #expect(abs(loss.maximumWeight / expected - 1) < 1e-12)
    }
  }

  @Test("law: twice the loss is the sum of squared errors, and parts of a problem add up")
  func parts() throws {
    for loss in try Self.losses() {
      try check(loss)
    }
    func check(_ loss: some RecoveryProblem) throws {
      let dense = Matrix<Double>.gaussian(loss.rows, loss.columns, seed: 9)
      let x = try LowRankMatrix(dense)
      let all = Array(0..<loss.observations)
      let (even, odd) = (all.filter { $0.isMultiple(of: 2) }, all.filter { !$0.isMultiple(of: 2) })
      let total = loss.squaredErrors(of: x, at: all).reduce(0, +)
      // Regression gives the mean over responses.
      let responses = loss is RegressionLoss ? Double(loss.columns) : 1
      #expect(abs(total * responses / (2 * loss.value(at: dense)) - 1) < 1e-12)
      let (a, b) = (try loss.restricted(to: even), try loss.restricted(to: odd))
      #expect(a.observations == even.count)
      let sum = a.gradient(at: dense) + b.gradient(at: dense)
      let whole = loss.gradient(at: dense)
      #expect(sum.distance(to: whole) < 1e-12 * whole.frobeniusNorm)
      #expect(abs((a.value(at: dense) + b.value(at: dense)) / loss.value(at: dense) - 1) < 1e-12)
    }
  }

  @Test("law: zero is what the noise-aware weight makes of pure noise, on average, and half is not")
  func noise() throws {
    // A truth far below the noise.
    func planted(_ rows: Int, _ columns: Int) throws -> PlantedMatrix {
      try PlantedMatrix(
        rows: rows, columns: columns, spectrum: .singularValues([1e-12]), noise: 0.7)
    }
    let shapes: [(SeedPath) throws -> any RecoveryProblem] = [
      { try planted(60, 40).completion(observedShare: 0.3, seed: $0).problem },
      { try planted(30, 80).completion(observedShare: 1, seed: $0).problem },
      { try planted(12, 10).sensing(measurements: 150, seed: $0).problem },
      { try planted(15, 25).regression(samples: 100, seed: $0).problem },
    ]
    for (number, draw) in shapes.enumerated() {
      var (needed, given) = (0.0, 0.0)
      for instance in 0..<10 {
        let problem = try draw(testSeed / "noise" / number / instance)
        let weight = try problem.noiseWeight(standardDeviation: 0.7)
        // The norm of a Gaussian series exceeds its mean by t deviations of at most 0.7 √M with
        // probability exp(-t²/2) at most: 3·10⁻⁴ for each of the 40 draws.
        #expect(problem.maximumWeight < weight + 4 * 0.7 * problem.lipschitz.squareRoot())
        #expect(problem.maximumWeight > weight / 2)
        needed += problem.maximumWeight
        given += weight
      }
      #expect(needed < given)
    }
  }

  @Test("oracle: the noise gain of the three problems from its definition")
  func noiseGain() throws {
    let entries = try ObservedEntries(
      rows: 2, columns: 3, entries: [(0, 0, 1), (0, 1, 2), (0, 2, 1), (1, 1, 4)])
    #expect(
      abs(try CompletionLoss(entries).noiseGain - (3.0.squareRoot() + 2.0.squareRoot())) < 1e-14)
    // The same as sensing with unit matrices.
    var units = Matrix<Double>(rows: 4, columns: 6)
    for (i, place) in [0, 1, 2, 4].enumerated() { units[i, place] = 1 }
    let sensing = try SensingLoss(rows: 2, columns: 3, measurements: units, values: [1, 2, 1, 4])
    #expect(abs(sensing.noiseGain - (3.0.squareRoot() + 2.0.squareRoot())) < 1e-14)
    #expect(abs(sensing.lipschitz - 1.01) < 1e-12)
    let z = Matrix<Double>([[3, 0], [0, 1], [0, 0]])
    let regression = try RegressionLoss(predictors: z, responses: Matrix([[1], [1], [5]]))
    #expect(abs(regression.noiseGain - (3 + 10.0.squareRoot())) < 1e-13)
    #expect(abs(regression.lipschitz - 9) < 1e-12 && abs(regression.strongConvexity - 1) < 1e-13)
    // Half of the unexplained response stays whatever X is.
    let best = Matrix<Double>([[1.0 / 3], [1]])
    #expect(abs(regression.value(at: best) - 12.5) < 1e-12)
  }

  @Test("hostile: input that no loss can be made of is refused with its place")
  func hostile() throws {
    let good = Matrix<Double>.gaussian(6, 3, seed: 1)
    var bad = good
    bad[4, 2] = .nan
    func error(_ body: () throws -> Void) -> RecoveryError? {
      do {
        try body()
        return nil
      } catch { return error as? RecoveryError }
    }
    let cases: [(RecoveryError?, RecoveryError.Code, String)] = [
      (
        error { _ = try RegressionLoss(predictors: bad, responses: good) }, .invalidValue,
        "row 4, column 2"
      ),
      (
        error { _ = try RegressionLoss(predictors: good, responses: bad) }, .invalidValue,
        "responses"
      ),
      (
        error {
          _ = try RegressionLoss(predictors: good, responses: Matrix(rows: 5, columns: 2))
        }, .shapeMismatch, "6 samples"
      ),
      (
        error {
          _ = try RegressionLoss(
            predictors: Matrix(rows: 0, columns: 2), responses: Matrix(rows: 0, columns: 2))
        }, .unusableEntries, "no sample"
      ),
      (
        error {
          _ = try RegressionLoss(predictors: good, responses: Matrix(rows: 6, columns: 2))
        }, .unusableEntries, "orthogonal"
      ),
      (
        error {
          _ = try SensingLoss(
            rows: 2, columns: 2, measurements: good, values: [1, 2, 3, 4, 5, 6])
        }, .shapeMismatch, "4 coefficients"
      ),
      (
        error { _ = try SensingLoss(rows: 1, columns: 3, measurements: good, values: [1]) },
        .shapeMismatch, "6 measurements"
      ),
      (
        error {
          _ = try SensingLoss(
            rows: 1, columns: 3, measurements: good, values: [1, 2, 3, .infinity, 5, 6])
        }, .invalidValue, "measurement 3"
      ),
      (
        error {
          _ = try SensingLoss(
            rows: 3, columns: 1, measurements: Matrix(rows: 0, columns: 3), values: [])
        }, .unusableEntries, "no measurement"
      ),
      (
        error { _ = try SensingLoss(rows: 0, columns: 3, measurements: good, values: []) },
        .emptyShape, "0 × 3"
      ),
      (
        error {
          _ = try CompletionLoss(
            ObservedEntries(rows: 1, columns: 2, entries: [(0, 0, 0), (0, 1, 0)]))
        }, .unusableEntries, "Every observed entry is 0"
      ),
      (
        error { _ = try plantedRegression(0).problem.restricted(to: []) }, .unusableEntries,
        "No observation"
      ),
      (
        error { _ = try plantedCompletion(0).problem.noiseWeight(standardDeviation: -1) },
        .invalidValue, "-1"
      ),
    ]
    for (error, code, phrase) in cases {
      #expect(error?.code == code, "\(phrase)")
      #expect(error?.description.contains(phrase) == true, "\(error?.description ?? "no error")")
    }
  }
}
