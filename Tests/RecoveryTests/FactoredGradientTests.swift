import Randomness
import Recovery
import Spectra
import Tensors
import Testing
import Theory

@Suite struct FactoredGradientTests {
  private let seed = SeedPath("recovery-tests/factored")

  /// A matrix of `rank` with Gaussian factors, observed with probability `share`.
  private func planted(
    _ rows: Int, _ columns: Int, rank: Int, share: Double, noise: Double, instance: Int = 0
  ) throws -> (truth: Matrix<Double>, entries: ObservedEntries) {
    var stream = RandomStream(seed / rows / columns / rank / instance)
    let left = Matrix<Double>(rows: rows, columns: rank, from: .standardNormal, using: &stream)
    let right = Matrix<Double>(
      rows: columns, columns: rank, from: .standardNormal, using: &stream)
    let truth = left.times(right, transposing: .right)
    let noises = Matrix<Double>(
      rows: rows, columns: columns, from: .standardNormal, using: &stream)
    var draws = Matrix<Double>(rows: rows, columns: columns, from: .uniform(0...1), using: &stream)
    for i in 0..<rows {
      for j in 0..<columns {
        draws[i, j] = draws[i, j] < share ? truth[i, j] + noise * noises[i, j] : .nan
      }
    }
    return (truth, try ObservedEntries(draws, coverage: .allowingEmptyRows))
  }

  private func isMonotone(_ objectives: [Double]) -> Bool {
    // Rounding of sums of that size.
    zip(objectives, objectives.dropFirst()).allSatisfy { $1 <= $0 + 1e-12 * abs($0) }
  }

  @Test("oracle: the nuclear norm's minimum is that of dense proximal gradients, with no gap left")
  func nuclear() throws {
    let (_, entries) = try planted(40, 30, rank: 3, share: 0.4, noise: 0.1)
    let loss = try CompletionLoss(entries)
    for share in [0.5, 0.1, 0.02] {
      let weight = share * loss.maximumWeight
      let found = try FactoredGradient(tolerance: 1e-7).solve(
        entries, penalty: NuclearPenalty(), weight: weight)
      #expect(found.ending == .converged)
      #expect(found.kkt.relative <= 1e-7)
      #expect(isMonotone(found.objectives))
      let dense = try ProximalGradient(stopping: .residual(1e-7), iterationLimit: 20_000).solve(
        loss, penalty: NuclearPenalty(), weight: weight)
      // The gap of a point with residual κ is of the order κ².
      #expect(abs(found.objective - dense.objective) < 1e-9 * dense.objective)
      #expect((found.matrix.dense - dense.matrix.dense).frobeniusNorm < 1e-3)

      // The duality gap: the residual, shrunk until feasible, is a dual point.
      let x = found.matrix.values(at: entries)
      let residual = zip(entries.values, x).map { $0 - $1 }
      var scattered = Matrix<Double>(rows: 40, columns: 30)
      for (entry, r) in zip(entries.entries, residual) { scattered[entry.row, entry.column] = r }
      let norm = try SingularValueDecomposition(scattered).values[0]
      let dual = residual.map { $0 * min(1, weight / norm) }
      let pairing = zip(dual, entries.values).reduce(0) { $0 + $1.0 * $1.1 }
      let gap = found.objective - pairing + dual.reduce(0) { $0 + $1 * $1 } / 2
      #expect(gap > -1e-12 * found.objective)
      guard case .dualityGap(let certified) = found.certificate else {
        Issue.record("certificate \(found.certificate)")
        continue
      }
      // The solver bounds the norm of the gradient from above, by 2κμ at most.
      #expect(certified >= gap - 1e-12 * found.objective)
      let looseness = 2e-7 * weight * found.penalty
      #expect(certified <= gap + looseness + 1e-12 * found.objective)
      let rank = try #require(found.rankCertificate)
      let neglected = try SingularValueDecomposition(scattered).values[found.rank]
      #expect(abs(rank.neglected - neglected) < 1e-3 * weight && rank.threshold == weight)
    }
  }

