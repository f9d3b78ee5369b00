import Charts
import Checkpoints
import Foundation
import Networks
import Tensors
import Training

/// `checkpoint.safetensors`: all networks with all that their trainings remember.
///
/// A single network's tensors have the names and shapes of PyTorch's state dictionaries, such as
/// `layers.0.weight` `(outputs, inputs)`; those of a fleet are stacked along a first axis, as
/// `torch.func.stack_module_state` does. The memory of the optimizer of network `i` is
/// `optimizer.<i>.<name>`. Steps, stopping memory and outcomes are JSON in the metadata.
struct TrainingCheckpoint<Method: Optimizer, Scalar: MatrixScalar> {
  let trainings: [Trainer<Method, Scalar>]
  /// The bytes of the log that belong to this state.
  let logLength: Int
}

private let schema = "lowrank.checkpoint/1"

/// What the metadata tell of all trainings.
private struct Progress: Codable {
  struct Network: Codable {
    let step: Int
    let evaluations: Int
    let memory: StoppingMemory
    let outcome: TrainingOutcome?
  }

  let logLength: Int
  let networks: [Network]

  private enum CodingKeys: String, CodingKey {
    case logLength = "log_length"
    case networks
  }
}

// MARK: - Writing

extension TrainingCheckpoint {
  /// What the file holds; equal states give equal bytes.
  ///
  /// - Parameters:
  ///   - configuration: What is trained.
  ///   - data: The digests of the arrays that came from files.
  /// - Returns: The file, ready to be written.
  func file(_ configuration: TrainingConfiguration, data: [String: String]) -> SafetensorsFile {
    var tensors: [String: NPYArray] = [:]
    for entry in configuration.architecture.layout.entries {
      var values: [Scalar] = []
      values.reserveCapacity(trainings.count * entry.range.count)
      for training in trainings {
        training.parameters.withUnsafeBufferPointer { values += $0[entry.range] }
      }
      tensors[entry.name] = NPYArray(
        values, shape: (trainings.count > 1 ? [trainings.count] : []) + entry.shape)
    }
    for (index, training) in trainings.enumerated() {
      for (name, vector) in zip(Method.vectorNames, training.state.vectors) {
        tensors["optimizer.\(index).\(name)"] = NPYArray(vector)
      }
      for (name, numbers) in zip(Method.numberNames, training.state.numbers) {
        tensors["optimizer.\(index).\(name)"] = NPYArray(numbers)
      }
    }
    return SafetensorsFile(
      tensors: tensors,
      metadata: [
        "schema": schema, "configuration_hash": configuration.hash,
        "data": JSONValue.object(data.mapValues(JSONValue.string)).text, "progress": progress,
      ])
  }

