import Randomness
import Recovery
import Tensors
import Testing
import Theory

@Suite struct RecoverySolverTests {
  @Test("law: dense matrices and factors find the same minimum of the convex problem")
  func agreement() throws {
    let problem = try plantedCompletion(4).problem
    let weight = 0.1 * problem.maximumWeight
    let dense = try RecoverySolver.proximalGradient(ProximalGradient()).solve(
      problem, penalty: NuclearPenalty(), weight: weight)
    let factored = try RecoverySolver.factoredGradient(
      FactoredGradient(tolerance: 1e-8)
    ).solve(problem, penalty: NuclearPenalty(), weight: weight)
    // A residual of 10⁻⁸ leaves the objective above its minimum by less than that.
    #expect(abs(dense.objective / factored.objective - 1) < 1e-8)
    #expect(dense.rank == factored.rank)
    let small = try RecoverySolver.automatic.solve(
      problem, penalty: NuclearPenalty(), weight: weight)
    #expect(small.objective == dense.objective)
  }

  @Test("law: the automatic solver takes factors for large completions")
  func automatic() throws {
    let planted = try PlantedMatrix(
      rows: 130, columns: 120, spectrum: .singularValues([40, 30]), noise: 0
    ).completion(observedShare: 0.5, seed: testSeed / "large")
    let weight = 0.3 * planted.problem.maximumWeight
    let chosen = try RecoverySolver.automatic.solve(
      planted.problem, penalty: NuclearPenalty(), weight: weight)
    let factored = try FactoredGradient().solve(
      planted.problem.entries, penalty: NuclearPenalty(), weight: weight)
    #expect(chosen.objective == factored.objective)
    #expect(chosen.kkt.relative < 1e-6)
    let alone = try RecoverySolver.automatic.solve(
      planted.problem, penalty: NuclearPenalty(), weight: weight, threads: 1)
    #expect(alone.objectives == chosen.objectives)
  }

  @Test("hostile: factors for a problem that is no completion")
  func hostile() throws {
    let error = #expect(throws: RecoveryError.self) {
      try RecoverySolver.factoredGradient(FactoredGradient()).solve(
        plantedRegression(0).problem, penalty: NuclearPenalty(), weight: 1)
    }
    #expect(error?.description.contains("proximal gradient") == true)
  }
}
