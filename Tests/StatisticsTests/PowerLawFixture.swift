import Foundation
import Randomness

/// Numbers of NumPy and the package `powerlaw`; rebuilt by `Tests/Fixtures/power-law/make_power_law.py`.
struct PowerLawFixture: Decodable {
  struct Fit: Decodable {
    let exponent: Double
    let standardError: Double
    let distance: Double
    let minimum: Double
    let tail: Int
  }
  struct Ratio: Decodable {
    let logRatio: Double
    let ratio: Double
    let p: Double
  }
  struct Exact: Decodable {
    let exponential: Ratio
    let lognormal: Ratio?
  }
  struct PackageRatio: Decodable {
    let ratio: Double
    let p: Double
  }
  struct Package: Decodable {
    let packageExponent: Double
    let packageError: Double
    let lognormal: PackageRatio
    let exponential: PackageRatio
  }
  struct Case: Decodable {
    let name: String
    let values: [Double]
    let fit: Fit
    let package: Package
    let exact: Exact
  }
  let cases: [Case]

  static func load() throws -> PowerLawFixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/power-law/power_law.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(PowerLawFixture.self, from: Data(contentsOf: file))
  }
}

/// Samples of several laws; each name is a seed.
enum Sample {
  /// Density `∝ x^(-α)` for `x ≥ 1`.
  static func pareto(_ exponent: Double, count: Int, draw: Int = 0) -> [Double] {
    uniform(count, "pareto-\(exponent)", draw).map { pow($0, -1 / (exponent - 1)) }
  }

  static func lognormal(_ deviation: Double, count: Int, draw: Int = 0) -> [Double] {
    var stream = RandomStream(SeedPath("20230301/power-law/lognormal-\(deviation)") / draw)
    return stream.values(count, from: .normal(mean: 0, standardDeviation: deviation)).map {
      exp($0)
    }
  }

  static func exponential(count: Int, draw: Int = 0) -> [Double] {
    uniform(count, "exponential", draw).map { -log($0) }
  }

  /// A uniform body with a tail of exponent `α` from 2 on.
  static func mixture(_ exponent: Double, count: Int, draw: Int = 0) -> [Double] {
    uniform(count, "mixture-\(exponent)", draw).enumerated().map { i, u in
      i.isMultiple(of: 3) ? 2 * pow(u, -1 / (exponent - 1)) : 2 * u
    }
  }

  private static func uniform(_ count: Int, _ name: String, _ draw: Int) -> [Double] {
    var stream = RandomStream(SeedPath("20230301/power-law") / name / draw)
    return stream.values(count, from: .uniform(0...1))
  }
}
