import LowRankBias

/// Draws into one block that stays in the cache, again and again.
func normals(_ request: Request) throws -> Reply {
  switch try request.required(\.precision, "precision") {
  case "float32": try normals(request, Float.self) { $0.fill($1, from: $2) }
  default: try normals(request, Double.self) { $0.fill($1, from: $2) }
  }
}

private func normals<Scalar: MatrixScalar>(
  _ request: Request, _: Scalar.Type,
  fill: @Sendable (inout RandomStream, UnsafeMutableBufferPointer<Scalar>, Distribution) -> Void
) throws -> Reply {
  let block = try request.required(\.block, "block")
  let share = try request.required(\.count, "count") / request.workers / block
  let law = try request.required(\.law, "law")
  let distribution: Distribution =
    law == "uniform" ? .uniform(-3.0.squareRoot()...3.0.squareRoot()) : .standardNormal
  let root = SeedPath(root: request.seed ?? 0) / "normals"
  let (means, seconds) = try timed {
    try sideBySide(request.workers) { worker in
      var stream = RandomStream(root / worker)
      var buffer = [Scalar](repeating: 0, count: block)
      buffer.withUnsafeMutableBufferPointer { buffer in
        for _ in 0..<share { fill(&stream, buffer, distribution) }
      }
      return Double(buffer.reduce(0, +)) / Double(block)
    }
  }
  return Reply(
    seconds: seconds,
    results: [
      "count": .number(Double(share * block * request.workers)),
      "mean": .number(means.reduce(0, +) / Double(means.count)),
    ])
}
