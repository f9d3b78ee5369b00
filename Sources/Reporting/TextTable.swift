/// Rows of cells in columns: the first ones flush left, as names are, the others flush right.
package struct TextTable {
  private let rows: [[String]]
  private let leftCount: Int

  /// - Precondition: All rows have as many cells as the header.
  package init(header: [String], left leftCount: Int = 0, rows: [[String]]) {
    self.init(heading: [header], left: leftCount, rows: rows)
  }

  /// A table whose heading has several lines.
  ///
  /// - Precondition: All rows have as many cells as the lines of the heading, of which there is one.
  package init(heading: [[String]], left leftCount: Int = 0, rows: [[String]]) {
    precondition(!heading.isEmpty, "A table has a heading.")
    precondition(
      (heading + rows).allSatisfy { $0.count == heading[0].count },
      "A row does not have the \(heading[0].count) cells of the heading.")
    self.rows = heading + rows
    self.leftCount = leftCount
  }

  /// The lines, without spaces at their ends.
  package var lines: [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { Self.line($0, widths: widths, left: leftCount) }
  }

  /// One line, without spaces at its end; no cell is wider than its column.
  static func line(_ cells: [String], widths: [Int], left leftCount: Int) -> String {
    var line = zip(cells, widths).enumerated().map { column, cell in
      let space = String(repeating: " ", count: cell.1 - cell.0.count)
      return column < leftCount ? cell.0 + space : space + cell.0
    }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
