import Statistics
import Testing

@Suite struct SavitzkyGolayTests {
  @Test("oracle: SciPy with mode 'interp', ends included")
  func scipy() throws {
    let cases = try Fixture.load().savitzkyGolay
    #expect(cases.count == 5)
    for expected in cases {
      let smooth = savitzkyGolay(expected.y, window: expected.window, order: expected.order)
      // SciPy solves for the coefficients of plain powers, (window/2)^order = 4e5 at the largest
      // window: that many ulp are its own error. The next test holds ours to a few.
      #expect(distance(smooth, expected.smooth) < 1e-11, "window \(expected.window)")
    }
    // The next even order is another filter; the next odd one has the same centre, other ends.
    let wrong = savitzkyGolay(cases[1].y, window: 11, order: 4)
    #expect(distance(wrong, cases[1].smooth) > 1e-3)
    let ends = savitzkyGolay(cases[1].y, window: 11, order: 2)
    #expect(distance(Array(ends[5..<35]), Array(cases[1].smooth[5..<35])) < rounding)
    #expect(distance(ends, cases[1].smooth) > 1e-3)
  }

  @Test("law: polynomials of the order pass through, of the next even order do not")
  func polynomials() {
    let cubic = (0..<60).map { i in
      let t = Double(i) / 30 - 1
      return 2 - t + 3 * t * t * t
    }
    #expect(distance(savitzkyGolay(cubic, window: 31, order: 3), cubic) < rounding)
    #expect(distance(savitzkyGolay(cubic, window: 31, order: 1), cubic) > 0.1)
  }

  @Test("law: window 1 and full order change nothing; constants survive")
  func trivial() {
    let y = [3.0, -1, 4, 1, -5]
    #expect(savitzkyGolay(y, window: 1, order: 0) == y)
    #expect(distance(savitzkyGolay(y, window: 5, order: 4), y) < rounding)
    #expect(distance(savitzkyGolay([7, 7, 7, 7], window: 3, order: 0), [7, 7, 7, 7]) < rounding)
  }

  @Test("hostile: even window, order too high, too few values")
  func hostile() async {
    await #expect(processExitsWith: .failure) { _ = savitzkyGolay([1, 2, 3], window: 2, order: 1) }
    await #expect(processExitsWith: .failure) { _ = savitzkyGolay([1, 2, 3], window: 3, order: 3) }
    await #expect(processExitsWith: .failure) { _ = savitzkyGolay([1, 2], window: 3, order: 1) }
  }
}
