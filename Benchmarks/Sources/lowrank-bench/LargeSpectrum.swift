import LowRankBias

/// All singular values of one Gaussian matrix in float64.
func spectrum(_ request: Request) throws -> Reply {
  let size = try request.required(\.size, "size")
  var stream = RandomStream(SeedPath(root: request.seed ?? 0) / "spectrum")
  let matrix = Matrix<Double>(rows: size, columns: size, from: .standardNormal, using: &stream)
  let route: SpectrumRoute = request.route == "direct" ? .direct : .automatic
  let (spectrum, seconds) = try timed {
    try singularValues(of: matrix, route: route, threads: request.workers)
  }
  let norm = spectrum.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return Reply(
    seconds: seconds,
    results: [
      "largest": .number(spectrum.values.first ?? 0),
      "norm": .number(norm / matrix.frobeniusNorm),
    ])
}
