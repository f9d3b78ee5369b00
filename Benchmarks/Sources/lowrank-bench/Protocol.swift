import Foundation

/// One line of the driver: a workload and its parameters.
///
/// The peers answer the same lines.
struct Request: Decodable {
  let workload: String
  var draws: Int?
  var width: Int?
  var depth: Int?
  var depths: [Int]?
  var size: Int?
  var route: String?
  var seed: UInt64?
  var inputsFile: String?
  var count: Int?
  var block: Int?
  var precision: String?
  var law: String?
  var threads: Int?
  var dataFile: String?
  var activation: String?
  var optimizer: String?
  var learningRate: Double?
  var steps: Int?
  var quantity: String?
  /// Of a residual block, `depth-1` or `depth-2`.
  var kind: String?
  /// How many residual blocks, 0 for infinitely many.
  var blocks: Int?
  var lambda: Double?
  var step: Double?
  var mu: Double?
  var tolerance: Double?
  var outputFile: String?

  /// A parameter that the workload cannot do without.
  func required<Value>(_ key: KeyPath<Request, Value?>, _ name: String) throws -> Value {
    guard let value = self[keyPath: key] else {
      throw RequestError(description: "The request for \(workload) needs \"\(name)\".")
    }
    return value
  }

  /// The cores to use.
  var workers: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}

/// A request that cannot be answered.
struct RequestError: Error, CustomStringConvertible {
  let description: String
}

/// The answer: wall-clock seconds, seconds per stage (mean over the cores), and what proves the work.
struct Reply: Encodable {
  var seconds: Double
  var stages: [String: Double] = [:]
  var results: [String: Result]

  /// A panel's summary or a single number.
  enum Result: Encodable {
    case panel(count: Int, mean: Double, deviation: Double)
    case number(Double)

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .panel(let count, let mean, let deviation):
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(count, forKey: .count)
        try container.encode(mean, forKey: .mean)
        try container.encode(deviation, forKey: .sd)
      case .number(let value):
        var container = encoder.singleValueContainer()
        try container.encode(value)
      }
    }

    private enum Key: CodingKey { case count, mean, sd }
  }
}