  private var progress: String {
    let progress = Progress(
      logLength: logLength,
      networks: trainings.map {
        .init(
          step: $0.state.step, evaluations: $0.state.evaluations, memory: $0.memory,
          outcome: $0.outcome)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing is seen before the first step: infinite; a divergent loss may be NaN.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    guard let text = try? encoder.encode(progress) else {
      preconditionFailure("the progress of a training holds numbers only")
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension NPYArray {
  fileprivate init<Scalar: MatrixScalar>(_ values: [Scalar], shape: [Int]) {
    self.init(
      shape: shape,
      storage: (values as? [Float]).map(Storage.float32) ?? .float64(values.map { Double($0) }))
  }

  /// The elements in the scalar that the training has; nil for another type.
  fileprivate func values<Scalar: MatrixScalar>(as scalar: Scalar.Type) -> [Scalar]? {
    switch storage {
    case .float32(let values): values as? [Scalar]
    case .float64(let values): values as? [Scalar]
    default: nil
    }
  }
}

// MARK: - Reading

extension TrainingCheckpoint {
  /// Reads the checkpoint of a training; nil where there is none.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - configuration: What is trained.
  ///   - optimizers: One per network.
  ///   - data: The digests of the arrays that came from files.
  /// - Throws: ``TrainingRunError`` if it belongs to another configuration or to other data, or was
  ///   changed.
  init?(
    _ path: String, _ configuration: TrainingConfiguration, optimizers: [Method],
    data: [String: String]
  ) throws(TrainingRunError) {
    guard access(path, F_OK) == 0 else { return nil }
    func damaged(_ what: String) -> TrainingRunError {
      TrainingRunError(
        .damagedCheckpoint,
        "\(path) \(what); restore it, or begin anew without --resume.")
    }
    let file: SafetensorsFile
    do { file = try SafetensorsFile(contentsOf: path) } catch {
      throw TrainingRunError(.damagedCheckpoint, error.message)
    }
    guard file.metadata["schema"] == schema else {
      throw damaged("is no checkpoint of the version \"\(schema)\"")
    }
    guard file.metadata["configuration_hash"] == configuration.hash else {
      throw damaged("belongs to another configuration")
    }
    let trainedOn = try? StrictJSON.parse(Array((file.metadata["data"] ?? "").utf8)[...])
    guard case .object(let trainedOn)? = trainedOn else { throw damaged("does not name its data") }
    for name in Set(trainedOn.keys).union(data.keys).sorted()
    where trainedOn[name] != data[name].map(StrictJSON.Value.text) {
      throw TrainingRunError(
        .otherData,
        "\(configuration.source.origin(of: name)) has changed since \(path) was written, in its "
          + "\(name); restore the data, or begin anew without --resume.")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let text = Data((file.metadata["progress"] ?? "").utf8)
    guard let progress = try? decoder.decode(Progress.self, from: text),
      progress.networks.count == configuration.networks, progress.logLength >= 0,
      progress.networks.allSatisfy({
        (0...configuration.rule.maximumSteps).contains($0.step) && $0.evaluations >= 0
      })
    else { throw damaged("does not tell how far its \(configuration.networks) networks were") }
    var reader = CheckpointReader<Scalar>(file: file, networks: configuration.networks)
    var trainings: [Trainer<Method, Scalar>] = []
    for (index, network) in progress.networks.enumerated() {
      let layout = configuration.architecture.layout
      guard let parameters = reader.parameters(layout, of: index),
        let state = reader.state(
          step: network.step, evaluations: network.evaluations, of: index,
          optimizers[index].initialState(of: parameters, trainable: layout.trainableCount),
          optimizers[index])
      else { throw damaged("lacks a tensor, or has one of another shape or meaning") }
      trainings.append(
        Trainer(
          resuming: parameters, state: state, memory: network.memory, outcome: network.outcome,
          optimizer: optimizers[index], schedule: configuration.schedule, until: configuration.rule
        ))
    }
    self.init(trainings: trainings, logLength: progress.logLength)
  }
}

extension Optimizer {
  fileprivate func initialState<Scalar: MatrixScalar>(
    of parameters: Matrix<Scalar>, trainable: Int
  ) -> OptimizerState<Scalar> {
    parameters.withUnsafeBufferPointer {
      initialState(at: UnsafeBufferPointer(rebasing: $0[..<trainable]))
    }
  }
}

extension Optimizer {
  /// Whether numbers that count something can.
  fileprivate func canContinue<Scalar: MatrixScalar>(_ state: OptimizerState<Scalar>) -> Bool {
    guard let place = Self.numberNames.firstIndex(of: "pairs") else { return true }
    return state.numbers[place].allSatisfy { $0 >= 0 && Int(exactly: $0) != nil }
  }
}

/// Takes the tensors of one network after another out of a file.
private struct CheckpointReader<Scalar: MatrixScalar> {
  let file: SafetensorsFile
  let networks: Int
  /// The tensors of all networks, converted once.
  private var stacked: [String: [Scalar]] = [:]

  init(file: SafetensorsFile, networks: Int) {
    (self.file, self.networks) = (file, networks)
  }

  /// The arena of a network; nil if a tensor is missing or of another shape.
  mutating func parameters(_ layout: ParameterLayout, of index: Int) -> Matrix<Scalar>? {
    var elements: [Scalar] = []
    for entry in layout.entries {
      let shape = (networks > 1 ? [networks] : []) + entry.shape
      guard let tensor = file.tensors[entry.name], tensor.shape == shape,
        let values = stacked[entry.name] ?? tensor.values(as: Scalar.self)
      else { return nil }
      stacked[entry.name] = values
      let start = index * entry.range.count
      elements += values[start..<start + entry.range.count]
    }
    return Matrix(rows: 1, columns: elements.count, elements: elements)
  }

  /// The memory of the optimizer of a network; its arrays have the shapes of `start`, but numbers
  /// that are absent at the start may be one by now.
  func state<Method: Optimizer>(
    step: Int, evaluations: Int, of index: Int, _ start: OptimizerState<Scalar>,
    _ optimizer: Method
  ) -> OptimizerState<Scalar>? {
    var state = start
    (state.step, state.evaluations) = (step, evaluations)
    for (place, name) in Method.vectorNames.enumerated() {
      let expected = start.vectors[place]
      guard let tensor = file.tensors["optimizer.\(index).\(name)"],
        tensor.shape == [expected.rows, expected.columns],
        let values = tensor.values(as: Scalar.self)
      else { return nil }
      state.vectors[place] = Matrix(
        rows: expected.rows, columns: expected.columns, elements: values)
    }
    for (place, name) in Method.numberNames.enumerated() {
      guard let tensor = file.tensors["optimizer.\(index).\(name)"], tensor.shape.count == 1,
        let values = tensor.values(as: Double.self)
      else { return nil }
      let expected = start.numbers[place].count
      guard values.count == expected || (expected == 0 && values.count == 1) else { return nil }
      state.numbers[place] = values
    }
    return optimizer.canContinue(state) ? state : nil
  }
}
