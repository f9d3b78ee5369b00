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
  var categorical: [String] {
    self == .light
      ? ["#0072b2", "#c4500a", "#00805e", "#b5518d", "#946800", "#3b87b8", "#5d5d5d"]
      : ["#56b4e9", "#f0883e", "#2fc89b", "#e48fc0", "#e8c14a", "#9ecbff", "#b9b9b9"]
  }

  /// The part of viridis that keeps its distance from the page when drawn as thin lines.
  var sequentialExtent: [Double] { self == .light ? [0, 0.86] : [0.22, 1] }

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
      "axisX": ["grid": false],
      "background": "transparent",
      "font": .string(Self.font),
      "header": [
        "labelColor": .string(foreground), "labelFontSize": 12, "labelFontWeight": 600,
        "labelPadding": 6, "title": nil,
      ],
      "legend": [
        "labelColor": .string(foreground), "titleColor": .string(muted), "labelFontSize": 11,
        "titleFontSize": 11, "titleFontWeight": 500, "symbolStrokeWidth": 2.5,
        "gradientLength": 160, "gradientThickness": 12, "rowPadding": 4,
      ],
      "title": [
        "anchor": "start", "color": .string(foreground), "fontSize": 15, "fontWeight": 600,
        "subtitleColor": .string(muted), "subtitleFontSize": 12, "subtitlePadding": 4, "offset": 14,
      ],
      "view": ["stroke": nil],
    ]
  }
}
