/// The colours and fonts of a picture on a light or a dark page.
///
/// Backgrounds are transparent.
public enum Theme: String, Sendable, Codable, CaseIterable {
  /// Dark ink for a light page.
  case light
  /// Light ink for a dark page.
  case dark

  /// The typeface of all text: what the reader's system uses.
  static let font =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', sans-serif"

  var foreground: String { self == .light ? "#1f2328" : "#e6edf3" }
  var muted: String { self == .light ? "#656d76" : "#9198a1" }
  private var line: String { self == .light ? "#afb8c1" : "#545d68" }
  private var grid: String { self == .light ? "#e7eaee" : "#2a313a" }

  /// Hues after Okabe and Ito, "Color universal design" (2008), shifted in lightness so that each
  /// has a contrast of at least 3 against its page.
  package var categorical: [String] {
    self == .light
      ? ["#0072b2", "#c4500a", "#00805e", "#b5518d", "#946800", "#3b87b8", "#5d5d5d"]
      : ["#56b4e9", "#f0883e", "#2fc89b", "#e48fc0", "#e8c14a", "#9ecbff", "#b9b9b9"]
  }

  /// The part of viridis that keeps its distance from the page when drawn as thin lines.
  var sequentialExtent: [Double] { self == .light ? [0.02, 0.83] : [0.28, 0.98] }

  /// `count` colours of viridis in order, spread over ``sequentialExtent``.
  func sequence(_ count: Int) -> [String] {
    let (low, high) = (sequentialExtent[0], sequentialExtent[1])
    return (0..<count).map { index in
      viridis(
        at: count == 1 ? (low + high) / 2 : low + (high - low) * Double(index) / Double(count - 1))
    }
  }

  func color(_ paint: Paint?) -> String {
    switch paint ?? .accent {
    case .foreground: foreground
    case .muted: muted
    case .accent: categorical[0]
    case .onColor: "#ffffff"
    case .series(let index): categorical[index % categorical.count]
    }
  }

  /// The `config` member of a specification.
  var configuration: JSONValue {
    [
      "axis": [
        "domainColor": .string(line), "tickColor": .string(line), "gridColor": .string(grid),
        "labelColor": .string(muted), "titleColor": .string(foreground), "labelFontSize": 11,
        "titleFontSize": 12, "titleFontWeight": 500, "titlePadding": 8, "tickSize": 4,
        "labelFlush": false, "gridWidth": 1,
      ],
      "aria": false,
      "axisX": ["grid": false],
      "background": "transparent",
      "padding": ["left": 4, "right": 20, "top": 4, "bottom": 4],
      "font": .string(Self.font),
      "header": [
        "labelColor": .string(foreground), "labelFontSize": 12, "labelFontWeight": 600,
        "labelPadding": 6, "title": nil,
      ],
      "legend": [
        "labelColor": .string(foreground), "titleColor": .string(muted), "labelFontSize": 11,
        "titleFontSize": 11, "titleFontWeight": 500, "symbolStrokeWidth": 2.5,
        "symbolBaseFillColor": .string(muted), "symbolBaseStrokeColor": .string(muted),
        "gradientLength": 160, "symbolOpacity": 1, "symbolSize": 90, "gradientThickness": 12,
        "rowPadding": 4,
      ],
      "title": [
        "anchor": "start", "color": .string(foreground), "fontSize": 15, "fontWeight": 600,
        "subtitleColor": .string(muted), "subtitleFontSize": 12, "subtitlePadding": 4, "offset": 14,
      ],
      "view": ["stroke": nil],
    ]
  }
}

/// The colour of viridis at a place in 0...1, linear between its published values at ninths.
private func viridis(at place: Double) -> String {
  let anchors: [SIMD3<Double>] = [
    [68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137],
    [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37],
  ]
  let position = min(max(place, 0), 1) * Double(anchors.count - 1)
  let index = min(Int(position), anchors.count - 2)
  let part = position - Double(index)
  let mix = anchors[index] * (1 - part) + anchors[index + 1] * part
  return (0..<3).reduce("#") { text, channel in
    let hex = String(Int(mix[channel].rounded()), radix: 16)
    return text + (hex.count == 1 ? "0" : "") + hex
  }
}
