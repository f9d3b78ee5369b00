import Foundation
import Randomness
import Tensors

/// Numbers of `Tests/Fixtures/tracy-widom/make_tracy_widom.py`.
struct TracyWidomFixture: Decodable {
  struct Point: Decodable {
    let s: Double
    let cumulative: Double
    let upperTail: Double
  }
  let points: [Point]

  static func load() throws -> Self { try decodeFixture("tracy-widom/tracy_widom.json") }
}

/// Numbers of `Tests/Fixtures/marchenko-pastur/make_marchenko_pastur.py`.
struct NoiseFixture: Decodable {
  struct Constants: Decodable {
    let ratio: Double
    let median: Double
    let omega: Double
  }
  struct Fit: Decodable {
    let rows: Int
    let columns: Int
    let sigma: Double
    let edge: Double
    let lowerEdge: Double
    let threshold: Double
    let aboveEdge: Int
    let strengths: [Double]
    let kolmogorovSmirnov: Double
    let trimmedSigma: Double
    let trimmedSpikes: Int
    let gavishDonoho: Int
  }
  struct Shape: Decodable {
    let spectrum: [Double]
    let fit: Fit
  }
  let constants: [Constants]
  let planted: [Fit]
  let shapes: [Shape]

  static func load() throws -> Self { try decodeFixture("marchenko-pastur/marchenko_pastur.json") }

  /// The six spectra of the planted 1024 × 1024 matrices.
  static func plantedSpectra() throws -> [[Double]] {
    let data = try Data(contentsOf: fixture("marchenko-pastur/planted.f64"))
    let values = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { i in
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * i, as: UInt64.self)))
      }
    }
    return stride(from: 0, to: values.count, by: 1024).map { Array(values[$0..<$0 + 1024]) }
  }
}

/// Noise of variance `1/N` in an `m × n` matrix, `N = max(m, n)`, plus planted singular values in
/// random directions.
func plantedMatrix(_ m: Int, _ n: Int, strengths: [Double], seed: SeedPath) -> Matrix<Double> {
  var stream = RandomStream(seed)
  let deviation = 1 / Double(max(m, n)).squareRoot()
  let noise = Matrix<Double>(
    rows: m, columns: n, from: .normal(mean: 0, standardDeviation: deviation), using: &stream)
  guard !strengths.isEmpty else { return noise }
  func directions(_ rows: Int) -> [[Double]] {
    var basis: [[Double]] = []
    for _ in strengths {
      var v = stream.values(rows, from: .standardNormal)
      for _ in 0..<2 {
        for b in basis {
          let share = zip(v, b).reduce(0) { $0 + $1.0 * $1.1 }
          for i in v.indices { v[i] -= share * b[i] }
        }
      }
      let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(v.map { $0 / length })
    }
    return basis
  }
  let (left, right) = (directions(m), directions(n))
  var elements = Array(noise.elements)
  for k in strengths.indices {
    for i in 0..<m {
      let factor = strengths[k] * left[k][i]
      for j in 0..<n { elements[i * n + j] += factor * right[k][j] }
    }
  }
  return Matrix(rows: m, columns: n, elements: elements)
}

private func fixture(_ path: String) -> URL {
  URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures").appending(path: path)
}

private func decodeFixture<T: Decodable>(_ path: String) throws -> T {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(T.self, from: Data(contentsOf: fixture(path)))
}
