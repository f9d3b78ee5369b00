import Foundation
import Tensors
import Testing
import Training

/// Descents of PyTorch; rebuilt by `Tests/Fixtures/training/make_lbfgs.py`.
struct PyTorchDescents: Decodable {
  struct Problem: Decodable {
    let start: [Double]
    let losses: [Double]
    let final: Double
    let evaluations: Int
    let point: [Double]
  }
  let inputs: [[Double]]
  let signs: [Double]
  let decay: Double
  let rosenbrock: Problem
  let logistic: Problem

  /// The mean of `log(1 + exp(-sign·(x·w)))`, and `½ decay ‖w‖²`.
  func logisticLoss(_ w: [Double]) -> (loss: Double, gradient: [Double]) {
    var loss = decay / 2 * w.reduce(0) { $0 + $1 * $1 }
    var gradient = w.map { decay * $0 }
    for (x, sign) in zip(inputs, signs) {
      let margin = sign * zip(x, w).reduce(0) { $0 + $1.0 * $1.1 }
      loss += (max(-margin, 0) + log1p(exp(-abs(margin)))) / Double(signs.count)
      let slope = -sign / (1 + exp(margin)) / Double(signs.count)
      for i in w.indices { gradient[i] += slope * x[i] }
    }
    return (loss, gradient)
  }
}

@Suite struct LBFGSTests {
  let oracle: PyTorchDescents

  init() throws {
    oracle = try fixture("lbfgs.json", as: PyTorchDescents.self)
  }

  private func descent<Scalar: MatrixScalar>(
    _ problem: PyTorchDescents.Problem, steps: Int, with optimizer: LBFGS = LBFGS(),
    _ function: @escaping ([Double]) -> (loss: Double, gradient: [Double]), _: Scalar.Type
  ) -> Trajectory<Scalar> {
    var trajectory = Trajectory<Scalar>(optimizer, from: problem.start)
    let objective = Smooth<Scalar>(parameterCount: problem.start.count, function: function)
    trajectory.run(optimizer, on: objective, steps: steps)
    return trajectory
  }

  @Test("oracle: PyTorch's iterations on Rosenbrock's function of 10 and on logistic regression")
  func trajectories() {
    for (problem, function) in [
      (oracle.rosenbrock, rosenbrock), (oracle.logistic, oracle.logisticLoss),
    ] {
      let ours = descent(problem, steps: problem.losses.count, function, Double.self)
      for (k, expected) in problem.losses.enumerated() {
        // Roundings grow along the valley, about tenfold in three steps; a different line search
        // or history is apart by more than 1e-5.
        #expect(abs(ours.losses[k] / expected - 1) < 1e-6, "iteration \(k + 1)")
      }
      let other = descent(
        problem, steps: problem.losses.count, with: LBFGS(history: 2), function, Double.self)
      let apart = zip(other.losses, problem.losses).map { abs($0 / $1 - 1) }
      #expect((apart.max() ?? 0) > 1e-5)
    }
  }

  @Test("oracle: the minimum of PyTorch, with as many evaluations")
  func minima() {
    for (problem, function, steps) in [
      (oracle.rosenbrock, rosenbrock, 100), (oracle.logistic, oracle.logisticLoss, 20),
    ] {
      let ours = descent(problem, steps: steps, function, Double.self)
      #expect(abs((ours.losses.last ?? .nan) - problem.final) < 1e-12)
      for (a, b) in zip(ours.parameters, problem.point) { #expect(abs(a - b) < 1e-7) }
      let needed = (ours.losses.firstIndex { $0 - problem.final < 1e-10 } ?? steps) + 1
      let reached = descent(problem, steps: needed, function, Double.self)
      #expect(reached.state.evaluations <= problem.evaluations + 5)

      // In single precision the loss has 24 bits and the point half of them.
      let single = descent(problem, steps: steps, function, Float.self)
      #expect((single.losses.last ?? .nan) - problem.final < 1e-6)
    }
  }

  @Test("law: a quadratic is minimised to the last digit, never climbing, in few evaluations")
  func quadraticEnd() {
    let curvatures = (1...8).map(Double.init)
    let optimizer = LBFGS()
    var trajectory = Trajectory<Double>(optimizer, from: curvatures.map { _ in 1 })
    trajectory.run(
      optimizer, on: Smooth(parameterCount: 8, function: quadratic(curvatures)), steps: 40)
    #expect((trajectory.losses.last ?? 1) < 1e-20)
    #expect(zip(trajectory.losses, trajectory.losses.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(trajectory.state.evaluations < 70)
  }

  @Test("law: the state holds the loss and the gradient at the parameters")
  func stateIsCurrent() {
    let ours = descent(oracle.rosenbrock, steps: 7, rosenbrock, Double.self)
    let (loss, gradient) = rosenbrock(ours.parameters)
    #expect(ours.state.numbers[0] == [loss] && ours.losses.last == loss)
    #expect(ours.state.vectors[0].elements == gradient)
  }

  @Test("hostile: stationary start, negative curvature, a cliff, NaN, no parameters")
  func edges() {
    func last(_ start: [Double], _ steps: Int, _ f: @escaping ([Double]) -> (Double, [Double]))
      -> Trajectory<Double>
    {
      var trajectory = Trajectory<Double>(LBFGS(), from: start)
      trajectory.run(LBFGS(), on: Smooth(parameterCount: start.count, function: f), steps: steps)
      return trajectory
    }
    let resting = last([0, 0], 3, quadratic([1, 2]))
    #expect(resting.losses == [0, 0, 0] && resting.state.evaluations == 1)

    // cos has negative curvature at the start; its minimum is at pi.
    let cosine = last([0.1], 20) { (cos($0[0]), [-sin($0[0])]) }
    #expect(abs((cosine.losses.last ?? 0) + 1) < 1e-12)

    // Not defined for x <= 0; the minimum is at 1.
    let cliff = last([30], 40) { x in
      x[0] > 0 ? (x[0] - log(x[0]), [1 - 1 / x[0]]) : (.nan, [.nan])
    }
    #expect(abs(cliff.parameters[0] - 1) < 1e-6)

    let lost = last([1, 1], 2) { _ in (.nan, [.nan, .nan]) }
    #expect(lost.parameters == [1, 1] && lost.losses.allSatisfy(\.isNaN))

    #expect(last([], 2, quadratic([])).losses == [0, 0])
  }
}
