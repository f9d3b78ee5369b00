import Charts
import Testing

@Suite struct IsolinesTests {
  private let axis = (0...20).map { -1 + Double($0) / 10 }

  @Test("oracle: on a plane the lines are exact")
  func plane() {
    let values = axis.flatMap { y in axis.map { 2 * $0 + y } }
    let segments = Isolines(of: values, x: axis, y: axis, levels: [0.33]).segments
    #expect(segments.rowCount > 20)
    for (x, y) in [("x", "y"), ("x2", "y2")] {
      for (x, y) in zip(segments.numbers(x), segments.numbers(y)) {
        // Linear interpolation of a linear function errs by rounding alone.
        #expect(abs(2 * x + y - 0.33) < 1e-14)
      }
    }
  }

  @Test("rate: on a circle the lines are within the square of the step")
  func circle() {
    let values = axis.flatMap { y in axis.map { $0 * $0 + y * y } }
    let segments = Isolines(of: values, x: axis, y: axis, levels: [0.5]).segments
    let errors = zip(segments.numbers("x"), segments.numbers("y")).map {
      abs($0 * $0 + $1 * $1 - 0.5)
    }
    // Interpolating a parabola over a step h errs by at most h²/4.
    #expect((errors.max() ?? 1) <= 0.1 * 0.1 / 4 + 1e-12)
    #expect((errors.max() ?? 0) > 1e-5)
  }

  @Test("law: a saddle has two separate lines, and cells without values have none")
  func saddle() {
    let saddle = Isolines(of: [1, 0, 0, 1], x: [0, 1], y: [0, 1], levels: [0.5, 0.4]).segments
    #expect(saddle.rowCount == 4)
    #expect(
      Isolines(of: [1, 0, .nan, 1], x: [0, 1], y: [0, 1], levels: [0.5]).segments.rowCount == 0)
  }

  @Test("law: levels divide the finite range, and a constant has none")
  func levels() {
    #expect(Isolines.levels(3, of: [0, .nan, 4]) == [1, 2, 3])
    #expect(Isolines.levels(3, of: [2, 2]).isEmpty)
  }
}
