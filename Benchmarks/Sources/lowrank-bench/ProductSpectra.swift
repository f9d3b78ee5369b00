import LowRankBias

/// Matrices at a time: the factors of a chunk stay in the second-level cache.
private let chunk = 16

/// Singular values of products of `depth` Gaussian matrices, all in float64, and their entropies.
func products(_ request: Request) throws -> Reply {
  let width = try request.required(\.width, "width")
  let depth = try request.required(\.depth, "depth")
  let share = try request.required(\.draws, "draws") / request.workers
  let root = SeedPath(root: request.seed ?? 0) / "products"
  let law = WeightDistribution.normal.distribution(variance: 1 / Double(width))
  let names = ["generation", "products", "singular values", "entropies"]
  let (parts, seconds) = try timed {
    try sideBySide(request.workers) { worker in
      var stages = Stages(count: names.count)
      var stream = RandomStream(root / worker)
      var entropies: [Double] = []
      for first in stride(from: 0, to: share, by: chunk) {
        let count = min(chunk, share - first)
        stages.start()
        func draw() -> MatrixBatch<Double> {
          defer { stages.mark(0) }
          return MatrixBatch(
            count: count, rows: width, columns: width, from: law, using: &stream)
        }
        var product = draw()
        for _ in 1..<depth {
          let factor = draw()
          product = product.times(factor)
          stages.mark(1)
        }
        let values = try singularValues(ofEach: product)
        stages.mark(2)
        entropies += (0..<count).map { RankMeasures.spectralEntropy(values.row($0)) }
        stages.mark(3)
      }
      return (entropies: entropies, stages: stages.seconds)
    }
  }
  return Reply(
    seconds: seconds, stages: mean(parts.map(\.stages), names: names),
    results: ["entropy": Reply.Result(parts.flatMap(\.entropies))])
}
