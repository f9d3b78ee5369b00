/// The shape drawn for every row of a table.
public enum Mark: String, Sendable, Codable, CaseIterable {
  /// A line through the rows, in order of x, one per colour and dash.
  case line
  /// A dot per row.
  case point
  /// An open circle per row.
  case ring
  /// The area between y and y2 or the axis.
  case area
  /// A straight line from (x, y) to (x2, y2), or across the panel where one is missing.
  case rule
  /// A bar from y to y2 or the axis, over x to x2 where given.
  case bar
  /// A rectangle over x to x2 and y to y2, without gaps to its neighbours: a heat map.
  case cell
  /// A whisker with ends from y to y2.
  case errorBar
  /// The text of the `text` channel.
  case text
}

/// A colour named by its role, resolved by the theme.
public enum Paint: Sendable, Codable, Equatable {
  /// The colour of text.
  case foreground
  /// The colour of what stays in the background: guides, notes.
  case muted
  /// The one colour that stands out.
  case accent
  /// Faint white, for lines on coloured cells.
  case onColor
  /// A hue of the categorical palette, by position.
  case series(Int)
}

/// How a mark looks where no channel decides.
public struct Style: Sendable, Codable, Equatable {
  /// Colour; `nil` is the accent.
  public var paint: Paint?
  /// Line width in pixels; `nil` is the mark's own.
  public var width: Double?
  /// Opacity in 0...1; `nil` is the mark's own.
  public var opacity: Double?
  /// Dash pattern in pixels, empty for solid.
  public var dash: [Double]
  /// Area of a point in square pixels, or size of text in pixels; `nil` is the mark's own.
  public var size: Double?
  /// Shift in pixels, right and down.
  public var offset: SIMD2<Double>

  /// A style; everything left out is the mark's own.
  public init(
    paint: Paint? = nil, width: Double? = nil, opacity: Double? = nil, dash: [Double] = [],
    size: Double? = nil, offset: SIMD2<Double> = .zero
  ) {
    self.paint = paint
    self.width = width
    self.opacity = opacity
    self.dash = dash
    self.size = size
    self.offset = offset
  }

  /// A dashed line in the background: theory, guides, `y = x`.
  public static let guide = Style(paint: .muted, width: 1.25, dash: [5, 4])
}

/// One table drawn with one mark.
public struct ChartLayer: Sendable, Codable, Equatable {
  /// What is drawn.
  public var data: DataTable
  /// How.
  public var mark: Mark
  /// Horizontal place.
  public var x: Channel?
  /// Second horizontal place, as a column on the scale of x.
  public var x2: String?
  /// Vertical place.
  public var y: Channel?
  /// Second vertical place, as a column on the scale of y.
  public var y2: String?
  /// Colour.
  public var color: Channel?
  /// Dash pattern of lines, shape of points.
  public var strokeDash: Channel?
  /// Opacity.
  public var opacity: Channel?
  /// A column whose values are lines of their own, where no colour or dash tells them apart.
  public var series: String?
  /// The written text, for ``Mark/text``.
  public var text: Channel?
  /// What is shown under the pointer; `nil` shows the columns of all channels, empty nothing.
  public var tooltip: [Channel]?
  /// Looks that no channel decides.
  public var style: Style

  /// A layer.
  ///
  /// - Precondition: Every named column is in `data`.
  public init(
    _ mark: Mark, data: DataTable, x: Channel? = nil, x2: String? = nil, y: Channel? = nil,
    y2: String? = nil, color: Channel? = nil, strokeDash: Channel? = nil,
    opacity: Channel? = nil, series: String? = nil, text: Channel? = nil,
    tooltip: [Channel]? = nil, style: Style = Style()
  ) {
    let channels = [x, y, color, strokeDash, opacity, text].compactMap { $0 } + (tooltip ?? [])
    for field in channels.map(\.field) + [x2, y2, series].compactMap({ $0 }) {
      precondition(data[field] != nil, "no column '\(field)' among \(data.names)")
    }
    self.data = data
    self.mark = mark
    self.x = x
    self.x2 = x2
    self.y = y
    self.y2 = y2
    self.color = color
    self.strokeDash = strokeDash
    self.opacity = opacity
    self.series = series
    self.text = text
    self.tooltip = tooltip
    self.style = style
  }
}
