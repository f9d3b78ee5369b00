import LowRankBias

/// Costs, or points of the proximal operator, of many singular values.
func penalty(_ request: Request) throws -> Reply {
  let values = try singularValues(fromNPY: try request.required(\.dataFile, "data_file"))
  let blocks = try request.required(\.blocks, "blocks")
  let penalty = try ResNetPenalty(
    block: try request.required(\.kind, "kind") == "depth-1" ? .depth1 : .depth2,
    depth: blocks == 0 ? .infinite : .blocks(blocks),
    lambda: try request.required(\.lambda, "lambda"))
  let (results, seconds) =
    switch try request.required(\.quantity, "quantity") {
    case "cost": timed { penalty.values(at: values, threads: request.workers) }
    default:
      timed {
        ResNetProximal(penalty, step: request.step ?? 1)(values, threads: request.workers)
      }
    }
  return Reply(
    seconds: seconds,
    results: [
      "count": .number(Double(results.count)),
      "sum": .number(results.reduce(0, +)),
      "roots": .number(results.reduce(0) { $0 + $1.squareRoot() }),
    ])
}

/// The float64 vector in an NPY file.
private func singularValues(fromNPY path: String) throws -> [Double] {
  guard case .float64(let values) = try NPYFile.read(path).storage else {
    throw RequestError(description: "\(path) must hold float64.")
  }
  return values
}
