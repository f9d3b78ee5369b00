/// Small pictures side by side, one per value of one or two columns.
public struct Panels: Sendable, Codable, Equatable {
  /// Whether panels use one scale.
  public enum Sharing: String, Sendable, Codable {
    /// One scale for all panels, so that places can be compared.
    case shared
    /// A scale per panel.
    case independent
  }

  /// How panels are laid out.
  public enum Layout: Sendable, Codable, Equatable {
    /// One row per value of a column, one column per value of another; either may be absent.
    case grid(row: String?, column: String?)
    /// The values of one column in reading order.
    case wrapped(field: String, columns: Int)
  }

  /// How panels are laid out; values appear in the order of the data.
  public var layout: Layout
  /// Sharing of the horizontal scale.
  public var x: Sharing
  /// Sharing of the vertical scale.
  public var y: Sharing

  /// Panels by the values of one or two columns.
  public static func grid(
    row: String? = nil, column: String? = nil, x: Sharing = .shared, y: Sharing = .shared
  ) -> Panels {
    Panels(layout: .grid(row: row, column: column), x: x, y: y)
  }

  /// Panels by the values of one column, in rows of at most `columns`.
  public static func wrapped(
    by field: String, columns: Int = 2, x: Sharing = .shared, y: Sharing = .shared
  ) -> Panels {
    Panels(layout: .wrapped(field: field, columns: columns), x: x, y: y)
  }

  /// The columns that choose the panel.
  var fields: [String] {
    switch layout {
    case .grid(let row, let column): [row, column].compactMap { $0 }
    case .wrapped(let field, _): [field]
    }
  }
}

/// A picture as a value: what is drawn, where, and how to read it.
public struct Chart: Sendable, Codable, Equatable {
  /// File stem: lowercase letters, digits and `-`.
  public var name: String
  /// The headline.
  public var title: String
  /// A second line under the headline; may be empty.
  public var subtitle: String
  /// How to read the picture; also its text for people who do not see it.
  public var caption: String
  /// Width of one panel in pixels.
  public var width: Double
  /// Height of one panel in pixels.
  public var height: Double
  /// What is drawn, from back to front.
  public var layers: [ChartLayer]
  /// Small pictures side by side; `nil` is a single one.
  public var panels: Panels?

  /// A chart.
  ///
  /// - Precondition: `name` is a file stem, there is a layer, sizes are positive, and the columns
  ///   that choose the panel are in at least one layer. A layer without them is repeated in every
  ///   panel.
  public init(
    name: String, title: String, subtitle: String = "", caption: String, width: Double = 320,
    height: Double = 220, panels: Panels? = nil, layers: [ChartLayer]
  ) {
    precondition(
      !name.isEmpty && name.utf8.allSatisfy { (97...122) ~= $0 || (48...57) ~= $0 || $0 == 45 },
      "the chart name '\(name)' may hold lowercase letters, digits and '-' only")
    precondition(!layers.isEmpty, "chart '\(name)' has no layer")
    precondition(width > 0 && height > 0, "chart '\(name)' of size \(width) x \(height)")
    for field in panels?.fields ?? [] {
      precondition(
        layers.contains { $0.data[field] != nil }, "no layer has the panel column '\(field)'")
    }
    self.name = name
    self.title = title
    self.subtitle = subtitle
    self.caption = caption
    self.width = width
    self.height = height
    self.layers = layers
    self.panels = panels
  }

  /// The distinct tables of all layers with the file stems that they are stored under.
  ///
  /// Tables of layers that answer the pointer come first, guides last.
  public var tables: [(stem: String, table: DataTable)] {
    distinctTables.enumerated().map { index, table in
      (index == 0 ? name : "\(name)-\(index + 1)", table)
    }
  }

  var distinctTables: [DataTable] {
    let answering = layers.filter { $0.tooltip != [] }
    return (answering + layers).reduce(into: []) { tables, layer in
      if !tables.contains(layer.data) { tables.append(layer.data) }
    }
  }
}
