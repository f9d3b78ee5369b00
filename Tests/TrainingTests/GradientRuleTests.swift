import Foundation
import Networks
import Tensors
import Testing
import Training

/// Trajectories of PyTorch; rebuilt by `Tests/Fixtures/training/make_trajectories.py`.
struct PyTorchTrajectories: Decodable {
  struct Case: Decodable {
    let rule: String
    let decay: String
    let losses: [Double]
    let points: [[Double]]
  }
  let curvatures: [Double]
  let target: [Double]
  let start: [Double]
  let decay: Double
  let cases: [Case]

  func objective<Scalar: MatrixScalar>(_: Scalar.Type) -> Smooth<Scalar> {
    let count = start.count
    return Smooth(parameterCount: count) { w in
      let distances = zip(w, target).map(-)
      let sum = w.reduce(0, +)
      let loss = zip(curvatures, distances).reduce(0) { $0 + $1.0 * log(cosh($1.1)) }
      return (
        loss + sum * sum / Double(2 * count),
        zip(curvatures, distances).map { $0 * tanh($1) + sum / Double(count) }
      )
    }
  }

  /// The rule of a case; every coefficient is the script's.
  func rule(_ entry: Case, planting factor: Double = 1) -> any GradientRule {
    let decay: WeightDecay =
      switch entry.decay {
      case "coupled": .coupled(decay)
      case "decoupled": .decoupled(decay)
      default: .none
      }
    return switch entry.rule {
    case "gradient_descent": GradientDescent(learningRate: 0.1 * factor, weightDecay: decay)
    case "momentum": Momentum(learningRate: 0.05, momentum: 0.9 * factor, weightDecay: decay)
    case "nesterov": Nesterov(learningRate: 0.05, momentum: 0.8 * factor, weightDecay: decay)
    case "adam":
      Adam(
        learningRate: 0.1, beta1: 0.8, beta2: 0.95 * factor, epsilon: 1e-3, weightDecay: decay)
    case "adamw": AdamW(learningRate: 0.1, weightDecay: self.decay * factor)
    default:
      RMSprop(learningRate: 0.02, alpha: 0.9, epsilon: 1e-2 * factor, weightDecay: decay)
    }
  }
}

@Suite struct GradientRuleTests {
  let oracle: PyTorchTrajectories

  init() throws {
    oracle = try fixture("trajectories.json", as: PyTorchTrajectories.self)
  }

  /// The largest distance from PyTorch over all steps.
  private func distance<Scalar: MatrixScalar>(
    of rule: any GradientRule, from entry: PyTorchTrajectories.Case, _: Scalar.Type
  ) -> Double {
    var trajectory = Trajectory<Scalar>(rule, from: oracle.start)
    trajectory.run(rule, on: oracle.objective(Scalar.self), steps: entry.points.count)
    let losses = zip(trajectory.losses, entry.losses).map { abs($0 - $1) }
    let points = zip(trajectory.points.joined(), entry.points.joined()).map {
      abs(Double($0) - $1)
    }
    return max(losses.max() ?? 0, points.max() ?? 0)
  }

