import Foundation
import Randomness
import Tensors
import Testing
import Training

@Suite struct RandomSearchTests {
  static let seed = SeedPath(root: 20_230_301) / "random-search"

  private func search(_ draws: Int, steps: Int, prior: [RandomSearch.Piece]) -> Trajectory<Double> {
    let optimizer = RandomSearch(prior: prior, draws: draws, seed: Self.seed)
    var trajectory = Trajectory<Double>(optimizer, from: [9, 9, 9])
    let objective = Smooth<Double>(parameterCount: 3, function: quadratic([1, 1, 1]))
    trajectory.run(optimizer, on: objective, steps: steps)
    return trajectory
  }

  @Test("law: ten draws in one step are one draw in ten steps; the best of them stays")
  func best() {
    let prior = [RandomSearch.Piece(distribution: .standardNormal)]
    let ten = search(10, steps: 3, prior: prior)
    let one = search(1, steps: 30, prior: prior)
    #expect(ten.parameters == one.parameters && ten.losses.last == one.losses.last)
    #expect(zip(one.losses, one.losses.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(quadratic([1, 1, 1])(one.parameters).loss == one.losses.last)
    #expect(Set(one.losses).count > 2)
  }

  @Test("law: each piece is drawn from its own distribution")
  func pieces() {
    let prior: [RandomSearch.Piece] = [
      .init(count: 1, distribution: .uniform(2...3)),
      .init(distribution: .uniform(-5 ... -4)),
    ]
    let parameters = search(1, steps: 1, prior: prior).parameters
    #expect((2...3).contains(parameters[0]))
    #expect(
      parameters[1...].allSatisfy { (-5 ... -4).contains($0) } && parameters[1] != parameters[2])
  }

  @Test("law: the least of N draws has the distribution of a minimum")
  func distributionOfBest() {
    // |x| of one uniform draw in ±1: the least of N has mean 1/(N + 1), deviation about the same.
    let (count, runs) = (9, 400)
    let sum = (0..<runs).reduce(0.0) { sum, run in
      let optimizer = RandomSearch(
        prior: [.init(distribution: .uniform(-1...1))], draws: count, seed: Self.seed / run)
      var trajectory = Trajectory<Double>(optimizer, from: [1])
      trajectory.run(optimizer, on: Smooth(parameterCount: 1) { (abs($0[0]), []) }, steps: 1)
      return sum + trajectory.losses[0]
    }
    // Four standard errors: 0.02; the mean of 8 or 10 draws would be 0.01 off, of one draw 0.4.
    #expect(abs(sum / Double(runs) - 0.1) < 0.02)
  }

  @Test("hostile: NaN never wins, without a finite loss the start stays, a prior that does not fit")
  func edges() async {
    let optimizer = RandomSearch(prior: [.init(distribution: .standardNormal)], seed: Self.seed)
    var lost = Trajectory<Double>(optimizer, from: [7])
    lost.run(optimizer, on: Smooth(parameterCount: 1) { _ in (.nan, []) }, steps: 3)
    #expect(lost.parameters == [7] && lost.losses == Array(repeating: .infinity, count: 3))
    var half = Trajectory<Double>(optimizer, from: [7])
    half.run(optimizer, on: Smooth(parameterCount: 1) { ($0[0] < 0 ? .nan : $0[0], []) }, steps: 50)
    #expect(half.parameters[0] >= 0 && half.parameters[0] < 1)
    await #expect(processExitsWith: .failure) {
      let optimizer = RandomSearch(
        prior: [.init(count: 2, distribution: .standardNormal)], seed: SeedPath(root: 1))
      var trajectory = Trajectory<Double>(optimizer, from: [1])
      trajectory.run(optimizer, on: Smooth(parameterCount: 1, function: quadratic([1])), steps: 1)
    }
  }
}
