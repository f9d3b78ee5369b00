import Statistics
import Testing

@Suite struct HistogramTests {
  @Test("oracle: NumPy's edges and densities")
  func numpy() throws {
    let fixture = try Fixture.load()
    let histogram = Histogram(fixture.sample, bins: 7)
    #expect(distance(histogram.edges, fixture.histogram.edges) < rounding)
    #expect(distance(histogram.densities, fixture.histogram.densities) < rounding)
    let wide = Histogram(fixture.sample, bins: 7, range: -3...3)
    #expect(distance(wide.densities, fixture.histogram.densities) > 1e-2)
  }

  @Test("law: values on edges open their bin, the last edge closes; outside is left out")
  func edges() {
    let histogram = Histogram([0, 1, 1, 2, 3, 4, 9], bins: 4, range: 0...4)
    #expect(histogram.edges == [0, 1, 2, 3, 4] && histogram.centers == [0.5, 1.5, 2.5, 3.5])
    #expect(histogram.densities == [1, 2, 1, 2].map { $0 / 7.0 })
    #expect(abs(histogram.densities.reduce(0, +) - 6.0 / 7) < rounding)
  }

  @Test("law: the stored edges decide, whatever rounding says")
  func rounded() {
    // 0.3 / 0.1 rounds below 3, 0.7 / 0.1 likewise: each edge still opens its own bin.
    let grid = Histogram([0, 1], bins: 10)
    let histogram = Histogram(Array(grid.edges.dropLast()), bins: 10, range: 0...1)
    #expect(histogram.densities.allSatisfy { abs($0 - 1) < rounding })
  }

  @Test("hostile: equal values get half a unit to both sides")
  func constant() {
    let histogram = Histogram([3, 3], bins: 2)
    #expect(histogram.edges == [2.5, 3, 3.5] && histogram.densities == [0, 2])
  }

  @Test("hostile: no values, no bins, NaN, an empty range")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = Histogram([], bins: 3) }
    await #expect(processExitsWith: .failure) { _ = Histogram([1], bins: 0) }
    await #expect(processExitsWith: .failure) { _ = Histogram([.nan], bins: 3) }
    await #expect(processExitsWith: .failure) { _ = Histogram([1], bins: 3, range: 1...1) }
  }
}