  @Test("oracle: PyTorch's trajectories of 25 steps, every rule, every weight decay")
  func trajectories() {
    #expect(oracle.cases.count == 16)
    for entry in oracle.cases {
      // Values are below 20; 25 steps of a few roundings, which momentum adds up over 10 steps.
      let rule = oracle.rule(entry)
      #expect(
        distance(of: rule, from: entry, Double.self) < 1e-13, "\(entry.rule) \(entry.decay)")
      // The same roundings in single precision; a normalised step turns a relative error of a
      // small gradient into an absolute one.
      #expect(distance(of: rule, from: entry, Float.self) < 1e-4, "\(entry.rule) \(entry.decay)")
    }
  }

  @Test("oracle: one coefficient wrong by a hundredth fails")
  func plantedFault() {
    for entry in oracle.cases {
      let wrong = oracle.rule(entry, planting: 0.99)
      #expect(distance(of: wrong, from: entry, Double.self) > 1e-5, "\(entry.rule)")
    }
  }

  @Test("law: gradient descent on a quadratic shrinks distances by 1 - rate * curvature")
  func quadraticRate() {
    let curvatures = [0.5, 1, 2, 3]
    let rule = GradientDescent(learningRate: 0.25)
    var trajectory = Trajectory<Double>(rule, from: [1, 1, 1, 1])
    let objective = Smooth<Double>(parameterCount: 4, function: quadratic(curvatures))
    trajectory.run(rule, on: objective, steps: 10)
    for (x, curvature) in zip(trajectory.parameters, curvatures) {
      // One rounding per step.
      #expect(abs(x / pow(1 - 0.25 * curvature, 10) - 1) < 20 * Double.ulpOfOne)
    }
  }

  @Test("law: the schedule's factor multiplies the learning rate, in the decay too")
  func scheduledRate() {
    let decay = WeightDecay.decoupled(0.1)
    let half = AdamW(learningRate: 0.05)
    let pairs: [(any GradientRule, any GradientRule)] = [
      (
        GradientDescent(learningRate: 0.1, weightDecay: decay),
        GradientDescent(learningRate: 0.05, weightDecay: decay)
      ),
      (AdamW(learningRate: 0.1), half),
    ]
    for (whole, half) in pairs {
      var scheduled = Trajectory<Double>(whole, from: oracle.start)
      scheduled.run(whole, on: oracle.objective(Double.self), steps: 5) { _ in 0.5 }
      var plain = Trajectory<Double>(half, from: oracle.start)
      plain.run(half, on: oracle.objective(Double.self), steps: 5)
      #expect(scheduled.parameters == plain.parameters)
    }
  }

  @Test("law: all instruction sets agree within rounding, for every length")
  func instructionSets() {
    for entry in oracle.cases {
      let update = oracle.rule(entry).update(step: 3, rate: 1)
      for count in 0...37 {
        let expected = applied(update, count: count, level: .baseline, Double.self)
        let single = applied(update, count: count, level: .baseline, Float.self)
        for level in [InstructionSet.avx2, .avx512] {
          // A fused multiply-add saves a rounding, and a difference of two values near one may
          // have lost some bits.
          for (a, b) in zip(applied(update, count: count, level: level, Double.self), expected) {
            #expect(abs(a - b) <= 8 * Double.ulpOfOne, "\(entry.rule) \(count)")
          }
          for (a, b) in zip(applied(update, count: count, level: level, Float.self), single) {
            #expect(abs(a - b) <= 8 * Float.ulpOfOne, "\(entry.rule) \(count)")
          }
        }
      }
    }
  }

  /// Parameters and memory after an update, with one place more that must stay.
  private func applied<Scalar: MatrixScalar>(
    _ update: GradientUpdate, count: Int, level: InstructionSet, _: Scalar.Type
  ) -> [Scalar] {
    let indices = 0...count
    var w = indices.map { Scalar(cos(Double($0))) }
    var a = indices.map { Scalar(1 + sin(Double($0)) / 2) }
    var b = indices.map { Scalar(1 + cos(Double(3 * $0)) / 2) }
    let g = indices.map { Scalar(sin(Double(2 * $0))) }
    w.withUnsafeMutableBufferPointer { w in
      a.withUnsafeMutableBufferPointer { a in
        b.withUnsafeMutableBufferPointer { b in
          g.withUnsafeBufferPointer { g in
            guard let w = w.baseAddress, let g = g.baseAddress else { return }
            update.apply(
              to: w, gradient: g, memory: (a.baseAddress, b.baseAddress), count: count,
              atMost: level)
          }
        }
      }
    }
    precondition(w.last == Scalar(cos(Double(count))), "the update went past the end")
    return w + a + b
  }

  @Test("hostile: no parameters, a zero gradient at zero memory, a NaN gradient")
  func edges() {
    for entry in oracle.cases {
      let rule = oracle.rule(entry)
      var none = Trajectory<Double>(rule, from: [])
      none.run(rule, on: Smooth(parameterCount: 0, function: quadratic([])), steps: 3)
      #expect(none.state.step == 3 && none.losses == [0, 0, 0])

      var resting = Trajectory<Double>(rule, from: [0, 0])
      resting.run(rule, on: Smooth(parameterCount: 2, function: quadratic([1, 1])), steps: 3)
      #expect(resting.parameters == [0, 0])

      var broken = Trajectory<Double>(rule, from: [1, 1, 1])
      let objective = Smooth<Double>(parameterCount: 3) { _ in (.nan, [0, .nan, 1]) }
      broken.run(rule, on: objective, steps: 1)
      #expect(broken.parameters[0].isFinite && broken.parameters[1].isNaN)
      #expect(broken.losses[0].isNaN)
    }
  }
}
