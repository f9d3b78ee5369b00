import Statistics
import Testing

@Suite struct QuantileTests {
  @Test("oracle: type 7, as NumPy")
  func numpy() throws {
    let fixture = try Fixture.load()
    for expected in fixture.quantiles {
      #expect(abs(quantile(expected.p, of: fixture.sample) - expected.value) < rounding)
    }
    // Definition 6, h = (T+1)p - 1, is another number.
    let sorted = fixture.sample.sorted()
    let type6 = sorted[4] + 0.1 * (sorted[5] - sorted[4])
    #expect(abs(quantile(0.1, of: fixture.sample) - type6) > 1e-4)
  }

  @Test("law: ends, order, symmetry")
  func laws() {
    let values = [5.0, -1, 3, 3, 8]
    #expect(quantile(0, of: values) == -1 && quantile(1, of: values) == 8)
    #expect(quantile(0.5, of: values) == 3 && quantile(0.625, of: values) == 4)
    let mirrored = values.map { -$0 }
    for p in stride(from: 0.0, through: 1, by: 0.125) {
      #expect(quantile(p, of: values) == -quantile(1 - p, of: mirrored))
    }
    #expect(quantile(0.3, of: [2]) == 2)
  }

  @Test("hostile: no values, NaN, a share outside 0...1")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = quantile(0.5, of: []) }
    await #expect(processExitsWith: .failure) { _ = quantile(0.5, of: [1, .nan]) }
    await #expect(processExitsWith: .failure) { _ = quantile(1.5, of: [1, 2]) }
  }
}
