import LowRankBias

// Networks of one shape, trained full batch in float32 from the start that every contender reads.

/// The networks of a request, their data and how they are trained.
struct Networks {
  let architecture: Architecture
  /// One network each, `(1, parameters)`: its weight matrices, each (out, in), in their order.
  let starts: [Matrix<Float>]
  /// Inputs and targets of each network.
  let data: [(inputs: Matrix<Float>, targets: Matrix<Float>)]
  let steps: Int
  let workers: Int

  init(_ request: Request) throws {
    let path = try request.required(\.dataFile, "data_file")
    let activation: Activation =
      try request.required(\.activation, "activation") == "relu" ? .relu : .linear
    let width = try request.required(\.width, "width")
    let depth = try request.required(\.depth, "depth")
    architecture = try .dense(
      inputs: width, width: width, outputs: width, depth: depth, activation: activation)
    starts = try networks(path, "weights").map {
      Matrix(rows: 1, columns: $0.count, elements: Array($0))
    }
    let inputs = try networks(path, "inputs")
    let targets = try networks(path, "targets")
    data = zip(inputs, targets).map { inputs, targets in
      let rows = inputs.count / width
      return (
        Matrix(rows: rows, columns: width, elements: Array(inputs)),
        Matrix(rows: rows, columns: width, elements: Array(targets))
      )
    }
    steps = try request.required(\.steps, "steps")
    workers = request.workers
  }

  /// What one worker needs; a wide network alone has all cores.
  func objective() -> NetworkObjective<Float> {
    NetworkObjective(
      architecture, inputs: data[0].inputs, targets: data[0].targets,
      threads: starts.count == 1 ? workers : 1)
  }

  /// A training from one of the starts.
  func training<Method: Optimizer>(
    from start: Matrix<Float>, by optimizer: Method
  ) -> Trainer<Method, Float> {
    Trainer(
      from: start, trainable: architecture.layout.trainableCount, optimizer: optimizer,
      until: StoppingRule(maximumSteps: steps))
  }

  /// The parameters of every network after all steps.
  func trained<Method: Optimizer>(by optimizer: Method) -> [Matrix<Float>] {
    var trainings = starts.map { training(from: $0, by: optimizer) }
    if trainings.count == 1 {
      var objective = objective()
      trainings[0].advance(on: &objective)
    } else {
      var fleet = Fleet(architecture, trainings: trainings, data: data)
      fleet.advance(threads: workers)
      trainings = fleet.trainings
    }
    return trainings.map(\.parameters)
  }

  /// The losses of all networks.
  func losses(_ parameters: [Matrix<Float>]) -> [Double] {
    var objective = objective()
    return zip(parameters, data).map { parameters, data in
      objective.replaceData(inputs: data.inputs, targets: data.targets)
      var parameters = parameters
      return parameters.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { objective.loss(at: $0) } ?? .nan
      }
    }
  }
}

/// The array of a name in the file, cut along its first axis.
private func networks(_ path: String, _ name: String) throws -> [ArraySlice<Float>] {
  guard let array = try NPZFile.read(path)[name], case .float32(let elements) = array.storage,
    let count = array.shape.first, count > 0
  else { throw RequestError(description: "\(path) must hold \"\(name)\" in float32.") }
  let length = elements.count / count
  return (0..<count).map { elements[$0 * length..<($0 + 1) * length] }
}

/// The optimizer of a request, opened.
func withOptimizer<Result>(
  _ request: Request, _ body: (any Optimizer) throws -> Result
) throws -> Result {
  let rate = try request.required(\.learningRate, "learning_rate")
  return switch try request.required(\.optimizer, "optimizer") {
  case "adam": try body(Adam(learningRate: rate))
  default: try body(Momentum(learningRate: rate))
  }
}

func training(_ request: Request) throws -> Reply {
  let networks = try Networks(request)
  return try withOptimizer(request) { optimizer in
    let (losses, seconds) = timed { networks.losses(networks.trained(by: optimizer)) }
    return Reply(seconds: seconds, results: ["loss": Reply.Result(losses)])
  }
}
