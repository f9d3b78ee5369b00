import LowRankBias

// Singular values of products of `depth` Gaussian matrices, all in float64, and their entropies.

/// Matrices at a time: one per SIMD lane.
private let chunk = 16

/// The parameters of one request.
private struct Products {
  let width: Int
  let depth: Int
  let share: Int
  let root: SeedPath

  init(_ request: Request) throws {
    width = try request.required(\.width, "width")
    depth = try request.required(\.depth, "depth")
    share = try request.required(\.draws, "draws") / request.workers
    root = SeedPath(root: request.seed ?? 0) / "products"
  }

  func effectiveWeights(_ count: Int, _ stream: inout RandomStream) -> MatrixBatch<Double> {
    LowRankBias.effectiveWeights(ofNetworks: count, depth: depth, width: width, stream: &stream)
  }
}

func products(_ request: Request) throws -> Reply {
  let products = try Products(request)
  let (values, seconds) = try timed {
    try sideBySide(request.workers) { worker in
      var stream = RandomStream(products.root / worker)
      var entropies: [Double] = []
      for first in stride(from: 0, to: products.share, by: chunk) {
        let weights = products.effectiveWeights(min(chunk, products.share - first), &stream)
        entropies += entropiesOfRows(try singularValues(ofEach: weights))
      }
      return entropies
    }
  }
  return Reply(seconds: seconds, results: ["entropy": Reply.Result(values.flatMap(\.self))])
}

/// The parts of the same work by themselves; drawing and multiplying are one, so the draws are
/// repeated alone.
func productsStages(_ request: Request) throws -> Reply {
  let products = try Products(request)
  let names = ["generation", "generation and products", "singular values", "entropies"]
  let law = WeightDistribution.normal.distribution(variance: 1 / Double(products.width))
  let (stages, seconds) = try timed {
    try sideBySide(request.workers) { worker in
      var stages = Stages(count: names.count)
      var stream = RandomStream(products.root / worker)
      var buffer = [Double](repeating: 0, count: products.depth * products.width * products.width)
      for _ in stride(from: 0, to: products.share, by: chunk) {
        stages.start()
        buffer.withUnsafeMutableBufferPointer { buffer in
          for _ in 0..<chunk { stream.fill(buffer, from: law) }
        }
        stages.mark(0)
        let weights = products.effectiveWeights(chunk, &stream)
        stages.mark(1)
        let values = try singularValues(ofEach: weights)
        stages.mark(2)
        _ = entropiesOfRows(values)
        stages.mark(3)
      }
      return stages.seconds
    }
  }
  return Reply(seconds: seconds, stages: mean(stages, names: names), results: [:])
}

private func entropiesOfRows(_ values: Matrix<Double>) -> [Double] {
  (0..<values.rows).map { RankMeasures.spectralEntropy(values.row($0)) }
}
