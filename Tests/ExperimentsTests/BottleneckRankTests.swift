import Charts
import Experiments
import Foundation
import Randomness
import Runs
import Testing

@Suite struct BottleneckRankTests {
  private func experiment() throws -> BottleneckRank {
    try BottleneckRank(
      settings: BottleneckRankSettings(preset: .smoke), root: SeedPath(root: 20_250_131))
  }

  /// Every number under these keys, however deep, changed.
  private func altered(
    _ outcome: BottleneckRank.Outcome, keys: Set<String>, by change: (Double) -> Double
  ) throws -> BottleneckRank.Outcome {
    func changed(_ value: Any, inside: Bool) -> Any {
      switch value {
      case let object as [String: Any]:
        object.reduce(into: [String: Any]()) { result, entry in
          result[entry.key] = changed(entry.value, inside: keys.contains(entry.key))
        }
      case let list as [Any]: list.map { changed($0, inside: inside) }
      case let number as Double where inside: change(number)
      default: value
      }
    }
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(outcome))
    return try JSONDecoder().decode(
      BottleneckRank.Outcome.self,
      from: JSONSerialization.data(withJSONObject: changed(object, inside: false)))
  }

  @Test("oracle: every claim holds, costs and ratios are the reference's")
  func claimsHold() throws {
    let experiment = try experiment()
    let outcomes = try outcomes(of: experiment)
    let claims = experiment.claims(from: outcomes)
    #expect(claims.filter { $0.verdict != .confirmed }.map(\.id) == [])
    #expect(Set(claims.map(\.id)).count == claims.count)
    // Upper and lower at three exponents and two kinds, the share for depth-1.
    #expect(claims.count { $0.id.hasPrefix("ratio/reference/") } == 15)
    let cost = try #require(claims.first { $0.id == "cost/reference/depth-2" })
    #expect(cost.published == 0.0431704499559509)
    #expect(
      experiment.charts(from: outcomes).map(\.name).sorted()
        == ["bottleneck-depths", "bottleneck-ratios", "tripod"])
  }

  @Test(
    "law: planted wrong outcomes are refuted",
    arguments: [
      (["secondSingularValue"], "tripod/second-singular-value", 1e-11),
      (["smallestStretch"], "tripod/injective", -1e-6),
      (["error"], "block-by-block/reference/depth-1", 2e-9),
      (["error"], "network/random-k-2-draw-0/depth-2", 2e-9),
      (["formulaCost"], "cost/reference/depth-2", 1e-9),
      (["weightCost"], "cost-of-weights/reference/depth-1", 1e-9),
      (["certificate"], "certificate/reference/depth-2/value", 1e-9),
      (["upper"], "ratio/reference/depth-1/lambda-1e-16/upper", 2e-3),
      (["lower"], "ratio/reference/depth-2/lambda-1e-300/lower", 2e-3),
      (["certificateShare"], "certificate/tripod/depth-1", 1),
      (["upperReadout"], "limit/linear-rank-2/depth-2/upper", 1e-5),
      (["lowerReadout"], "limit/tripod/depth-2/lower", 1e-5),
      (["constant"], "constant/reference/depth-2", 1),
      (["certificate"], "depth/reference/depth-1/certificate", 10),
    ])
  func wrongOutcomesAreRefuted(keys: [String], id: String, change: Double) throws {
    let experiment = try experiment()
    let wrong = try Self.shared.get().mapValues {
      try altered($0, keys: Set(keys)) { $0 + change }
    }
    let claim = try #require(experiment.claims(from: wrong).first { $0.id == id })
    #expect(claim.verdict == .refuted)
  }

  /// The outcomes of one run, for every planted error.
  private static let shared = Result {
    try outcomes(
      of: BottleneckRank(
        settings: BottleneckRankSettings(preset: .smoke), root: SeedPath(root: 20_250_131)))
  }

  @Test("hostile: settings out of range are refused, and a missing outcome is no claim")
  func hostileSettings() throws {
    for (key, value) in [("exponents", "0"), ("exponents", "301"), ("bottlenecks", "0")] {
      #expect(throws: ExperimentError.self) {
        try Catalogue.entry(named: "bottleneck-rank")
          .resolve(preset: .smoke, overrides: [(key: key, value: value)], seed: 1)
      }
    }
    let experiment = try experiment()
    #expect(experiment.claims(from: [:]).isEmpty)
    #expect(experiment.charts(from: [:]).isEmpty)
  }
}
