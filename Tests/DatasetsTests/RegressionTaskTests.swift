import Datasets
import Randomness
import Spectra
import Tensors
import Testing

@Suite struct RegressionTaskTests {
  private let seed = SeedPath("20230301/datasets-tests/regression")

  private func teacher(_ rank: Int, _ dimension: Int) throws -> LinearTeacher {
    try LinearTeacher(rank: rank, dimension: dimension, scale: .raw, path: seed)
  }

  @Test("law: targets are the teacher's outputs, samples of one path are nested")
  func targets() throws {
    let teacher = try teacher(2, 6)
    let task = RegressionTask<Double>(teacher: teacher, trainingSamples: 4, path: seed)
    #expect(task.trainInputs.rows == 4 && task.testInputs.rows == 256)
    #expect(task.testTargets.columns == 6)
    for (inputs, targets) in [
      (task.trainInputs, task.trainTargets), (task.testInputs, task.testTargets),
    ] {
      for row in 0..<inputs.rows {
        for output in 0..<6 {
          let sum = (0..<6).reduce(0) { $0 + teacher.weight[output, $1] * inputs[row, $1] }
          #expect(abs(targets[row, output] - sum) < 1e-14)
        }
      }
    }
    let squares = task.trainTargets.elements.reduce(0) { $0 + $1 * $1 }
    #expect(abs(task.targetVariance - squares / 24) < 1e-14)
    let larger = RegressionTask<Double>(
      teacher: teacher, trainingSamples: 9, testSamples: 3, path: seed)
    #expect(larger.trainInputs[0..<4, 0..<6].matrix == task.trainInputs)
    #expect(larger.testInputs == task.testInputs[0..<3, 0..<6].matrix)
    // Training and test samples are different draws.
    #expect(larger.trainInputs.row(0) != larger.testInputs.row(0))
  }

  @Test("law: float32 is the rounded float64 task")
  func precision() throws {
    let teacher = try teacher(3, 5)
    let double = RegressionTask<Double>(teacher: teacher, trainingSamples: 4, path: seed)
    let single = RegressionTask<Float>(teacher: teacher, trainingSamples: 4, path: seed)
    #expect(single.trainInputs == double.trainInputs.converted(to: Float.self))
    #expect(single.testTargets == double.testTargets.converted(to: Float.self))
    #expect(single.targetVariance == double.targetVariance)
  }

  @Test("law: the limit of depth one fits the data and keeps the start elsewhere")
  func limit() throws {
    let teacher = try teacher(3, 8)
    let task = RegressionTask<Double>(teacher: teacher, trainingSamples: 5, path: seed)
    let start = gaussianInputs(8, dimension: 8, seed: seed / "start")
    let limit = task.depthOneLimit(from: start)
    let residual = task.trainInputs.times(limit, transposing: .right) - task.trainTargets
    #expect(residual.frobeniusNorm < 1e-12)
    // The change from the start has the row space of X: rank 5, and it is X's.
    let change = limit - start
    let q = try QRDecomposition(task.trainInputs.transposed).q
    #expect((change - change.times(q).times(q, transposing: .right)).frobeniusNorm < 1e-12)
    let enough = RegressionTask<Double>(teacher: teacher, trainingSamples: 8, path: seed)
    #expect(enough.depthOneLimit(from: start) == teacher.weight)
  }

  @Test("law: gradient descent ends at the limit of depth one")
  func descent() throws {
    let task = RegressionTask<Double>(teacher: try teacher(2, 6), trainingSamples: 3, path: seed)
    let start = gaussianInputs(6, dimension: 6, seed: seed / "start")
    var weight = start
    for _ in 0..<5000 {
      let error = task.trainInputs.times(weight, transposing: .right) - task.trainTargets
      weight = weight - 0.3 / 3 * error.times(task.trainInputs, transposing: .left)
    }
    // Steps contract by 1 - 0.1 s²: for singular values s of X above 0.25, rounding is left.
    #expect((weight - task.depthOneLimit(from: start)).frobeniusNorm < 1e-10)
    #expect((weight - task.teacher.weight).frobeniusNorm > 0.1)
  }

  /// Rank 8, `raw`, n = 32: ρ by an independent simulation, rounded to three digits; test
  /// loss by the formula, with `‖W*‖²_F` of the truncated Gaussian.
  @Test(
    "oracle: spectral entropy and test loss of the limit of depth one",
    arguments: [
      (20, 2.882, 0.608), (24, 2.687, 0.408), (26, 2.567, 0.306), (27, 2.500, 0.254),
      (28, 2.427, 0.202), (29, 2.349, 0.151), (30, 2.265, 0.101),
    ])
  func table(samples: Int, entropy: Double, loss: Double) throws {
    var (entropies, losses, formula): ([Double], [Double], [Double]) = ([], [], [])
    for draw in 0..<200 {
      let path = seed / "limit" / draw
      let teacher = try LinearTeacher(rank: 8, dimension: 32, scale: .raw, path: path)
      let task = RegressionTask<Double>(teacher: teacher, trainingSamples: samples, path: path)
      let start = 1 / 32.0.squareRoot() * gaussianInputs(32, dimension: 32, seed: path / "start")
      let limit = task.depthOneLimit(from: start)
      entropies.append(RankMeasures.spectralEntropy(try singularValues(of: limit).values))
      let error = task.testInputs.times(limit, transposing: .right) - task.testTargets
      losses.append(error.frobeniusNorm * error.frobeniusNorm / (256 * 32))
      let size = [teacher.weight, start].reduce(0) { $0 + $1.frobeniusNorm * $1.frobeniusNorm }
      formula.append((1 - Double(samples) / 32) * size / 32)
    }
    // Four standard errors and the rounding of the table; the next row is ten times as far away.
    let tolerance = 4 * standardError(of: entropies) + 0.0005
    #expect(abs(mean(entropies) - entropy) < tolerance)
    #expect(tolerance < 0.02)
    #expect(abs(mean(losses) - loss) < 4 * standardError(of: losses) + 0.0005)
    #expect(abs(mean(formula) - loss) < 4 * standardError(of: formula) + 0.0005)
    #expect(standardError(of: losses) < 0.005)
  }

  @Test("hostile: no samples, or a start of another size")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      let path = SeedPath(root: 1)
      let teacher = try LinearTeacher(rank: 1, dimension: 4, scale: .raw, path: path)
      _ = RegressionTask<Double>(teacher: teacher, trainingSamples: 0, path: path)
    }
    await #expect(processExitsWith: .failure) {
      let path = SeedPath(root: 1)
      let teacher = try LinearTeacher(rank: 1, dimension: 4, scale: .raw, path: path)
      let task = RegressionTask<Double>(teacher: teacher, trainingSamples: 2, path: path)
      _ = task.depthOneLimit(from: .identity(3))
    }
  }
}
