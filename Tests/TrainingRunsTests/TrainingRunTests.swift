import Charts
import Checkpoints
import Foundation
import Networks
import Runs
import Spectra
import Tensors
import Testing
import Training
import TrainingRuns

@Suite struct TrainingRunTests {
  /// One of each kind of memory: none, vectors, numbers, running statistics, batches, fleets.
  static let cases = [
    text(), text(more: #", "precision": "float64", "stop": {"maximum_steps": 600}"#),
    text(
      network: #"{"width": 6, "depth": 3, "batch_norm": true}"#,
      optimizer: #"{"name": "adam"}"#,
      more: #", "batches": {"size": 2}, "networks": 3, "stop": {"maximum_steps": 400}"#),
    text(optimizer: #"{"name": "lbfgs"}"#, more: #", "stop": {"maximum_steps": 40}"#),
    text(
      network: #"{"kind": "linear", "width": 6, "depth": 1}"#,
      optimizer: #"{"name": "cma_es", "initial_deviation": 0.1}"#,
      more: #", "networks": 2, "stop": {"maximum_steps": 60}"#),
    text(
      more: #"""
        , "stop": {"maximum_steps": 5000, "loss_below": 1e-3, "plateau": {"window": 50}},
        "record": {"every": 9}, "networks": 4, "schedule": {"name": "cosine"}
        """#),
  ]

  @Test("law: stopped and resumed at many places, the same bytes as in one go", arguments: cases)
  func resumed(text: String) throws {
    let whole = try TemporaryFolder()
    let result = try TrainingRun(try configuration(text), in: whole.path).run(threads: 1)
    #expect(!result.isInterrupted)
    let expected = files(in: whole.path)
    #expect(expected.count == 3)

    let parts = try TemporaryFolder()
    let often = try configuration(text, [("checkpoint.every", "7")])
    var calls = 0
    while true {
      // Stops after the third piece of every call, each of at most 7 steps.
      let stop = StopToken()
      var pieces = 0
      let result = try TrainingRun(often, in: parts.path)
        .run(resume: true, threads: 1 + calls % 3, stop: stop) { _ in
          pieces += 1
          if pieces == 4, calls < 12 { stop.request() }
        }
      calls += 1
      if !result.isInterrupted { break }
    }
    #expect(calls > 1)
    let actual = files(in: parts.path)
    #expect(actual["log.jsonl"] == expected["log.jsonl"])
    #expect(actual["checkpoint.safetensors"] == expected["checkpoint.safetensors"])
  }

  @Test("law: a fleet does not depend on threads, and its networks differ")
  func threads() throws {
    let (one, three) = (try TemporaryFolder(), try TemporaryFolder())
    let fleet = try configuration(text(more: #", "networks": 5, "stop": {"maximum_steps": 300}"#))
    let result = try TrainingRun(fleet, in: one.path).run(threads: 1)
    _ = try TrainingRun(fleet, in: three.path).run(threads: 3)
    #expect(files(in: one.path) == files(in: three.path))
    #expect(Set(result.networks.compactMap(\.loss)).count == 5)
  }

  @Test(
    "law: networks of a fleet draw their own samples, and the first is the network trained alone",
    arguments: [
      #"""
      {"name": "random_search", "draws": 3, "prior": [
        {"distribution": {"name": "normal", "mean": 0, "standard_deviation": 0.4}}]}
      """#, #"{"name": "cma_es", "initial_deviation": 0.1}"#,
    ])
  func draws(optimizer: String) throws {
    // A start at zero, so that only the optimizer's draws can tell the networks apart.
    let fleet = try configuration(
      text(
        network: #"""
          {"kind": "linear", "width": 6, "depth": 1,
            "initialization": {"name": "normal", "variance": 0}}
          """#, optimizer: optimizer, more: #", "networks": 4, "stop": {"maximum_steps": 9}"#))
    let folder = try TemporaryFolder()
    let result = try TrainingRun(fleet, in: "\(folder.path)/fleet").run(threads: 2)
    #expect(Set(result.networks.compactMap(\.loss)).count == 4)
    let alone = try configuration(fleet.text, [("networks", "1")])
    let first = try TrainingRun(alone, in: "\(folder.path)/alone").run(threads: 1)
    #expect(first.networks[0].loss == result.networks[0].loss)
  }

  @Test("oracle: the last line of the log is what the stored weights say")
  func logged() throws {
    let folder = try TemporaryFolder()
    let set = try configuration(
      text(more: #", "precision": "float64", "stop": {"maximum_steps": 200}"#))
    let result = try TrainingRun(set, in: folder.path).run(threads: 1)
    let file = try SafetensorsFile(contentsOf: "\(folder.path)/checkpoint.safetensors")
    var product = Matrix<Double>.identity(6)
    for layer in 0..<3 {
      let weight = try #require(file.tensors["layers.\(layer).weight"])
      #expect(weight.shape == [6, 6])
      product = try weight.matrix().times(product)
    }
    let network = result.networks[0]
    #expect(network.outcome == .spentBudget(steps: 200))
    let measured = try #require(network.spectra["effective_weight"])
    // Two routes in double precision to a function of condition below 10².
    #expect(abs(measured.spectralEntropy - (try spectralEntropy(of: product))) < 1e-12)
    #expect(result.log.last?.outcome == network.outcome)
    #expect(result.log.first?.step == 0)
    #expect(result.charts.map(\.name) == ["singular-values", "loss", "spectral-entropy"])
  }

  @Test("law: a fleet's tensors are stacked, and arrays with a test set are tested on")
  func arrays() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/data.npz"
    let inputs = NPYArray([1, 0, 0, 1, 1, 1], shape: [3, 2])
    let targets = NPYArray([1, -1, 1])
    try NPZFile.write(
      ["inputs": inputs, "targets": targets, "test_inputs": inputs, "test_targets": targets],
      to: path)
    let set = try configuration(
      text(
        network: #"{"width": 4, "depth": 2}"#, data: #"{"kind": "arrays", "file": "\#(path)"}"#,
        more: #", "loss": "logistic", "networks": 2, "stop": {"maximum_steps": 50}"#))
    let result = try TrainingRun(set, in: "\(folder.path)/run").run(threads: 1)
    for network in result.networks {
      // The test set is the training set; in single precision both are the same computation.
      #expect(network.testLoss == network.loss)
    }
    let file = try SafetensorsFile(contentsOf: "\(folder.path)/run/checkpoint.safetensors")
    #expect(file.tensors["layers.0.weight"]?.shape == [2, 4, 2])
    #expect(file.tensors["layers.2.weight"]?.shape == [2, 1, 4])
  }

  @Test("law: a diverging training is an outcome with its step; the log ends without a loss")
  func diverging() throws {
    let folder = try TemporaryFolder()
    let set = try configuration(text(), [("optimizer.learning_rate", "100")])
    let result = try TrainingRun(set, in: folder.path).run(threads: 1)
    #expect(result.hasDiverged)
    guard case .diverged(let step)? = result.networks[0].outcome else {
      Issue.record("\(result.networks)")
      return
    }
    #expect((1..<50).contains(step))
    // Resumed, it is what it was.
    let again = try TrainingRun(set, in: folder.path).run(resume: true, threads: 1)
    #expect(again.networks[0].outcome == result.networks[0].outcome)
    #expect(again.log == result.log)
  }

  @Test("law: weights at the end of double precision diverge, without spectra that overflow")
  func overflowing() throws {
    let folder = try TemporaryFolder()
    let set = try configuration(
      text(
        network: #"{"kind": "linear", "width": 16, "depth": 1}"#,
        optimizer: #"{"name": "momentum", "learning_rate": 3e307}"#,
        more: #", "precision": "float64""#))
    let result = try TrainingRun(set, in: folder.path).run(threads: 1)
    #expect(result.hasDiverged)
    #expect(result.log.last?.outcome == result.networks[0].outcome)
  }

  @Test("law: without resume the earlier training is set aside, and strays are removed")
  func anew() throws {
    let folder = try TemporaryFolder()
    let set = try configuration(text(more: #", "stop": {"maximum_steps": 20}"#))
    _ = try TrainingRun(set, in: folder.path).run(threads: 1)
    let first = files(in: folder.path)
    let stray = "\(folder.path)/checkpoint.safetensors.abcdef.tmp"
    try Data([1]).write(to: URL(filePath: stray))
    _ = try TrainingRun(set, in: folder.path).run(threads: 1)
    #expect(files(in: folder.path) == first)
    #expect(files(in: "\(folder.path)/previous-1") == first)
    #expect(!FileManager.default.fileExists(atPath: stray))
    _ = try TrainingRun(set, in: folder.path).run(threads: 1)
    #expect(files(in: "\(folder.path)/previous-1") == first)
    #expect(files(in: "\(folder.path)/previous-2") == first)
    // What was set aside is a training that can be resumed; a log alone is nothing to keep.
    _ = try TrainingRun(set, in: "\(folder.path)/previous-1").run(resume: true, threads: 1)
    try FileManager.default.removeItem(atPath: "\(folder.path)/checkpoint.safetensors")
    _ = try TrainingRun(set, in: folder.path).run(threads: 1)
    #expect(files(in: folder.path) == first)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/previous-3"))
  }

  @Test("hostile: a folder in which another training runs, and data that changed meanwhile")
  func foreign() throws {
    let folder = try TemporaryFolder()
    let set = try configuration(text(more: #", "stop": {"maximum_steps": 20}"#))
    let run = TrainingRun(set, in: "\(folder.path)/one")
    var refused: TrainingRunError?
    _ = try run.run(threads: 1) { _ in
      do { _ = try run.run(resume: true, threads: 1) } catch {
        refused = error as? TrainingRunError
      }
    }
    #expect(refused?.code == .folderInUse)
    _ = try run.run(resume: true, threads: 1)

    let (inputs, targets) = ("\(folder.path)/x.npy", "\(folder.path)/y.npy")
    try NPYFile.write(NPYArray([1, 0, 0, 1, 1, 1], shape: [3, 2]), to: inputs)
    func train(_ values: [Double]) throws {
      try NPYFile.write(NPYArray(values), to: targets)
      let set = try configuration(
        text(
          network: #"{"width": 4, "depth": 2}"#,
          data: #"{"kind": "arrays", "inputs": "\#(inputs)", "targets": "\#(targets)"}"#,
          more: #", "stop": {"maximum_steps": 20}"#))
      _ = try TrainingRun(set, in: "\(folder.path)/two").run(resume: true, threads: 1)
    }
    try train([1, 2, 3])
    try train([1, 2, 3])
    let error = #expect(throws: TrainingRunError.self) { try train([1, 2, 4]) }
    #expect(error?.code == .otherData)
    #expect(error?.description.contains("y.npy has changed") == true)
  }

  @Test(
    "hostile: numbers of an optimizer that no training leaves behind",
    arguments: [
      (#"{"name": "cma_es", "initial_deviation": 0.1}"#, "deviation", []),
      (#"{"name": "cma_es", "initial_deviation": 0.1}"#, "mean", [1, 2]),
      (#"{"name": "lbfgs"}"#, "pairs", []), (#"{"name": "lbfgs"}"#, "pairs", [Double.nan]),
      (#"{"name": "lbfgs"}"#, "pairs", [-1]), (#"{"name": "lbfgs"}"#, "loss", [1, 2]),
    ] as [(String, String, [Double])])
  func numbers(optimizer: String, name: String, values: [Double]) throws {
    let folder = try TemporaryFolder()
    let set = try configuration(
      text(optimizer: optimizer, more: #", "stop": {"maximum_steps": 3}"#))
    _ = try TrainingRun(set, in: folder.path).run(threads: 1)
    let path = "\(folder.path)/checkpoint.safetensors"
    var file = try SafetensorsFile(contentsOf: path)
    #expect(file.tensors["optimizer.0.\(name)"] != nil)
    file.tensors["optimizer.0.\(name)"] = NPYArray(values)
    try file.write(to: path)
    let error = #expect(throws: TrainingRunError.self) {
      try TrainingRun(set, in: folder.path).run(resume: true, threads: 1)
    }
    #expect(error?.code == .damagedCheckpoint)
  }

  @Test("hostile: another configuration, a changed checkpoint, a log that is too short")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let set = try configuration(text(more: #", "stop": {"maximum_steps": 20}"#))
    _ = try TrainingRun(set, in: folder.path).run(threads: 1)
    func refusal(_ set: TrainingConfiguration) throws -> String {
      let error = #expect(throws: TrainingRunError.self) {
        try TrainingRun(set, in: folder.path).run(resume: true, threads: 1)
      }
      return try #require(error).description
    }
    let other = try configuration(text(more: #", "stop": {"maximum_steps": 21}"#))
    #expect(try refusal(other).contains("\"stop.maximum_steps\" is 20, not 21"))

    let log = "\(folder.path)/log.jsonl"
    let lines = try #require(FileManager.default.contents(atPath: log))
    try Data(lines.dropLast(1)).write(to: URL(filePath: log))
    #expect(try refusal(set).contains(log))
    // What lies behind the checkpoint is cut off.
    try (lines + Data("torn".utf8)).write(to: URL(filePath: log))
    _ = try TrainingRun(set, in: folder.path).run(resume: true, threads: 1)
    #expect(FileManager.default.contents(atPath: log) == lines)

    let path = "\(folder.path)/checkpoint.safetensors"
    let whole = try #require(FileManager.default.contents(atPath: path))
    for count in [0, 5, 100, whole.count - 1] {
      try whole.prefix(count).write(to: URL(filePath: path))
      #expect(try refusal(set).contains(path), "\(count) bytes")
    }
    var file = try SafetensorsFile(decoding: Array(whole)[...], name: path)
    file.tensors["layers.1.weight"] = nil
    try file.write(to: path)
    #expect(try refusal(set).contains(path))
  }
}
