import Foundation

extension Chart {
  /// Lines, one per colour.
  public static func curves(
    name: String, title: String, subtitle: String = "", caption: String, data: DataTable,
    x: Channel, y: Channel, color: Channel? = nil, panels: Panels? = nil, width: Double = 320,
    height: Double = 220
  ) -> Chart {
    Chart(
      name: name, title: title, subtitle: subtitle, caption: caption, width: width,
      height: height, panels: panels,
      layers: [ChartLayer(.line, data: data, x: x, y: y, color: color)])
  }

  /// Bars of histograms with the curve that theory predicts above them.
  ///
  /// `bars` has the columns `lower` and `upper` (the edges of a bin) and the one of `y`; `curve` has
  /// the columns of `x` and `y`.
  public static func histograms(
    name: String, title: String, subtitle: String = "", caption: String, bars: DataTable,
    curve: DataTable, x: Channel, y: Channel, panels: Panels? = nil, width: Double = 260,
    height: Double = 180
  ) -> Chart {
    var edge = x
    edge.field = "lower"
    return Chart(
      name: name, title: title, subtitle: subtitle, caption: caption, width: width,
      height: height, panels: panels,
      layers: [
        ChartLayer(
          .bar, data: bars, x: edge, x2: "upper", y: y,
          tooltip: [
            .quantitative("lower", title: "from"), .quantitative("upper", title: "to"), y,
          ], style: Style(paint: .accent, opacity: 0.45)),
        ChartLayer(.line, data: curve, x: x, y: y, style: Style(paint: .series(1), width: 2)),
      ])
  }

  /// Measured means as dots joined by lines, with whiskers of a given length.
  ///
  /// `error` names the column with the half length of each whisker. A whisker that would reach
  /// below zero on a logarithmic scale starts at the mean instead. `guides` are drawn behind.
  public static func measurements(
    name: String, title: String, subtitle: String = "", caption: String, data: DataTable,
    x: Channel, y: Channel, error: String? = nil, color: Channel? = nil, panels: Panels? = nil,
    guides: [ChartLayer] = [], width: Double = 260, height: Double = 180
  ) -> Chart {
    let data = error.map { adding(whiskers: $0, to: data, around: y) } ?? data
    return Chart(
      name: name, title: title, subtitle: subtitle, caption: caption, width: width,
      height: height, panels: panels,
      layers: guides
        + [
          ChartLayer(
            .line, data: data, x: x, y: y, color: color, tooltip: [], style: Style(width: 1.75))
        ] + (error == nil ? [] : [whiskers(on: data, x: x, y: y, color: color)]) + [
          ChartLayer(.point, data: data, x: x, y: y, color: color)
        ])
  }

  /// Measured against published values, with the line `y = x`.
  ///
  /// `error` names the column with the half length of each whisker.
  public static func agreement(
    name: String, title: String, subtitle: String = "", caption: String, data: DataTable,
    published: Channel, measured: Channel, error: String? = nil, color: Channel? = nil,
    shape: Channel? = nil, size: Double = 340
  ) -> Chart {
    let values = (data.numbers(published.field) + data.numbers(measured.field)).filter(\.isFinite)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = 0.04 * (high - low)
    let ends = [low - margin, high + margin]
    let diagonal = DataTable([
      published.field: .numbers(ends), measured.field: .numbers(ends),
    ])
    let data = error.map { adding(whiskers: $0, to: data, around: measured) } ?? data
    return Chart(
      name: name, title: title, subtitle: subtitle, caption: caption, width: size, height: size,
      layers: [
        ChartLayer(.line, data: diagonal, x: published, y: measured, tooltip: [], style: .guide)
      ]
        + (error == nil ? [] : [whiskers(on: data, x: published, y: measured, color: color)]) + [
          ChartLayer(
            .point, data: data, x: published, y: measured, color: color, strokeDash: shape,
            style: Style(size: 60))
        ])
  }

  private static func adding(whiskers error: String, to data: DataTable, around y: Channel)
    -> DataTable
  {
    let isLogarithmic = if case .logarithmic? = y.scale?.kind { true } else { false }
    let ends = zip(data.numbers(y.field), data.numbers(error)).map { mean, length in
      (isLogarithmic && mean <= length ? mean : mean - length, mean + length)
    }
    return data.adding("low", ends.map(\.0)).adding("high", ends.map(\.1))
  }

  private static func whiskers(on data: DataTable, x: Channel, y: Channel, color: Channel?)
    -> ChartLayer
  {
    var lower = y
    lower.field = "low"
    return ChartLayer(.errorBar, data: data, x: x, y: lower, y2: "high", color: color)
  }
}

extension ChartLayer {
  /// The dashed line `y = factor · x^exponent`, a guide for slopes on logarithmic axes.
  ///
  /// The columns of `x` and `y` are made here; `range` is where the line begins and ends.
  ///
  /// - Precondition: `range` is positive.
  public static func powerLaw(
    _ factor: Double, exponent: Double, over range: ClosedRange<Double>, x: Channel, y: Channel
  ) -> ChartLayer {
    precondition(range.lowerBound > 0, "a power law from \(range.lowerBound)")
    let ratio = range.upperBound / range.lowerBound
    let places = (0...48).map { range.lowerBound * pow(ratio, Double($0) / 48) }
    return ChartLayer(
      .line,
      data: DataTable([
        x.field: .numbers(places), y.field: .numbers(places.map { factor * pow($0, exponent) }),
      ]), x: x, y: y, tooltip: [], style: .guide)
  }
}
