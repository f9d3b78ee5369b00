/// The lines along which values on a grid equal given levels, by marching squares.
///
/// The field between four neighbouring points is taken as linear on each edge; a saddle is
/// decided by the mean of its corners. Cells with a value that is not finite are left out.
public struct Isolines: Sendable {
  /// Straight pieces, as columns `x`, `y`, `x2`, `y2`, `level`.
  public let segments: DataTable

  /// The lines of a grid.
  ///
  /// - Parameters:
  ///   - values: Row-major, one row per y, one column per x.
  ///   - x: Ascending; shape `(columns)`.
  ///   - y: Ascending; shape `(rows)`.
  ///   - levels: The values to draw.
  /// - Precondition: `values.count == x.count * y.count`.
  public init(of values: [Double], x: [Double], y: [Double], levels: [Double]) {
    precondition(
      values.count == x.count * y.count, "\(values.count) values for \(y.count) x \(x.count) points"
    )
    var ends: [(x: Double, y: Double)] = []
    var levelOfSegment: [Double] = []
    for level in levels {
      for row in 0..<max(y.count - 1, 0) {
        for column in 0..<max(x.count - 1, 0) {
          let cell = Cell(values, x: x, y: y, row: row, column: column)
          for (start, end) in cell.segments(at: level) {
            ends += [start, end]
            levelOfSegment.append(level)
          }
        }
      }
    }
    let starts = stride(from: 0, to: ends.count, by: 2)
    segments = DataTable([
      "x": .numbers(starts.map { ends[$0].x }), "y": .numbers(starts.map { ends[$0].y }),
      "x2": .numbers(starts.map { ends[$0 + 1].x }), "y2": .numbers(starts.map { ends[$0 + 1].y }),
      "level": .numbers(levelOfSegment),
    ])
  }

  /// `count` levels that divide the range of the finite values into equal parts.
  public static func levels(_ count: Int, of values: [Double]) -> [Double] {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return [] }
    return (1...max(count, 1)).map { low + (high - low) * Double($0) / Double(count + 1) }
  }
}

/// Four neighbouring points, counted around: (x₀,y₀), (x₁,y₀), (x₁,y₁), (x₀,y₁).
private struct Cell {
  let corners: [(x: Double, y: Double, value: Double)]

  init(_ values: [Double], x: [Double], y: [Double], row: Int, column: Int) {
    corners = [(0, 0), (0, 1), (1, 1), (1, 0)].map { down, right in
      let (r, c) = (row + down, column + right)
      return (x[c], y[r], values[r * x.count + c])
    }
  }

  func segments(at level: Double) -> [(start: (x: Double, y: Double), end: (x: Double, y: Double))]
  {
    guard corners.allSatisfy({ $0.value.isFinite }) else { return [] }
    let crossings = (0..<4).compactMap { edge in crossing(of: edge, at: level) }
    if crossings.count == 2 { return [(crossings[0], crossings[1])] }
    guard crossings.count == 4 else { return [] }
    let mean = corners.reduce(0) { $0 + $1.value } / 4
    let joinsFirst = (mean > level) == (corners[0].value > level)
    return joinsFirst
      ? [(crossings[0], crossings[1]), (crossings[2], crossings[3])]
      : [(crossings[3], crossings[0]), (crossings[1], crossings[2])]
  }

  private func crossing(of edge: Int, at level: Double) -> (x: Double, y: Double)? {
    let (a, b) = (corners[edge], corners[(edge + 1) % 4])
    guard (a.value > level) != (b.value > level) else { return nil }
    let part = (level - a.value) / (b.value - a.value)
    return (a.x + part * (b.x - a.x), a.y + part * (b.y - a.y))
  }
}
