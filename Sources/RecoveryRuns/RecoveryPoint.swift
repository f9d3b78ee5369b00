import Foundation
public import Recovery
import Statistics

/// One solved point of a path: a line of `path.jsonl`.
public struct RecoveryPoint: Codable, Hashable, Sendable {
  /// How well observations that were set aside are predicted.
  public struct HeldOut: Codable, Hashable, Sendable {
    /// The mean squared error.
    public let error: Double
    /// Its standard error over the observations.
    public let standardError: Double
    /// How many observations were set aside.
    public let count: Int
  }

  /// Whose path it is: `fold-0`, `fold-1`, … or `refit`.
  public let job: String
  /// The point.
  public let path: PathPoint
  /// How well what was set aside is predicted; nil if nothing was.
  public let heldOut: HeldOut?

  init(_ job: RecoveryJob.Name, _ index: Int, _ solution: RecoverySolution, errors: [Double]) {
    self.job = job.description
    path = solution.point(at: index)
    guard !errors.isEmpty else {
      heldOut = nil
      return
    }
    let summary = Summary(errors)
    heldOut = HeldOut(
      error: summary.mean, standardError: summary.count > 1 ? summary.standardError : 0,
      count: errors.count)
  }

  private enum CodingKeys: String, CodingKey {
    case job
    case heldOut
  }

  /// Reads a point; the keys of ``path`` stand beside the others.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    job = try container.decode(String.self, forKey: .job)
    heldOut = try container.decodeIfPresent(HeldOut.self, forKey: .heldOut)
    path = try PathPoint(from: decoder)
  }

  /// Writes the point.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(job, forKey: .job)
    try container.encodeIfPresent(heldOut, forKey: .heldOut)
    try path.encode(to: encoder)
  }
}

/// The JSON of points: keys in snake case, sorted.
enum PointCoding {
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
