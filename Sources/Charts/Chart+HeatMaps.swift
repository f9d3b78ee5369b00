import Foundation

/// A function of two variables on a grid.
public struct HeatMap: Sendable, Codable, Equatable {
  /// What the panel is called.
  public let label: String
  /// Ascending, evenly spaced; shape `(columns)`.
  public let x: [Double]
  /// Ascending, evenly spaced; shape `(rows)`.
  public let y: [Double]
  /// Row-major: one row per y, one column per x.
  public let values: [Double]

  /// A grid.
  ///
  /// - Precondition: `values.count == x.count * y.count`, at least two points each way.
  public init(label: String, x: [Double], y: [Double], values: [Double]) {
    precondition(x.count > 1 && y.count > 1, "a heat map of \(y.count) x \(x.count) points")
    precondition(
      values.count == x.count * y.count, "\(values.count) values for \(y.count) x \(x.count) points"
    )
    self.label = label
    self.x = x
    self.y = y
    self.values = values
  }
}

extension Chart {
  /// Heat maps side by side on one colour scale, with lines of equal value.
  ///
  /// `maps` are the panels in order, `columns` to a row. `x`, `y` and `value` are the titles of the
  /// axes and of the colour scale. `isolines` lines of equal value divide the common range.
  ///
  /// - Precondition: There is a map.
  public static func heatMaps(
    name: String, title: String, subtitle: String = "", caption: String, maps: [HeatMap],
    x: String, y: String, value: String, isolines: Int = 9, columns: Int = 2, size: Double = 230
  ) -> Chart {
    let levels = Isolines.levels(isolines, of: maps.flatMap(\.values))
    var cells = DataTable()
    var lines = DataTable()
    for map in maps {
      cells.append(["panel": .label(map.label)], columns: map.cellColumns)
      let segments = Isolines(of: map.values, x: map.x, y: map.y, levels: levels).segments
      lines.append(
        ["panel": .label(map.label)],
        columns: [
          "x": segments.numbers("x"), "y": segments.numbers("y"), "x2": segments.numbers("x2"),
          "y2": segments.numbers("y2"), "level": segments.numbers("level"),
        ])
    }
    let (across, up) = (
      extent(maps.map(\.x)), extent(maps.map(\.y))
    )
    let tooltip = [
      Channel.quantitative("x", title: x), .quantitative("y", title: y),
      .quantitative("value", title: value),
    ]
    let contours = ChartLayer(
      .rule, data: lines, x: .quantitative("x"), x2: "x2", y: .quantitative("y"), y2: "y2",
      tooltip: [], style: Style(paint: .onColor, width: 0.8, opacity: 0.6))
    return Chart(
      name: name, title: title, subtitle: subtitle, caption: caption, width: size, height: size,
      panels: .wrapped(by: "panel", columns: columns),
      layers: [
        ChartLayer(
          .cell, data: cells, x: .quantitative("left", title: x, scale: .linear(across)),
          x2: "right", y: .quantitative("bottom", title: y, scale: .linear(up)), y2: "top",
          color: .quantitative("value", title: value), tooltip: tooltip)
      ] + (isolines > 0 ? [contours] : []))
  }

  private static func extent(_ axes: [[Double]]) -> ClosedRange<Double> {
    let all = axes.flatMap { $0 }
    return (all.min() ?? 0)...(all.max() ?? 1)
  }
}

extension HeatMap {
  /// One row per cell.
  ///
  /// Each cell reaches under its right and upper neighbour, which is drawn later: without that,
  /// the page would shine through the seams.
  fileprivate var cellColumns: KeyValuePairs<String, [Double]> {
    let (across, up) = (x[1] - x[0], y[1] - y[0])
    let places = y.flatMap { row in x.map { (x: $0, y: row) } }
    return [
      "x": short(places.map(\.x)), "y": short(places.map(\.y)), "value": short(values),
      "left": short(places.map { $0.x - across / 2 }),
      "right": short(places.map { $0.x + 0.75 * across }),
      "bottom": short(places.map { $0.y - up / 2 }), "top": short(places.map { $0.y + 0.75 * up }),
    ]
  }
}

/// Numbers to a hundred-thousandth of the largest: more than a colour or a pixel shows, and a third
/// of the text.
private func short(_ numbers: [Double]) -> [Double] {
  let largest = numbers.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  guard largest > 0 else { return numbers }
  let unit = pow(10, (log10(largest) - 5).rounded(.down))
  return numbers.map { ($0 / unit).rounded() * unit }
}
