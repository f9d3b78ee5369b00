import Foundation
import Randomness
import Testing

@Suite struct DistributionCodingTests {
  @Test(
    "law: what is written is read back; keys are snake_case",
    arguments: [
      (Distribution.normal(mean: -1, standardDeviation: 0.5), "standard_deviation"),
      (.uniform(-0.25...2), "low"),
    ])
  func roundTrip(distribution: Distribution, key: String) throws {
    let text = try JSONEncoder().encode(distribution)
    #expect(String(decoding: text, as: UTF8.self).contains("\"\(key)\""))
    #expect(try JSONDecoder().decode(Distribution.self, from: text) == distribution)
  }

  @Test(
    "hostile: values that nothing can be drawn with, and keys of the other distribution",
    arguments: [
      #"{"name": "normal", "mean": 0, "standard_deviation": -1}"#,
      #"{"name": "normal", "mean": 0}"#,
      #"{"name": "uniform", "low": 1, "high": 0}"#,
      #"{"name": "uniform", "low": -1.7e308, "high": 1.7e308}"#,
      #"{"name": "uniform", "low": 0, "high": 1, "mean": 0}"#, #"{"name": "cauchy"}"#, "{}",
    ])
  func refused(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Distribution.self, from: Data(text.utf8))
    }
  }
}
