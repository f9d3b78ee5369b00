import LowRankBias

/// The parts of a fleet's training, each with everything before it, measured by itself: the products
/// with the weights as they lie; with the weights transposed for the way forward; the whole gradient,
/// of which nothing is used; the step.
func trainingStages(_ request: Request) throws -> Reply {
  let networks = try Networks(request)
  let rows = networks.data[0].inputs.rows
  let width = try request.required(\.width, "width")
  let depth = try request.required(\.depth, "depth")
  let names = ["products", "products and transposes", "gradient", "step"]
  let workers = networks.workers
  let (stages, seconds) = try withOptimizer(request) { optimizer in
    try timed {
      try sideBySide(workers) { worker in
        var stages = Stages(count: names.count)
        var plain = StepProducts(rows: rows, width: width, depth: depth, forward: .none)
        var transposing = StepProducts(rows: rows, width: width, depth: depth, forward: .right)
        for index in stride(from: worker, to: networks.starts.count, by: workers) {
          stages.start()
          for _ in 0..<networks.steps { plain.step() }
          stages.mark(0)
          for _ in 0..<networks.steps { transposing.step() }
          stages.mark(1)
          networks.gradients(index)
          stages.mark(2)
          networks.train(index, optimizer)
          stages.mark(3)
        }
        return stages.seconds
      }
    }
  }
  return Reply(seconds: seconds, stages: mean(stages, names: names), results: [:])
}

extension Networks {
  /// As many gradients of a network as training takes.
  fileprivate func gradients(_ index: Int) {
    var objective = objective(of: index)
    var parameters = starts[index]
    parameters.withUnsafeMutableBufferPointer { buffer in
      guard let parameters = buffer.baseAddress else { return }
      for _ in 0..<steps { _ = objective.gradient(at: parameters) { _, _ in } }
    }
  }

  fileprivate func train(_ index: Int, _ optimizer: some Optimizer) {
    var objective = objective(of: index)
    var training = training(from: starts[index], by: optimizer)
    training.advance(on: &objective)
  }

  private func objective(of index: Int) -> NetworkObjective<Float> {
    NetworkObjective(architecture, inputs: data[index].inputs, targets: data[index].targets)
  }
}

/// The products of one step of one network, on memory of its size: forward; then for every layer the
/// gradients of its weights and, but for the first, of its inputs.
private struct StepProducts {
  private let depth: Int
  private let forward, weight, input: ProductKernel<Float>
  /// Values of a weight matrix, and of the inputs of a layer.
  private let square, layer: Int
  /// Weights by layer; inputs and outputs by layer; two gradients of inputs; one of weights.
  private var memory: Matrix<Float>

  init(rows: Int, width: Int, depth: Int, forward transposition: Transposition) {
    self.depth = depth
    (square, layer) = (width * width, rows * width)
    forward = ProductKernel(m: rows, n: width, k: width, transposing: transposition)
    weight = ProductKernel(m: width, n: width, k: rows, transposing: .left)
    input = ProductKernel(m: rows, n: width, k: width)
    memory = Matrix(rows: 1, columns: (depth + 1) * square + (depth + 3) * layer)
  }

  mutating func step() {
    memory.withUnsafeMutableBufferPointer { buffer in
      guard let weights = buffer.baseAddress else { return }
      let hidden = weights + depth * square
      let deltas = hidden + (depth + 1) * layer
      let gradient = deltas + 2 * layer
      for l in 0..<depth {
        forward(hidden + l * layer, weights + l * square, into: hidden + (l + 1) * layer)
      }
      for l in (0..<depth).reversed() {
        let delta = deltas + l % 2 * layer
        weight(delta, hidden + l * layer, into: gradient)
        if l > 0 { input(delta, weights + l * square, into: deltas + (l + 1) % 2 * layer) }
      }
    }
  }
}
