import LowRankBias

// The figure's 20 curves: random networks on one set of inputs, the entropies of their
// cosine-distance kernels. Weights and features in float32, everything after them in float64.

/// Networks at a time: one per SIMD lane, their features in the second-level cache.
private let chunk = 16

/// One curve.
struct Panel: Sendable {
  let activation: Activation
  let weights: WeightDistribution
  let depth: Int
  let width: Int

  var architecture: DenseArchitecture {
    DenseArchitecture(inputs: width, width: width, depth: depth, activation: activation)
  }

  /// The key that all contenders use.
  var name: String { "\(activation == .relu ? "relu" : "linear")/\(weights.rawValue)/\(depth)" }

  static func all(_ request: Request) throws -> [Panel] {
    let depths = try request.required(\.depths, "depths")
    let width = try request.required(\.width, "width")
    return [Activation.linear, .relu].flatMap { activation in
      WeightDistribution.allCases.flatMap { weights in
        depths.map { Panel(activation: activation, weights: weights, depth: $0, width: width) }
      }
    }
  }
}

/// The inputs that every contender reads, float32.
private func inputs(_ request: Request) throws -> Matrix<Float> {
  try matrix(fromNPY: request.required(\.inputsFile, "inputs_file"))
}

func rankDensity(_ request: Request) throws -> Reply {
  let (inputs, panels) = (try inputs(request), try Panel.all(request))
  let share = try request.required(\.draws, "draws") / request.workers
  let root = SeedPath(root: request.seed ?? 0)
  let (values, seconds) = try timed {
    try sideBySide(request.workers) { worker in
      try panels.map { panel in
        var stream = RandomStream(
          root / panel.name.split(separator: "/").joined(separator: "-") / worker)
        var entropies: [Double] = []
        for first in stride(from: 0, to: share, by: chunk) {
          let features = panel.architecture.features(
            ofNetworks: min(chunk, share - first), inputs: inputs, weights: panel.weights,
            stream: &stream)
          entropies += try cosineDistanceEntropies(ofEach: features, inputCounts: [inputs.rows])[0]
            .entropies
        }
        return entropies
      }
    }
  }
  let results = panels.indices.map { index in
    (panels[index].name, Reply.Result(values.flatMap { $0[index] }))
  }
  return Reply(seconds: seconds, results: Dictionary(uniqueKeysWithValues: results))
}

/// The parts of the same work by themselves: forward passes fuse drawing and multiplying, so the
/// draws are repeated alone, and so are the eigenvalues.
func rankDensityStages(_ request: Request) throws -> Reply {
  let (inputs, panels) = (try inputs(request), try Panel.all(request))
  let share = try request.required(\.draws, "draws") / request.workers
  let root = SeedPath(root: request.seed ?? 0)
  let names = ["generation", "generation and products", "gram and eigenvalues", "eigenvalues"]
  let (stages, seconds) = try timed {
    try sideBySide(request.workers) { worker in
      var stages = Stages(count: names.count)
      for panel in panels {
        var stream = RandomStream(root / worker)
        var buffer = [Float](repeating: 0, count: panel.depth * panel.width * panel.width)
        let distribution = panel.weights.distribution(variance: 1 / Double(panel.width))
        let symmetric = symmetricMatrices(size: panel.width + 1)
        for _ in stride(from: 0, to: share, by: chunk) {
          stages.start()
          buffer.withUnsafeMutableBufferPointer { buffer in
            for _ in 0..<chunk { stream.fill(buffer, from: distribution) }
          }
          stages.mark(0)
          let features = panel.architecture.features(
            ofNetworks: chunk, inputs: inputs, weights: panel.weights, stream: &stream)
          stages.mark(1)
          _ = try cosineDistanceEntropies(ofEach: features, inputCounts: [inputs.rows])
          stages.mark(2)
          _ = try symmetricEigenvalues(ofEach: symmetric)
          stages.mark(3)
        }
      }
      return stages.seconds
    }
  }
  return Reply(seconds: seconds, stages: mean(stages, names: names), results: [:])
}

/// A chunk of different symmetric matrices.
private func symmetricMatrices(size: Int) -> MatrixBatch<Double> {
  var stream = RandomStream(SeedPath("symmetric"))
  let half = MatrixBatch<Double>(
    count: chunk, rows: size, columns: size, from: .standardNormal, using: &stream)
  return half.times(half, transposing: .left)
}

extension Reply.Result {
  /// Count, mean and standard deviation of a sample.
  init(_ values: [Double]) {
    let summary = Summary(values)
    self = .panel(count: summary.count, mean: summary.mean, deviation: summary.standardDeviation)
  }
}
