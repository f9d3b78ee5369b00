import Experiments
import Testing

@Suite struct ExtremesTests {
  @Test("law: NaN anywhere is the extreme; there is none of nothing")
  func notANumber() {
    let cases: [[Double]] = [[.nan, 1, 2], [1, .nan, 2], [1, 2, .nan], []]
    for values in cases {
      #expect(values.least.isNaN && values.greatest.isNaN, "\(values)")
    }
    let values: [Double] = [2, -1, 3]
    #expect(values.least == -1 && values.greatest == 3)
  }

  @Test("law: once NaN, always NaN")
  func sticky() {
    var (low, high) = (1.0, 1.0)
    for value: Double in [0.5, .nan, -7, 7] {
      low.lower(to: value)
      high.raise(to: value)
    }
    #expect(low.isNaN && high.isNaN)
  }
}
