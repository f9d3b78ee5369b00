import Foundation
import Randomness
import Spectra
import Tensors
import Testing
import Theory

/// The fit on draws of our own generator; every seed is fixed.
@Suite struct MarchenkoPasturNoiseTests {
  static let size = 512

  /// Fits of 20 matrices with the same planted values.
  static func fits(_ strengths: [Double], _ name: String) throws -> [MarchenkoPasturFit] {
    try (0..<20).map { draw in
      let seed = SeedPath("20230301/marchenko-pastur") / name / draw
      let values = try singularValues(
        of: plantedMatrix(size, size, strengths: strengths, seed: seed)
      ).values
      return try #require(MarchenkoPasturFit(singularValues: values, rows: size, columns: size))
    }
  }

  /// The edge that the median finds when `j` of `M` values are spikes: the median of all values is the
  /// quantile `½/(1 - j/M)` of the others.
  static func predictedEdge(spikes: Int) -> Double {
    let share = 1 - Double(spikes) / Double(size)
    let law = MarchenkoPasturLaw(ratio: 1)
    return 4 * share * law.quantile(of: 0.5 / share) / law.median
  }

  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test(
    "law: edges have the predicted bias, and the spikes are the planted ones",
    arguments: [
      ("noise", []), ("1.5", [1.5, 1.5, 1.5, 1.5, 1.5]), ("3", [3, 3, 3, 3, 3]),
      ("30", [30, 20, 10]), ("20 at 10", [Double](repeating: 10, count: 20)),
    ])
  func spikes(name: String, strengths: [Double]) throws {
    let fits = try Self.fits(strengths, name)
    let predicted = Self.predictedEdge(spikes: strengths.count)
    // One draw has a standard deviation of 0.65 % at this size, the mean of 20 of 0.15 %.
    let ratio = Self.mean(fits.map(\.edge)) / predicted
    #expect(abs(ratio - 1) < 0.01, "\(ratio)")
    #expect(fits.allSatisfy { abs($0.edge / predicted - 1) < 0.025 })
    // The threshold is exceeded by noise in 1 of 100 draws; θ = 1.5 lies 9 widths above it at 1024.
    let counts = fits.map(\.spikes.count)
    #expect(counts.count { $0 == strengths.count } >= 18, "\(counts)")
    #expect(counts.allSatisfy { abs($0 - strengths.count) <= 1 })
    let trimmed = fits.compactMap(\.trimmedEdge)
    #expect(trimmed.count == 20 && abs(Self.mean(trimmed) / 4 - 1) < 0.01)
    if strengths.count == 20 { #expect(abs(Self.mean(fits.map(\.edge)) / 4 - 1) > 0.03) }
  }

  @Test(
    "law: strengths are recovered",
    arguments: zip([1.5, 3, 10], [(1.489, 0.05), (2.994, 0.03), (9.89, 0.15)]))
  func strengths(theta: Double, expected: (mean: Double, tolerance: Double)) throws {
    // The means are those of 1024²; at half the size their offsets from θ double.
    let count = theta == 10 ? 20 : 5
    let fits = try Self.fits([Double](repeating: theta, count: count), "strength-\(theta)")
    let found = fits.flatMap { fit in fit.spikes.prefix(count).compactMap(\.strength) }
    #expect(abs(Self.mean(found) - expected.mean) < expected.tolerance, "\(Self.mean(found))")
    // The values themselves are inflated by noise.
    let values = fits.flatMap { fit in fit.spikes.prefix(count).map(\.value) }
    if theta < 5 { #expect(abs(Self.mean(values) - theta) > 0.2) }
  }

  @Test(
    "law: false positives on pure noise, 400 draws",
    arguments: zip([(300, 100), (128, 96), (64, 64)], [0.068, 0.094, 0.121]))
  func falsePositives(shape: (rows: Int, columns: Int), expected: Double) throws {
    var stream = RandomStream(SeedPath("20230301/false-positives") / shape.rows / shape.columns)
    var (loose, strict) = (0, 0)
    for _ in 0..<400 {
      let noise = Matrix<Double>(
        rows: shape.rows, columns: shape.columns, from: .standardNormal, using: &stream)
      let values = try singularValues(of: noise, route: .gram).values
      for p in [0.05, 0.01] {
        let fit = try #require(
          MarchenkoPasturFit(
            singularValues: values, rows: shape.rows, columns: shape.columns,
            tracyWidomProbability: p))
        if !fit.spikes.isEmpty { if p == 0.05 { loose += 1 } else { strict += 1 } }
      }
    }
    // The rates of at least 4000 other draws, by NumPy too, above 0.05 since the noise is estimated too, within four
    // standard errors of 400 draws.
    let error = 4 * (expected * (1 - expected) / 400).squareRoot()
    #expect(abs(Double(loose) / 400 - expected) < error, "\(loose)")
    #expect(strict < loose && Double(strict) / 400 < expected, "\(strict)")
  }
}
