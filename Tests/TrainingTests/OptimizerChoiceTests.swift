import Foundation
import Randomness
import Tensors
import Testing
import Training

/// What holds for every optimizer; a new one is tested by being listed.
@Suite struct OptimizerChoiceTests {
  static let start = [-1.2, 1, 0.5, 0.75, -0.25]

  @Test("law: a training resumed from its state has the bits of an uninterrupted one")
  func resumes() {
    for choice in OptimizerChoice.all {
      checkResuming(choice, Double.self)
      checkResuming(choice, Float.self)
    }
  }

  private func checkResuming<Scalar: MatrixScalar>(_ choice: OptimizerChoice, _: Scalar.Type) {
    // Flat enough for the first step of gradient descent.
    let objective = Smooth<Scalar>(parameterCount: Self.start.count) { x in
      let (loss, gradient) = rosenbrock(x)
      return (loss / 100, gradient.map { $0 / 100 })
    }
    var whole = Trajectory<Scalar>(choice.optimizer, from: Self.start)
    whole.run(choice.optimizer, on: objective, steps: 30)
    #expect(whole.points.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(choice.name)")
    for interruption in [1, 13, 29] {
      var first = Trajectory<Scalar>(choice.optimizer, from: Self.start)
      first.run(choice.optimizer, on: objective, steps: interruption)
      // Everything there is passes through plain numbers, as through a checkpoint.
      var second = Trajectory<Scalar>(choice.optimizer, from: first.parameters.map { Double($0) })
      let state = first.state
      second.state = OptimizerState(
        vectors: state.vectors.map {
          Matrix(rows: $0.rows, columns: $0.columns, elements: $0.elements)
        },
        numbers: state.numbers)
      (second.state.step, second.state.evaluations) = (state.step, state.evaluations)
      second.run(choice.optimizer, on: objective, steps: 30 - interruption)
      #expect(second.parameters == whole.parameters, "\(choice.name) after \(interruption)")
      #expect(first.losses + second.losses == whole.losses)
      #expect(second.state == whole.state)
    }
  }

  /// In how many steps which loss of `½ Σ i xᵢ²` is reached from 27: about what each came to when
  /// this was written, so that a method that became slower is found.
  private static let speeds: [String: (steps: Int, loss: Double)] = [
    GradientDescent.name: (60, 2.5), Momentum.name: (60, 0.019), Nesterov.name: (60, 0.0037),
    // Sixty steps of length 0.001, and what the decay adds.
    Adam.name: (60, 25.935), AdamW.name: (60, 25.904), RMSprop.name: (60, 8.4),
    LBFGS.name: (8, 1e-10), CMAES.name: (60, 1.3e-7), RandomSearch.name: (30, 0.5),
  ]

  @Test("law: every optimizer is as fast on a quadratic as it was, in both precisions")
  func descends() throws {
    for choice in OptimizerChoice.all {
      let speed = try #require(Self.speeds[choice.name])
      for loss in [
        try loss(choice, after: speed.steps, Double.self),
        try loss(choice, after: speed.steps, Float.self),
      ] {
        #expect(loss < speed.loss, "\(choice.name)")
      }
      // One that were half as fast is found out.
      #expect(try loss(choice, after: speed.steps / 2, Double.self) > speed.loss, "\(choice.name)")
    }
  }

  private func loss<Scalar: MatrixScalar>(
    _ choice: OptimizerChoice, after steps: Int, _: Scalar.Type
  ) throws -> Double {
    let function = quadratic([1, 2, 3])
    var trajectory = Trajectory<Scalar>(choice.optimizer, from: [3, -3, 3])
    trajectory.run(
      choice.optimizer, on: Smooth(parameterCount: 3, function: function), steps: steps)
    #expect(trajectory.state.step == steps && trajectory.state.evaluations >= steps)
    return function(trajectory.parameters.map { Double($0) }).loss
  }

  @Test("law: the state has the arrays that its names promise")
  func names() {
    for choice in OptimizerChoice.all {
      func check<O: Optimizer>(_ optimizer: O) {
        let trajectory = Trajectory<Float>(optimizer, from: Self.start)
        #expect(trajectory.state.vectors.count == O.vectorNames.count, "\(choice.name)")
        #expect(trajectory.state.numbers.count == O.numberNames.count, "\(choice.name)")
      }
      check(choice.optimizer)
    }
  }

