import Foundation

/// Numbers of NumPy and SciPy; rebuilt by `Tests/Fixtures/statistics/make_statistics.py`.
struct Fixture: Decodable {
  struct Point: Decodable {
    let x: Double
    let value: Double
  }
  struct Quantile: Decodable {
    let p: Double
    let value: Double
  }
  struct Smoothing: Decodable {
    let window: Int
    let order: Int
    let y: [Double]
    let smooth: [Double]
  }
  struct Density: Decodable {
    let values: [Double]
    let density: [Double]
    let mode: Double
    let peak: Double
  }
  struct Line: Decodable {
    let x: [Double]
    let y: [Double]
    let weights: [Double]
    let plain: [Double]
    let weighted: [Double]
  }
  struct Ranks: Decodable {
    let x: [Double]
    let y: [Double]
    let ranks: [Double]
    let correlation: Double
  }
  struct Bins: Decodable {
    let edges: [Double]
    let densities: [Double]
  }

  let sample: [Double]
  let mean: Double
  let standardDeviation: Double
  let quantiles: [Quantile]
  let kolmogorovSmirnov: Double
  let histogram: Bins
  let normalCumulative: [Point]
  let normalQuantile: [Point]
  let savitzkyGolay: [Smoothing]
  let density: Density
  let line: Line
  let ranks: [Ranks]

  static func load() throws -> Fixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/statistics/statistics.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Fixture.self, from: Data(contentsOf: file))
  }
}

/// The largest distance of two equally long lists, relative to the larger of 1 and the second.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
}

/// Sums of fewer than 1000 terms of order 1: their rounding stays below 1000 ulp.
let rounding = 1000 * Double.ulpOfOne
