import Foundation
import Testing
import Theory

@Suite struct MarchenkoPasturFitTests {
  @Test("oracle: six planted matrices, the table of edges and counts")
  func table() throws {
    let rows: [(edge: Double, above: Int, spikes: Int)] = [
      (4.015, 0, 0), (4.013, 3, 2), (4.015, 5, 5), (4.021, 5, 5), (4.012, 3, 3), (4.068, 20, 20),
    ]
    for (values, expected) in zip(try NoiseFixture.plantedSpectra(), rows) {
      let fit = try #require(MarchenkoPasturFit(singularValues: values, rows: 1024, columns: 1024))
      // Three decimals are given, and the last may be off by one.
      #expect(abs(fit.edge - expected.edge) < 0.001)
      #expect(fit.valuesAboveEdge == expected.above && fit.spikes.count == expected.spikes)
      #expect(abs(fit.edgeSingularValue * fit.edgeSingularValue - fit.edge) < rounding)
      #expect(fit.bulkFraction == 1 - Double(expected.spikes) / 1024)
    }
  }

  @Test("oracle: trimming mends the noise and the distance of 20 spikes of 1024")
  func trimming() throws {
    let values = try NoiseFixture.plantedSpectra()[5]
    let fit = try #require(MarchenkoPasturFit(singularValues: values, rows: 1024, columns: 1024))
    let (before, after) = (fit.bulk, try #require(fit.trimmed))
    #expect(abs(before.sigma * before.sigma * 1024 - 1.017) < 0.0005)
    #expect(abs(after.bulk.sigma * after.bulk.sigma * 1024 - 0.996) < 0.0005)
    #expect(abs(fit.kolmogorovDistance - 0.015) < 0.0005)
    #expect(after.kolmogorovDistance < 0.0065)
    #expect(after.spikeCount == 20 && after.bulk.long == 1004 && after.bulk.short == 1004)
    #expect(fit.trimmedSigma == after.bulk.sigma)
    // The noise of the whole matrix ends at 4, and the values below the spikes before that.
    #expect(abs(try #require(fit.trimmedEdge) - 4) < 0.02)
    #expect(abs(after.bulk.edge - values[20] * values[20]) < 0.02)
  }

  @Test("oracle: every number against NumPy, square, wide and tall")
  func numpy() throws {
    let fixture = try NoiseFixture.load()
    let planted = zip(try NoiseFixture.plantedSpectra(), fixture.planted).map { ($0, $1) }
    for (values, expected) in planted + fixture.shapes.map({ ($0.spectrum, $0.fit) }) {
      let fit = try #require(
        MarchenkoPasturFit(
          singularValues: values, rows: expected.rows, columns: expected.columns))
      // The median of the law comes from quadrature with a tolerance of 1e-13.
      #expect(abs(fit.sigma / expected.sigma - 1) < 1e-11)
      #expect(abs(fit.edge / expected.edge - 1) < 1e-11)
      #expect(abs(fit.lowerEdge - expected.lowerEdge) < 1e-11 * expected.edge)
      // The quantile has five decimals there: 1e-6 of the width of the edge.
      #expect(abs(fit.tracyWidomThreshold / expected.threshold - 1) < 1e-6)
      #expect(fit.valuesAboveEdge == expected.aboveEdge)
      #expect(fit.spikes.map(\.value) == Array(values.prefix(expected.strengths.count)))
      for (spike, strength) in zip(fit.spikes, expected.strengths) {
        #expect(abs(try #require(spike.strength) / strength - 1) < 1e-10)
        #expect(spike.value > strength)
      }
      #expect(abs(fit.kolmogorovDistance - expected.kolmogorovSmirnov) < 1e-10)
      let trimmed = try #require(fit.trimmed)
      #expect(abs(trimmed.bulk.sigma / expected.trimmedSigma - 1) < 1e-11)
      #expect(trimmed.spikeCount == expected.trimmedSpikes)
      #expect(trimmed.bulk.short == values.count - expected.trimmedSpikes)
      #expect(abs(fit.softRank - min(1, fit.edge / (values[0] * values[0]))) < rounding)
    }
  }

