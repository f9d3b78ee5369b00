extension ChartLayer {
  /// The view of this layer in a specification whose rows carry their table's index.
  func json(_ theme: Theme, tableIndex: Int?, colors: [DataTable.Value]) -> JSONValue {
    var encoding: [String: JSONValue] = [:]
    encoding["x"] = x?.positionJSON
    encoding["y"] = y?.positionJSON
    encoding["x2"] = x2.map { ["field": .string($0)] }
    encoding["y2"] = y2.map { ["field": .string($0)] }
    encoding["color"] = color?.colorJSON(theme, domain: colors)
    encoding[mark == .point ? "shape" : "strokeDash"] = strokeDash?.plainJSON(
      domain: strokeDash?.field == color?.field ? colors : [])
    encoding["opacity"] = opacity?.plainJSON() ?? (picks ? Self.fading(base: style.opacity) : nil)
    encoding["detail"] = series.map { ["field": .string($0), "type": "nominal"] }
    encoding["text"] = text?.plainJSON()
    if mark == .bar, x2 != nil, y2 == nil { encoding["y2"] = ["datum": 0] }
    if mark == .line, let x { encoding["order"] = ["field": .string(x.field)] }
    let shown = tooltip ?? [x, y, color, strokeDash, text].compactMap { $0 }
    if !shown.isEmpty, mark != .errorBar {
      encoding["tooltip"] = .array(shown.map(\.tooltipJSON))
    }
    var view: [String: JSONValue] = ["mark": markJSON(theme), "encoding": .object(encoding)]
    if let tableIndex {
      view["transform"] = [["filter": .string("datum.\(Chart.tableTag) === \(tableIndex)")]]
    }
    return .object(view)
  }

  /// Whether rows fade while a value of the colour legend is picked.
  var picks: Bool { color.map { $0.kind != .quantitative } ?? false && opacity == nil }

  private static func fading(base: Double?) -> JSONValue {
    [
      "condition": ["param": "picked", "empty": true, "value": .number(base ?? 1)],
      "value": 0.12,
    ]
  }

  private func markJSON(_ theme: Theme) -> JSONValue {
    var members = Self.base(of: mark, hasWidth: x2 != nil)
    if color == nil { members["color"] = .string(theme.color(style.paint)) }
    if let opacity = style.opacity { members["opacity"] = .number(opacity) }
    if !style.dash.isEmpty { members["strokeDash"] = .array(style.dash.map(JSONValue.number)) }
    if let width = style.width {
      let key = mark == .errorBar ? "thickness" : "strokeWidth"
      members[key] = .number(width)
    }
    if let size = style.size { members[mark == .text ? "fontSize" : "size"] = .number(size) }
    if style.offset != .zero {
      members["dx"] = .number(style.offset.x)
      members["dy"] = .number(style.offset.y)
    }
    if mark == .errorBar {
      let color = members["color"] ?? nil
      var whisker: [String: JSONValue] = ["size": 7]
      whisker["color"] = color
      members["ticks"] = .object(whisker)
    }
    if [x, y].contains(where: { $0?.scale?.domain != nil }), mark != .text, mark != .errorBar {
      members["clip"] = true
    }
    return .object(members)
  }

  private static func base(of mark: Mark, hasWidth: Bool) -> [String: JSONValue] {
    switch mark {
    case .line:
      ["type": "line", "strokeWidth": 2, "strokeJoin": "round", "strokeCap": "round"]
    case .point: ["type": "point", "filled": true, "size": 45, "opacity": 1]
    case .ring: ["type": "point", "filled": false, "size": 45, "strokeWidth": 1.5, "opacity": 1]
    case .area: ["type": "area", "opacity": 0.35]
    case .rule: ["type": "rule", "strokeWidth": 1.25]
    case .bar: ["type": hasWidth ? "rect" : "bar", "opacity": 0.75]
    case .cell: ["type": "rect", "opacity": 1]
    case .errorBar: ["type": "errorbar", "thickness": 1.25, "orient": "vertical"]
    case .text: ["type": "text", "fontSize": 11]
    }
  }
}