  @Test("oracle: the residual is that of the dense formulas", arguments: PenaltyFamily.allCases)
  func residual(family: PenaltyFamily) throws {
    let (_, entries) = try planted(35, 45, rank: 3, share: 0.4, noise: 0.05)
    let loss = try CompletionLoss(entries)
    let weight = 0.1 * loss.maximumWeight
    let penalty = try family.penalty(lambda: 2 * weight)
    let found = try FactoredGradient().solve(entries, penalty: penalty, weight: weight)
    #expect(found.ending == .converged)
    #expect(found.kkt.relative <= 1e-6)
    #expect(isMonotone(found.objectives))
    let gradient = loss.evaluation(at: found.matrix.dense).gradient
    let dense = try KKTResidual(
      of: found.matrix, gradient: gradient, penalty: penalty, weight: weight)
    #expect(abs(dense.kappa1 - found.kkt.kappa1) < 1e-9)
    #expect(abs(dense.kappa2 - found.kkt.kappa2) < 1e-9)
    // The solver knows its κ₃ to a quarter of its part of the tolerance.
    #expect(abs(dense.kappa3 - found.kkt.kappa3) < 1.3e-7 * weight)
    let expected =
      loss.evaluation(at: found.matrix.dense).value
      + weight * penalty.total(of: found.matrix.singularValues)
    #expect(abs(found.objective - expected) < 1e-11 * expected)
    #expect(abs(found.loss + weight * found.penalty - found.objective) < 1e-12 * expected)

    // A stationary point stays where it is.
    let again = try FactoredGradient().solve(
      entries, penalty: penalty, weight: weight, from: found.matrix)
    #expect(again.iterations <= 1)
    #expect(try again.matrix.distance(to: found.matrix) < 1e-6 * found.matrix.frobeniusNorm)
  }

  @Test("law: a planted matrix without noise is found again")
  func recovery() throws {
    let (truth, entries) = try planted(80, 60, rank: 3, share: 0.4, noise: 0)
    let top = try CompletionLoss(entries).maximumWeight
    var solution: RecoverySolution?
    // Unbiased at the end: MCP does not shrink what is above γλ.
    for share in [0.3, 0.1, 0.03] {
      solution = try FactoredGradient(tolerance: 1e-8).solve(
        entries, penalty: MCPPenalty(lambda: 2 * share * top), weight: share * top,
        from: solution?.matrix)
    }
    let found = try #require(solution)
    #expect(found.rank == 3)
    #expect((found.matrix.dense - truth).frobeniusNorm < 1e-6 * truth.frobeniusNorm)
  }

  @Test("law: the same for permuted rows and for the transpose")
  func symmetries() throws {
    let (_, entries) = try planted(30, 50, rank: 2, share: 0.4, noise: 0.1)
    let weight = try 0.1 * CompletionLoss(entries).maximumWeight
    let solver = FactoredGradient(tolerance: 1e-8)
    let found = try solver.solve(entries, penalty: NuclearPenalty(), weight: weight)
    let transposed = try solver.solve(
      ObservedEntries(
        rows: 50, columns: 30,
        entries: entries.entries.map { (row: $0.column, column: $0.row, value: $0.value) },
        coverage: .allowingEmptyRows),
      penalty: NuclearPenalty(), weight: weight)
    let rotated = try solver.solve(
      ObservedEntries(
        rows: 30, columns: 50,
        entries: entries.entries.map { (($0.row + 7) % 30, $0.column, $0.value) },
        coverage: .allowingEmptyRows),
      penalty: NuclearPenalty(), weight: weight)
    for other in [transposed, rotated] {
      #expect(abs(other.objective - found.objective) < 1e-10 * found.objective)
      for (a, b) in zip(other.matrix.singularValues, found.matrix.singularValues) {
        // The matrices agree to about κ μ over the curvature.
        #expect(abs(a - b) < 1e-5 * found.matrix.singularValues[0])
      }
    }
  }