  @Test("law: the transpose has the same fit, and the scale only scales")
  func symmetry() throws {
    let shape = try NoiseFixture.load().shapes[2]
    let (values, m, n) = (shape.spectrum, shape.fit.rows, shape.fit.columns)
    let fit = try #require(MarchenkoPasturFit(singularValues: values, rows: m, columns: n))
    #expect(MarchenkoPasturFit(singularValues: values, rows: n, columns: m) == fit)
    // Squares of 2⁻⁶⁰⁰ underflow: the counts are taken from the values themselves.
    for exponent in [-600, -40, 40] {
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      let scaled = try #require(
        MarchenkoPasturFit(singularValues: values.map { $0 * scale }, rows: m, columns: n))
      #expect(
        scaled.sigma == fit.sigma * scale
          && scaled.trimmedSigma == fit.trimmedSigma.map { $0 * scale })
      #expect(scaled.edgeSingularValue == fit.edgeSingularValue * scale)
      #expect(scaled.valuesAboveEdge == fit.valuesAboveEdge && scaled.softRank == fit.softRank)
      #expect(scaled.spikes.map(\.strength) == fit.spikes.map { $0.strength.map { $0 * scale } })
      #expect(scaled.kolmogorovDistance == fit.kolmogorovDistance)
    }
  }

  @Test(
    "law: a spectrum made of the law's own quantiles is noise", arguments: [(60, 60), (40, 90)])
  func exactBulk(short: Int, long: Int) throws {
    let law = MarchenkoPasturLaw(ratio: Double(short) / Double(long))
    let values = (0..<short).reversed().map { i in
      3 * (Double(long) * law.quantile(of: (Double(i) + 0.5) / Double(short))).squareRoot()
    }
    let fit = try #require(MarchenkoPasturFit(singularValues: values, rows: short, columns: long))
    // The mean of the two middle values is not the root of the median: off by O(1/q²).
    #expect(abs(fit.sigma / 3 - 1) < 1 / Double(short * short))
    #expect(fit.spikes.isEmpty && fit.valuesAboveEdge == 0 && fit.softRank == 1)
    #expect(abs(fit.kolmogorovDistance - 0.5 / Double(short)) < 2 / Double(short * short))
  }

  @Test("law: the strength inverts the inflation by noise", arguments: [0.01, 0.3, 1])
  func strength(ratio: Double) throws {
    let long = 10_000
    let short = Int(ratio * Double(long))
    let law = MarchenkoPasturLaw(ratio: ratio)
    let bulk = (0..<short - 1).reversed().map { i in
      (Double(long) * law.quantile(of: (Double(i) + 0.5) / Double(short))).squareRoot()
    }
    for theta in [1.3, 2, 50] {
      let inflated = ((1 + theta * theta) * (ratio + theta * theta)).squareRoot() / theta
      let top = Double(long).squareRoot() * inflated
      let fit = try #require(
        MarchenkoPasturFit(singularValues: [top] + bulk, rows: long, columns: short))
      let spike = try #require(fit.spikes.first)
      #expect(fit.spikes.count == 1 && spike.value == top)
      // The median moves by a share of about 1/q, and the strength by a multiple of that.
      let planted = try #require(spike.strength) / Double(long).squareRoot()
      #expect(abs(planted / theta - 1) < 3 / Double(short))
      #expect(abs(inflated / theta - 1) > 6 * abs(planted / theta - 1))
    }
  }

  @Test("law: a larger probability has a lower threshold; below the edge a spike has no strength")
  func probability() throws {
    let values = try NoiseFixture.plantedSpectra()[0]
    let fits = [0.9, 0.3, 0.05, 0.01, 1e-9].compactMap { p in
      MarchenkoPasturFit(
        singularValues: values, rows: 1024, columns: 1024, tracyWidomProbability: p)
    }
    #expect(fits.count == 5)
    for (a, b) in zip(fits, fits.dropFirst()) {
      #expect(a.tracyWidomThreshold < b.tracyWidomThreshold && a.spikes.count >= b.spikes.count)
      #expect(a.edge == b.edge)
    }
    #expect(fits[0].tracyWidomThreshold < fits[0].edge && !fits[0].spikes.isEmpty)
    #expect(
      fits[0].spikes.allSatisfy { ($0.strength == nil) == ($0.value < fits[0].edgeSingularValue) })
  }

  @Test("hostile: nothing to measure is nil, never NaN")
  func nothing() throws {
    #expect(MarchenkoPasturFit(singularValues: [], rows: 0, columns: 5) == nil)
    #expect(MarchenkoPasturFit(singularValues: [2], rows: 1, columns: 1) == nil)
    #expect(MarchenkoPasturFit(singularValues: [0, 0, 0], rows: 3, columns: 4) == nil)
    #expect(MarchenkoPasturFit(singularValues: [3, 2, 0, 0, 0], rows: 5, columns: 5) == nil)
    let vector = try #require(MarchenkoPasturFit(singularValues: [2], rows: 1, columns: 9))
    #expect(vector.spikes.isEmpty && vector.kolmogorovDistance < 1 && vector.softRank == 1)
    // Spikes as far above the noise as numbers go.
    let far = try #require(
      MarchenkoPasturFit(
        singularValues: [1e300, 1e-8, 2e-300, 1e-300, 1e-300], rows: 5, columns: 5))
    #expect(far.spikes.map(\.strength) == [1e300, 1e-8] && far.kolmogorovDistance <= 1)
    // Half of the values are spikes, the others almost all 0: noise, but none left after trimming.
    let odd = [1e3, 1e3, 1e3, 1e-6, 0, 0, 0]
    let fit = try #require(MarchenkoPasturFit(singularValues: odd, rows: 7, columns: 7))
    #expect(fit.spikes.count == 3 && fit.trimmed == nil && fit.trimmedSigma == nil)
  }

  @Test("hostile: a heavy tail has no bulk to trim to, and none is made up")
  func heavyTail() throws {
    // Every round takes more of a geometric spectrum for spikes; its median falls without end.
    let values = (0..<200).map { Foundation.pow(0.9, Double($0)) }
    let fit = try #require(MarchenkoPasturFit(singularValues: values, rows: 200, columns: 200))
    #expect(fit.sigma > 0 && fit.spikes.count > 20)
    #expect(fit.trimmed == nil && fit.trimmedSigma == nil && fit.trimmedEdge == nil)
  }

  @Test("hostile: wrong counts, order and values")
  func hostile() async {
    await #expect(processExitsWith: .failure) {
      _ = MarchenkoPasturFit(singularValues: [2, 1], rows: 3, columns: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = MarchenkoPasturFit(singularValues: [1, 2], rows: 2, columns: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = MarchenkoPasturFit(singularValues: [.nan, 2], rows: 2, columns: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = MarchenkoPasturFit(singularValues: [.infinity, 2], rows: 2, columns: 3)
    }
  }
}
