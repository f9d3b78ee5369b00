import Foundation
import LowRankBias

/// Our side of every workload: says what it is, then answers one request per line until the input
/// ends.
@main
enum Bench {
  static func main() throws {
    let about: [String: String] = [
      "contender": "lowrank",
      "threads": "\(ProcessInfo.processInfo.activeProcessorCount)",
    ]
    try write(about)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    while let line = readLine() {
      let request = try decoder.decode(Request.self, from: Data(line.utf8))
      try write(answer(to: request))
    }
  }

  private static func answer(to request: Request) throws -> Reply {
    switch request.workload {
    case "rank-density": try rankDensity(request)
    case "rank-density-stages": try rankDensityStages(request)
    case "products": try products(request)
    case "products-stages": try productsStages(request)
    case "spectrum": try spectrum(request)
    case "normals": try normals(request)
    case "training": try training(request)
    case "training-stages": try trainingStages(request)
    case "penalty": try penalty(request)
    case "completion": try completion(request)
    case "limits": try limits(request)
    default: throw RequestError(description: "There is no workload \"\(request.workload)\".")
    }
  }

  private static func write(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try FileHandle.standardOutput.write(contentsOf: encoder.encode(value) + Data("\n".utf8))
  }
}
