import Foundation
import Statistics
import Testing

@Suite struct SummaryTests {
  @Test("oracle: mean and standard deviation are NumPy's")
  func numpy() throws {
    let fixture = try Fixture.load()
    let summary = Summary(fixture.sample)
    #expect(summary.count == 50)
    #expect(abs(summary.mean - fixture.mean) < rounding)
    #expect(abs(summary.standardDeviation - fixture.standardDeviation) < rounding)
    #expect(summary.minimum == fixture.sample.min() && summary.maximum == fixture.sample.max())
    // The population form (division by T) would be off by a hundredth.
    let population = summary.standardDeviation * (49.0 / 50).squareRoot()
    #expect(abs(population - fixture.standardDeviation) > 1e-3)
    #expect(abs(summary.standardError * 50.0.squareRoot() - fixture.standardDeviation) < rounding)
  }

  @Test("law: a common offset changes the mean only")
  func offset() {
    // Exact in binary, so that the offset loses nothing before the summary sees it. The textbook
    // form Σx² - (Σx)²/T returns 0 here.
    let values = (0..<1000).map { Double($0 % 7) }
    let shifted = Summary(values.map { $0 + 1e9 })
    let plain = Summary(values)
    #expect(abs(shifted.standardDeviation - plain.standardDeviation) < rounding)
    #expect(abs(shifted.mean - 1e9 - plain.mean) <= (1e9).ulp)
  }

  @Test("hostile: none, one, and values that are not finite")
  func small() {
    let none = Summary([])
    #expect(none.count == 0 && none.mean == 0 && none.standardDeviation == 0)
    #expect(none.standardError.isNaN)
    let one = Summary([3])
    #expect(one.mean == 3 && one.standardDeviation == 0 && one.standardError.isNaN)
    #expect(one.minimum == 3 && one.maximum == 3)
    #expect(Summary([1, .nan]).mean.isNaN)
  }

  @Test("law: survives JSON unchanged")
  func coding() throws {
    let summary = Summary([0.1, 0.7, -3])
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(Summary.self, from: data) == summary)
  }
}