  @Test("law: the bits do not depend on the threads")
  func threads() throws {
    let (_, entries) = try planted(300, 200, rank: 4, share: 0.3, noise: 0.1)
    let penalty = try ResNetPenalty(block: .depth2, lambda: 20)
    let solutions = try [1, 2, 5].map {
      try FactoredGradient(threads: $0).solve(entries, penalty: penalty, weight: 10)
    }
    for other in solutions.dropFirst() {
      #expect(other.objectives == solutions[0].objectives)
      #expect(other.matrix.left == solutions[0].matrix.left)
      #expect(other.matrix.right == solutions[0].matrix.right)
    }
  }

  @Test("law: zero is the solution exactly from the largest weight on")
  func largestWeight() throws {
    let (_, entries) = try planted(30, 20, rank: 2, share: 0.5, noise: 0.1)
    let top = try CompletionLoss(entries).maximumWeight
    for family in PenaltyFamily.allCases {
      let above = try FactoredGradient().solve(
        entries, penalty: family.penalty(lambda: 2 * top), weight: 1.001 * top)
      #expect(above.rank == 0 && above.ending == .converged && above.kkt.relative == 0)
      let below = try FactoredGradient().solve(
        entries, penalty: family.penalty(lambda: 2 * top), weight: 0.999 * top)
      #expect(below.rank == 1)
    }
    // From a start far away as well.
    var stream = RandomStream(seed / "far")
    let start = try LowRankMatrix(
      left: Matrix(rows: 30, columns: 4, from: .standardNormal, using: &stream),
      right: Matrix(rows: 20, columns: 4, from: .standardNormal, using: &stream))
    let found = try FactoredGradient().solve(
      entries, penalty: NuclearPenalty(), weight: 1.01 * top, from: start)
    #expect(found.rank == 0)
  }

  @Test("law: far from the solution the gap still bounds the distance to the minimum")
  func gap() throws {
    let (_, entries) = try planted(40, 30, rank: 3, share: 0.4, noise: 0.1)
    let weight = try 0.05 * CompletionLoss(entries).maximumWeight
    let best = try FactoredGradient(tolerance: 1e-9).solve(
      entries, penalty: NuclearPenalty(), weight: weight)
    for limit in [0, 1, 5, 20] {
      let early = try FactoredGradient(iterationLimit: limit).solve(
        entries, penalty: NuclearPenalty(), weight: weight)
      guard case .dualityGap(let gap) = early.certificate else {
        Issue.record("certificate \(early.certificate)")
        continue
      }
      #expect(early.objective - best.objective <= gap * (1 + 1e-9))
    }
  }

  @Test("law: small weights converge within some hundred steps")
  func smallWeights() throws {
    // The rank at the solution is 12 of 20, and 39 of 120: columns come in many small portions.
    for (rows, columns, share, weight) in [(30, 20, 0.5, 1e-3), (150, 120, 0.3, 0.02)] {
      let (_, entries) = try planted(rows, columns, rank: 3, share: share, noise: 0.1)
      let found = try FactoredGradient(iterationLimit: 1_500).solve(
        entries, penalty: NuclearPenalty(),
        weight: weight * CompletionLoss(entries).maximumWeight)
      #expect(found.ending == .converged)
      #expect(isMonotone(found.objectives))
    }
  }

  @Test("oracle: with every entry observed the minimum is certified, with shrunk values")
  func complete() throws {
    let (truth, entries) = try planted(12, 9, rank: 3, share: 2, noise: 0)
    let penalty = try ResNetPenalty(block: .depth2, lambda: 4)
    let found = try FactoredGradient().solve(entries, penalty: penalty, weight: 1)
    let shrunk = try SingularValueDecomposition(truth).values.map { penalty.proximal($0, step: 1) }
    for (value, expected) in zip(found.matrix.singularValues, shrunk) {
      #expect(abs(value - expected) < 1e-6)
    }
    guard case .globalMinimum(let distance) = found.certificate else {
      Issue.record("certificate \(found.certificate)")
      return
    }
    #expect(distance < 1e-5)
    #expect(found.rankCertificate?.holds == true)
  }

