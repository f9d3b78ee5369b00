import Checkpoints
import Foundation
import Networks
import Testing
import Training
import TrainingRuns

@Suite struct TrainingConfigurationTests {
  @Test("oracle: defaults are those of the documentation")
  func defaults() throws {
    let plain = try configuration(text())
    #expect(plain.architecture == (try Architecture.linear(width: 6, depth: 3)))
    #expect(plain.loss == .squared)
    #expect(plain.initialization == .kaiming(.normal))
    #expect(plain.rule == StoppingRule(maximumSteps: 10_000))
    #expect(plain.cadence == .logarithmic(perDecade: 20))
    #expect(plain.schedule == .constant)
    #expect(plain.batches == .full)
    #expect(plain.networks == 1)
    #expect(plain.precision == .float32)
    #expect(plain.seed == 20_230_301)
    #expect(plain.optimizer == .momentum(Momentum(learningRate: 0.01)))
    #expect(
      try configuration(text(network: #"{"width": 6, "depth": 2}"#)).architecture.layers.count == 3)
  }

  @Test(
    "law: what is written out is read back as the same training, and writes itself again",
    arguments: [
      text(),
      text(network: #"{"width": 6, "depth": 2, "activation": {"name": "sine", "omega": 30}}"#),
      text(network: #"{"kind": "residual", "width": 6, "depth": 2, "block": "depth-two"}"#),
      text(
        optimizer: #"""
          {"name": "random_search", "prior": [
            {"count": 4, "distribution": {"name": "uniform", "low": -1, "high": 2}},
            {"distribution": {"name": "normal", "mean": 0, "standard_deviation": 0.5}}]}
          """#),
      text(
        network: #"""
          {"layers": [{"outputs": 9, "bias": true}, "batch-norm", "gelu",
            {"kind": "residual", "scale": 0.5, "branch": [{"outputs": 9}, "tanh"]},
            {"kind": "dense", "outputs": 6}], "inputs": 6, "initialization": {"name": "normal", "variance": 0.1}}
          """#),
      text(
        optimizer: #"{"name": "cma_es", "initial_deviation": 0.1}"#, more: #", "seed": 5"#),
      text(
        more: #"""
          , "schedule": {"name": "cosine"}, "batches": {"size": 2}, "stop": {"maximum_steps": 1e3,
          "plateau": {"window": 9}}, "record": {"every": 7, "matrices": "weights"}, "networks": 3,
          "checkpoint": {"every": 4}, "precision": "float64", "seed": 4
          """#),
    ])
  func roundTrip(text: String) throws {
    let first = try configuration(text)
    let second = try configuration(first.text)
    #expect(second.hash == first.hash)
    #expect(second.text == first.text)
    #expect(second.architecture == first.architecture)
    #expect(second.optimizer == first.optimizer)
  }

  @Test("law: the hash changes with every number, but not with the checkpoints")
  func hash() throws {
    let hash = try configuration(text()).hash
    #expect(try configuration(text(), [("checkpoint.every", "3")]).hash == hash)
    for key in ["seed", "networks", "network.depth", "stop.maximum_steps", "data.rank"] {
      #expect(try configuration(text(), [(key, "4")]).hash != hash, "\(key)")
    }
  }

  @Test("law: an override counts as if the file said so; plain words need no quotes")
  func overrides() throws {
    let overridden = try configuration(
      text(),
      [("optimizer.learning_rate", "0.5"), ("precision", "float64"), ("stop.loss_below", "1e-3")])
    #expect(overridden.optimizer == .momentum(Momentum(learningRate: 0.5)))
    #expect(overridden.precision == .float64)
    #expect(overridden.rule.lossBelow == 1e-3)
    // What is written as null can be overridden as if it were absent.
    let plateau = try configuration(overridden.text, [("stop.plateau.window", "10")]).rule.plateau
    #expect(plateau == StoppingRule.Plateau(window: 10, improvement: 1e-3))
  }

  @Test(
    "hostile: what cannot be used is refused with its place and what there is",
    arguments: [
      ("", ["line 1, column 1"]), ("[]", ["a list", "network"]),
      ("{\"network\": {\n\"width\": 3,}}", ["line 2, column 12"]),
      (text(network: #"{"width": 6, "dept": 3}"#), ["\"network\"", "\"dept\"", "\"depth\"?"]),
      (
        text(network: #"{"width": 6, "depth": 3, "depth": 4}"#), ["\"network\"", "\"depth\" twice"]
      ),
      (text(network: #"{"depth": 2, "layers": []}"#), ["\"layers\"", "\"depth\""]),
      (text(network: #"{"width": 6}"#), ["\"network\"", "\"depth\""]),
      (text(network: #"{"width": 6, "depth": -1}"#), ["\"network.depth\"", "-1"]),
      (text(network: #"{"width": 6, "depth": 2.5}"#), ["\"network.depth\"", "2.5"]),
      (text(network: #"{"width": 6, "depth": 2, "activation": "rely"}"#), ["relu", "\"rely\""]),
      (
        text(network: #"{"layers": [{"outputs": 6}, {"kind": "dens", "outputs": 6}]}"#),
        ["\"network.layers.1.kind\"", "\"dens\""]
      ),
      (
        text(
          network:
            #"{"layers": [{"outputs": 6}, {"kind": "residual", "branch": [{"outputs": 2}]}]}"#),
        ["layers.1", "2"]
      ),
      (
        text(
          network: #"{"kind": "linear", "inputs": 5, "width": 6, "depth": 2}"#,
          data: #"{"kind": "least-squares", "training_samples": 4, "dimension": 6}"#),
        ["from 5 to 6", "from 6 to 6"]
      ),
      (
        text(
          network:
            #"{"width": 6, "depth": 2, "initialization": {"name": "low-rank", "factors": 2}}"#),
        ["network.initialization", "chain"]
      ),
      (text(data: #"{"rank": 2}"#), ["\"data\"", "\"kind\"", "least-squares"]),
      (
        text(data: #"{"kind": "least-squares", "rank": 7, "training_samples": 4}"#),
        ["data.rank", "7"]
      ),
      (text(data: #"{"kind": "arrays", "file": "/no/such.npz"}"#), ["/no/such.npz"]),
      (text(data: #"{"kind": "arrays", "file": "a", "inputs": "b"}"#), ["\"file\"", "\"inputs\""]),
      (text(optimizer: #"{"name": "sgd"}"#), ["\"optimizer\"", "sgd", "momentum"]),
      (
        text(optimizer: #"{"name": "adam", "lr": 1}"#),
        ["\"optimizer\"", "\"lr\"", "learning_rate"]
      ),
      (
        text(
          optimizer:
            #"{"name": "random_search", "prior": [{"count": 3, "distribution": {"name": "uniform", "low": -1, "high": 1}}]}"#
        ), ["\"optimizer.prior\"", "only 3"]
      ),
      (
        text(
          optimizer:
            #"{"name": "random_search", "prior": [{"distribution": {"name": "normal", "mean": 0, "standard_deviation": -1}}]}"#
        ), ["\"optimizer.prior.0.distribution.standard_deviation\"", "-1"]
      ),
      (
        text(
          optimizer:
            #"{"name": "random_search", "prior": [{"count": 9223372036854775807, "distribution": {"name": "uniform", "low": 0, "high": 1}}]}"#
        ), ["\"optimizer.prior.0.count\""]
      ),
      (
        text(
          optimizer:
            #"{"name": "random_search", "prior": [{"distribution": {"name": "uniform", "low": 1, "high": 0}}]}"#
        ), ["\"optimizer.prior.0.distribution.high\"", "from 1 to"]
      ),
      (
        text(optimizer: #"{"name": "cma_es", "initial_deviation": 1, "population": 1e15}"#),
        ["\"optimizer.population\""]
      ),
      (text(optimizer: #"{"name": "lbfgs", "history": 1e15}"#), ["\"optimizer.history\""]),
      (
        text(
          network: #"{"kind": "linear", "width": 200, "depth": 2}"#,
          optimizer: #"{"name": "cma_es", "initial_deviation": 1}"#),
        ["\"optimizer.covariance\"", "80000", "separable"]
      ),
      (
        text(optimizer: #"{"name": "lbfgs"}"#, more: #", "batches": {"size": 2}"#),
        ["\"batches\"", "lbfgs"]
      ),
      (
        text(
          network: #"{"width": 6, "depth": 2, "batch_norm": true}"#,
          more: #", "batches": {"size": 1}"#),
        ["batch normalisation", "2 rows"]
      ),
      (
        text(
          network: #"{"width": 6, "depth": 2, "batch_norm": true}"#,
          data: #"{"kind": "least-squares", "training_samples": 1}"#),
        ["batch normalisation", "2 rows"]
      ),
      (
        text(
          network:
            #"{"width": 6, "depth": 2, "activation": {"name": "sine", "omega": 0}, "initialization": "siren"}"#
        ), ["\"network.activation.omega\""]
      ),
      (
        text(
          network:
            #"{"width": 6, "depth": 2, "initialization": {"name": "uniform", "variance": 1e308}}"#),
        ["\"network.initialization.variance\""]
      ),
      (
        text(
          network:
            #"{"width": 6, "depth": 2, "initialization": {"name": "orthogonal", "gain": 1e300}}"#),
        ["\"network.initialization\"", "not finite"]
      ),
      (
        text(
          network:
            #"{"kind": "residual", "width": 6, "depth": 2, "block": "pre-activation", "hidden": 3}"#
        ), ["\"network.hidden\"", "depth-two"]
      ),
      (
        text(more: #", "stop": {"plateau": {"window": 9, "improvement": 2}}"#),
        ["\"stop.plateau.improvement\"", "from 0 to 1"]
      ),
      (text(more: #", "loss": "logistic""#), ["\"loss\"", "least-squares"]),
      (text(more: #", "stop": {"maximum_steps": -3}"#), ["\"stop.maximum_steps\"", "-3"]),
      (text(more: #", "record": {"every": 2, "per_decade": 3}"#), ["\"every\"", "\"per_decade\""]),
      (text(more: #", "batches": {"size": 6}"#), ["\"batches.size\"", "5"]),
      (text(more: #", "schedule": "sinus""#), ["\"schedule\"", "sinus", "cosine"]),
      (text(more: #", "precision": "float16""#), ["\"precision\"", "float16", "float32"]),
      (text(more: #", "networks": 0"#), ["\"networks\""]),
      (text(more: #", "schema": "other/1""#), ["\"schema\"", "other/1"]),
      (
        text(
          network: #"{"width": 6, "depth": 2}"#,
          more: #", "record": {"matrices": "effective-weight"}"#),
        ["\"record.matrices\"", "weights"]
      ),
    ])
  func refused(text: String, parts: [String]) throws {
    let error = #expect(throws: TrainingRunError.self) { try configuration(text) }
    let sentence = try #require(error).description
    #expect(sentence.hasPrefix("x.json: "))
    for part in parts { #expect(sentence.contains(part), "\(sentence)") }
  }

  @Test("hostile: arrays whose shapes or values do not fit")
  func arrays() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/data.npz"
    let data = #"{"kind": "arrays", "file": "\#(path)"}"#
    func refusal(_ arrays: [String: NPYArray], more: String = "") throws -> String {
      try NPZFile.write(arrays, to: path)
      let error = #expect(throws: TrainingRunError.self) {
        try configuration(text(network: #"{"width": 4, "depth": 2}"#, data: data, more: more))
      }
      return try #require(error).description
    }
    let inputs = NPYArray([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(try refusal(["inputs": inputs]).contains("targets"))
    #expect(try refusal(["inputs": inputs, "targets": NPYArray([1, 2])]).contains("3 rows"))
    #expect(
      try refusal(["inputs": inputs, "targets": NPYArray([1, .nan, 2])]).contains("row 1"))
    #expect(
      try refusal(
        ["inputs": inputs, "targets": NPYArray([1, -1, 2])], more: #", "loss": "logistic""#
      ).contains("row 2"))
    #expect(
      try refusal(
        ["inputs": inputs, "targets": NPYArray([1, 0.5, 1])], more: #", "loss": "cross-entropy""#
      ).contains("row 1"))
    let cube = NPYArray([Double](repeating: 0, count: 12), shape: [3, 2, 2])
    #expect(try refusal(["inputs": cube, "targets": NPYArray([1, 1, 2])]).contains("[3, 2, 2]"))
  }
}
