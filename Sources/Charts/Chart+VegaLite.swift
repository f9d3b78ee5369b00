import Foundation

extension Chart {
  /// The column that tells whose row it is where several tables share the panels.
  static let tableTag = "_table"

  /// The picture as a Vega-Lite specification (schema v6; also valid for v5).
  ///
  /// The data are inside, rounded to six significant digits (``tables`` keep all of them). Equal
  /// charts give equal text.
  public func vegaLite(_ theme: Theme) -> JSONValue {
    let tables = distinctTables
    let layers = resolvedLayers
    var views = layers.map { layer in
      layer.json(
        theme, tableIndex: tables.count > 1 ? tables.firstIndex(of: layer.data) : nil,
        colors: colorDomain)
    }
    if let index = layers.firstIndex(where: { $0.picks && $0.mark != .errorBar }),
      let field = layers[index].color?.field, case .object(let view) = views[index]
    {
      views[index] = .object(view.merging(["params": Self.picking(field)]) { $1 })
    }
    let inner: [String: JSONValue] = [
      "layer": .array(views), "width": .number(width), "height": .number(height),
    ]
    var document: [String: JSONValue] = [
      "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
      "config": theme.configuration,
      "data": ["values": .array(rows(of: tables))],
      "description": .string(caption),
      "title": titleJSON,
    ]
    guard let panels else { return .object(document.merging(inner) { $1 }) }
    document["spec"] = .object(inner)
    document["resolve"] = [
      "scale": ["x": .string(panels.x.rawValue), "y": .string(panels.y.rawValue)]
    ]
    switch panels.layout {
    case .grid(let row, let column):
      var facet: [String: JSONValue] = [:]
      facet["row"] = row.map { header($0, ["labelAngle": -90]) }
      facet["column"] = column.map { header($0, [:]) }
      document["facet"] = .object(facet)
      document["spacing"] = 24
    case .wrapped(let field, let columns):
      document["facet"] = header(field, ["labelAnchor": "start"])
      document["bounds"] = "flush"
      document["spacing"] = spacing(panels)
      document["columns"] = .number(Double(columns))
    }
    return .object(document)
  }

  /// A click on an entry of the colour legend keeps its rows and fades the others.
  private static func picking(_ field: String) -> JSONValue {
    [
      [
        "name": "picked", "bind": "legend",
        "select": ["type": "point", "fields": [.string(field)]],
      ]
    ]
  }

  /// Room between the frames of wrapped panels for axes of their own and for headers.
  private func spacing(_ panels: Panels) -> JSONValue {
    [
      "column": panels.y == .independent ? 66 : 32,
      "row": panels.x == .independent ? 78 : 52,
    ]
  }

  private var titleJSON: JSONValue {
    subtitle.isEmpty
      ? ["text": .string(title)] : ["text": .string(title), "subtitle": .string(subtitle)]
  }

  private func header(_ field: String, _ options: [String: JSONValue]) -> JSONValue {
    let order = panelValues(field)
    let isLabel = order.contains { if case .label = $0 { true } else { false } }
    return [
      "field": .string(field), "type": isLabel ? "nominal" : "ordinal",
      "sort": .array(order.map(\.json)),
      "header": .object(options.merging(["title": nil]) { $1 }),
    ]
  }

  /// Layers with axis titles, scales and palettes taken from the first layer that states them.
  private var resolvedLayers: [ChartLayer] {
    func first(_ path: KeyPath<ChartLayer, Channel?>) -> Channel? {
      layers.compactMap { $0[keyPath: path] }.reduce(nil) { known, next in
        known?.inheriting(from: next) ?? next
      }
    }
    let (x, y, color) = (first(\.x), first(\.y), first(\.color))
    return layers.map { layer in
      var layer = layer
      layer.x = layer.x?.inheriting(from: x)
      layer.y = layer.y?.inheriting(from: y)
      layer.color = layer.color?.inheriting(from: color)
      layer.x?.title = x?.title ?? x?.field
      layer.y?.title = y?.title ?? y?.field
      return layer
    }
  }

  /// The values of all discrete colour channels: names as they appear, ordered values ascending.
  private var colorDomain: [DataTable.Value] {
    var values: [DataTable.Value] = []
    for layer in layers {
      guard let color = layer.color, color.kind != .quantitative else { continue }
      values += layer.data.distinctValues(color.field).filter { !values.contains($0) }
    }
    let numbers = values.compactMap { if case .number(let value) = $0 { value } else { nil } }
    return numbers.count == values.count ? numbers.sorted().map { .number($0) } : values
  }

  private func panelValues(_ field: String) -> [DataTable.Value] {
    layers.reduce(into: []) { values, layer in
      values += layer.data.distinctValues(field).filter { !values.contains($0) }
    }
  }

  /// All rows of all tables, tagged by table where there are several, repeated in every panel
  /// where they do not name one.
  private func rows(of tables: [DataTable]) -> [JSONValue] {
    let fields = panels?.fields ?? []
    return tables.enumerated().flatMap { index, table in
      let copies = fields.filter { table[$0] == nil }.reduce([[:] as [String: JSONValue]]) {
        copies, field in
        copies.flatMap { copy in
          panelValues(field).map { copy.merging([field: $0.json]) { $1 } }
        }
      }
      let tag: [String: JSONValue] =
        tables.count > 1 ? [Self.tableTag: .number(Double(index))] : [:]
      return copies.flatMap { copy in
        table.rows.map { row in
          JSONValue.object(row.merging(copy) { $1 }.merging(tag) { $1 })
        }
      }
    }
  }
}

extension DataTable {
  /// Every row as an object, numbers rounded to six significant digits.
  fileprivate var rows: [[String: JSONValue]] {
    (0..<rowCount).map { row in
      Dictionary(
        uniqueKeysWithValues: names.map { name in
          guard case .number(let value)? = self[name]?[row], value.isFinite else {
            return (name, self[name]?[row].json ?? .null)
          }
          return (name, .number(Self.rounded(value)))
        })
    }
  }

  private static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let power = pow(10, 5 - floor(log10(abs(value))))
    guard power.isFinite, power != 0 else { return value }
    return (value * power).rounded() / power
  }
}