  @Test("law: limits and stopping end with what was reached, and say so")
  func endings() throws {
    let (_, entries) = try planted(40, 30, rank: 4, share: 0.5, noise: 0.1)
    let weight = try 0.05 * CompletionLoss(entries).maximumWeight
    func solve(
      _ solver: FactoredGradient, shouldStop: () -> Bool = { false }
    ) throws -> RecoverySolution {
      try solver.solve(
        entries, penalty: NuclearPenalty(), weight: weight, shouldStop: shouldStop)
    }
    for limit in [0, 2] {
      let limited = try solve(FactoredGradient(rankLimit: limit))
      #expect(limited.rank == limit && limited.ending == .rankLimit)
      #expect(limited.kkt.kappa3 > 0)
    }
    let short = try solve(FactoredGradient(iterationLimit: 3))
    #expect(short.iterations == 3 && short.ending == .iterationLimit)
    #expect(short.kkt.relative > 1e-6)
    var asked = 0
    let stopped = try solve(FactoredGradient()) {
      asked += 1
      return asked > 4
    }
    #expect(stopped.ending == .stopped && stopped.iterations == 4)
    var steps: [Int] = []
    let whole = try FactoredGradient().solve(
      entries, penalty: NuclearPenalty(), weight: weight,
      progress: { steps.append($0.iteration) })
    #expect(steps == Array(1...whole.iterations))
  }

  @Test("hostile: one entry, empty rows, zeros, and what cannot be solved")
  func hostile() throws {
    let solver = FactoredGradient()
    // ½(x - 3)² + |x|: 2.
    let one = try solver.solve(
      ObservedEntries(rows: 1, columns: 1, entries: [(0, 0, 3)]), penalty: NuclearPenalty(),
      weight: 1)
    #expect(abs(one.matrix[0, 0] - 2) < 1e-6)
    let lonely = try solver.solve(
      ObservedEntries(
        rows: 4, columns: 5, entries: [(2, 3, -3)], coverage: .allowingEmptyRows),
      penalty: NuclearPenalty(), weight: 1)
    #expect(lonely.rank == 1 && abs(lonely.matrix[2, 3] + 2) < 1e-6)
    #expect(lonely.matrix[0, 0] == 0)
    // Squares of the entries vanish: there is no step, and no end without noticing that.
    let vanishing = try ObservedEntries(
      rows: 2, columns: 2,
      entries: [(0, 0, 2e-170), (0, 1, 1e-170), (1, 0, 3e-170), (1, 1, 1e-170)])
    let stuck = try solver.solve(vanishing, penalty: NuclearPenalty(), weight: 1e-170)
    #expect(stuck.ending == .iterationLimit && stuck.kkt.relative > 1)
    let zeros = try solver.solve(
      ObservedEntries(rows: 1, columns: 2, entries: [(0, 0, 0), (0, 1, 0)]),
      penalty: NuclearPenalty(), weight: 1)
    #expect(zeros.rank == 0 && zeros.ending == .converged)
    let entries = try ObservedEntries(rows: 1, columns: 2, entries: [(0, 0, 1), (0, 1, 2)])
    for weight in [0, -1, Double.nan, .infinity] {
      #expect(throws: RecoveryError.self) {
        _ = try solver.solve(entries, penalty: NuclearPenalty(), weight: weight)
      }
    }
    let error = #expect(throws: RecoveryError.self) {
      _ = try solver.solve(
        entries, penalty: NuclearPenalty(), weight: 1, from: .zero(rows: 2, columns: 2))
    }
    #expect(error?.code == .shapeMismatch)
  }
}
