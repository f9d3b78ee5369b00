import Charts
import Foundation

/// A picture on a page: the drawing first, the interactive one in its place once it stands.
struct FigurePart {
  let chart: Chart
  let picture: Rendering.Picture?
  let id: String
  let isInteractive: Bool

  var html: HTML {
    """
    <figure class="chart" id="\(id)">
    <div class="canvas" role="group" aria-label="\(chart.title)">\(image)\
    \(stage)</div>
    <figcaption>\(chart.caption)\(hint)</figcaption>
    <details class="data"><summary>Data</summary>\(tables)</details>
    \(specification)
    </figure>
    """
  }

  /// Where the interactive picture will stand.
  private var stage: HTML { isDrawn ? "<div class=\"live\" hidden></div>" : "" }

  private var isDrawn: Bool { isInteractive && picture?.svg[.light] != nil }

  private var hint: HTML {
    let canPick = chart.layers.contains { $0.color.map { $0.kind != .quantitative } ?? false }
    return isDrawn && canPick
      ? " <span class=\"hint\">Click an entry of the legend to single it out.</span>" : ""
  }

  /// The drawing as an image, so that its ids and styles stay its own.
  private var image: HTML {
    guard let light = picture?.svg[.light], let dark = picture?.svg[.dark] else {
      return "<p class=\"blank\">\(chart.title): not drawn. The numbers are below.</p>"
    }
    return """
      <picture class="still"><source media="(prefers-color-scheme: dark)" \
      srcset="\(Self.address(dark))">\
      <img src="\(Self.address(light))" alt="\(chart.title). \(chart.caption)"></picture>
      """
  }

  private static func address(_ svg: String) -> String {
    "data:image/svg+xml;base64," + Data(svg.utf8).base64EncodedString()
  }

  private var tables: [HTML] {
    chart.tables.map { stem, table in
      let address =
        "data:text/csv;charset=utf-8;base64," + Data(table.csv.utf8).base64EncodedString()
      return """
        <p><a download="\(stem).csv" href="\(address)">\(stem).csv</a> \
        <span>\(table.rowCount) rows: \(table.names.joined(separator: ", "))</span></p>
        """
    }
  }

  /// Both specifications without their data, and the data once, by columns.
  private var specification: HTML {
    guard isDrawn else { return "" }
    let light = chart.vegaLite(.light)
    let bare = Theme.allCases.map { theme -> (String, JSONValue) in
      guard case .object(var members) = theme == .light ? light : chart.vegaLite(theme) else {
        return (theme.rawValue, nil)
      }
      members["data"] = nil as JSONValue?
      return (theme.rawValue, .object(members))
    }
    var document = Dictionary(bare) { $1 }
    document["columns"] = Self.columns(light["data"]?["values"])
    let json = HTML.json(JSONValue.object(document).text)
    return "<script type=\"application/json\" class=\"spec\">\(json)</script>"
  }

  /// Rows turned into columns: a key is written once, not once per row.
  private static func columns(_ values: JSONValue?) -> JSONValue {
    guard case .array(let rows)? = values else { return [:] }
    let names = Set(
      rows.flatMap { row in
        if case .object(let members) = row { Array(members.keys) } else { [String]() }
      })
    return .object(
      Dictionary(
        uniqueKeysWithValues: names.map { name in
          (name, .array(rows.map { $0[name] ?? .null }))
        }))
  }
}