  @Test("law: a choice survives coding, names are snake_case and distinct")
  func coding() throws {
    let names = OptimizerChoice.all.map(\.name)
    #expect(Set(names).count == names.count)
    for choice in OptimizerChoice.all {
      let data = try JSONEncoder().encode(choice)
      #expect(try JSONDecoder().decode(OptimizerChoice.self, from: data) == choice)
      let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(members["name"] as? String == choice.name)
      for key in members.keys + [choice.name] {
        #expect(key.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(key)")
      }
    }
    for decay in [WeightDecay.none, .coupled(0.5), .decoupled(0.25)] {
      let choice = OptimizerChoice.adam(Adam(weightDecay: decay))
      let data = try JSONEncoder().encode(choice)
      #expect(try JSONDecoder().decode(OptimizerChoice.self, from: data) == choice)
    }
  }

  @Test("law: what a configuration leaves out has its default")
  func defaults() throws {
    #expect(try read(#"{"name": "adam"}"#) == .adam(Adam()))
    #expect(
      try read(#"{"name": "momentum", "learning_rate": 0.5, "weight_decay": {"coupled": 0.1}}"#)
        == .momentum(Momentum(learningRate: 0.5, weightDecay: .coupled(0.1))))
    #expect(try read(#"{"name": "adamw", "weight_decay": 0.5}"#) == .adamW(AdamW(weightDecay: 0.5)))
    #expect(
      try read(#"{"name": "cma_es", "initial_deviation": 2, "seed": "1/search"}"#)
        == .cmaES(CMAES(initialDeviation: 2, seed: .init("1/search"))))
  }

  @Test(
    "hostile: a wrong configuration is refused with a sentence",
    arguments: [
      (#"{"name": "adan"}"#, TrainingError.Code.unknownName, "\"adan\""),
      (#"{"learning_rate": 1}"#, .missingKey, "name"),
      (#"3"#, .missingKey, "name"),
      (#"{"name": "momentum"}"#, .missingKey, "learning_rate"),
      (#"{"name": "adam", "lr": 0.1}"#, .unknownKey, "\"lr\"; it has learning_rate"),
      (#"{"name": "adam", "learning_rate": "fast"}"#, .invalidValue, "learning_rate"),
      (#"{"name": "adam", "learning_rate": -1}"#, .invalidValue, "-1.0"),
      (#"{"name": "adam", "beta1": 1}"#, .invalidValue, "beta1"),
      (#"{"name": "adamw", "weight_decay": -0.1}"#, .invalidValue, "weight_decay"),
      (#"{"name": "adamw", "decay": 0.1}"#, .unknownKey, "\"decay\""),
      (#"{"name": "adam", "weight_decay": 0.1}"#, .invalidValue, "coupled"),
      (#"{"name": "adam", "weight_decay": {"coupled": -1}}"#, .invalidValue, "weight_decay"),
      (#"{"name": "lbfgs", "history": 0}"#, .invalidValue, "history"),
      (#"{"name": "cma_es", "initial_deviation": 0, "seed": "1"}"#, .invalidValue, "deviation"),
      (
        #"{"name": "cma_es", "initial_deviation": 1, "population": 2, "seed": "1"}"#,
        .invalidValue, "population"
      ),
      (#"{"name": "random_search", "seed": "1"}"#, .missingKey, "prior"),
      (#"{"name": "random_search", "seed": "1", "prior": [{"size": 3}]}"#, .unknownKey, "size"),
      (#"{"name": "random_search", "seed": "1", "prior": 3}"#, .invalidValue, "prior"),
    ])
  func refusals(text: String, code: TrainingError.Code, part: String) throws {
    let error = #expect(throws: TrainingError.self) { try read(text) }
    #expect(error?.code == code)
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasSuffix(".") == true)
  }

  @Test("hostile: a negative decay is a caller's bug")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = Adam(weightDecay: .coupled(-1)) }
    await #expect(processExitsWith: .failure) { _ = LBFGS(history: 0) }
  }

  private func read(_ text: String) throws -> OptimizerChoice {
    try JSONDecoder().decode(OptimizerChoice.self, from: Data(text.utf8))
  }
}
