import Testing

@testable import Experiments

@Suite struct ExtremesTests {
  @Test("law: NaN anywhere is the extreme; there is none of nothing")
  func notANumber() {
    for values in [[.nan, 1, 2], [1, .nan, 2], [1, 2, .nan], []] {
      #expect(values.least.isNaN && values.greatest.isNaN, "\(values)")
    }
    #expect([2, -1, 3.0].least == -1 && [2, -1, 3.0].greatest == 3)
  }

  @Test("law: once NaN, always NaN")
  func sticky() {
    var (low, high) = (1.0, 1.0)
    for value in [0.5, .nan, -7, 7] {
      low.lower(to: value)
      high.raise(to: value)
    }
    #expect(low.isNaN && high.isNaN)
  }
}
