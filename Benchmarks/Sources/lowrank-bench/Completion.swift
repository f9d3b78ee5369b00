import Foundation
import LowRankBias

/// Nuclear norm completion, stopped by its own tolerance; the factors go into a file, so that the
/// objective can be computed by someone else.
func completion(_ request: Request) throws -> Reply {
  let entries = try observedEntries(try request.required(\.dataFile, "data_file"))
  let solver = FactoredGradient(
    tolerance: try request.required(\.tolerance, "tolerance"), threads: request.workers)
  let mu = try request.required(\.mu, "mu")
  try resetPeakMemory()
  let (solution, seconds) = try timed {
    try solver.solve(entries, penalty: NuclearPenalty(), weight: mu)
  }
  let peak = try peakMemory()
  if let path = request.outputFile {
    let (left, right) = (NPYArray(solution.matrix.left), NPYArray(solution.matrix.right))
    try NPZFile.write(["left": left, "right": right], to: path)
  }
  return Reply(
    seconds: seconds,
    results: [
      "objective": .number(solution.objective),
      "rank": .number(Double(solution.rank)),
      "iterations": .number(Double(solution.iterations)),
      "residual": .number(solution.kkt.relative),
      "peak_mib": .number(peak),
    ])
}

/// Rows, columns and values of a file that all contenders read.
private func observedEntries(_ path: String) throws -> ObservedEntries {
  let arrays = try NPZFile.read(path)
  guard case .int32(let rows)? = arrays["rows"]?.storage,
    case .int32(let columns)? = arrays["columns"]?.storage,
    case .float64(let values)? = arrays["values"]?.storage,
    case .int64(let shape)? = arrays["shape"]?.storage, shape.count == 2
  else { throw RequestError(description: "\(path) must hold rows, columns, values and shape.") }
  return try ObservedEntries(
    rows: Int(shape[0]), columns: Int(shape[1]),
    entries: values.indices.map { (Int(rows[$0]), Int(columns[$0]), values[$0]) })
}

/// What ``peakMemory()`` tells begins anew, at what the process holds now.
private func resetPeakMemory() throws {
  try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
}

/// The most physical memory of this process since the last reset, in MiB.
private func peakMemory() throws -> Double {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  guard let field = line?.split(whereSeparator: \.isWhitespace).dropFirst().first,
    let kibibytes = Double(field)
  else { throw RequestError(description: "/proc/self/status does not tell the peak memory.") }
  return kibibytes / 1024
}
