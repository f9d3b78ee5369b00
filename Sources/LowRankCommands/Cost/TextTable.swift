/// Rows of cells in columns: the first ones flush left, as names are, the others flush right.
struct TextTable {
  private let rows: [[String]]
  private let leftCount: Int

  /// - Precondition: All rows have as many cells as the header.
  init(header: [String], left leftCount: Int = 0, rows: [[String]]) {
    precondition(
      rows.allSatisfy { $0.count == header.count },
      "A row does not have the \(header.count) cells of the header.")
    self.rows = [header] + rows
    self.leftCount = leftCount
  }

  /// The lines, without spaces at their ends.
  var lines: [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      row.indices.map { column in
        let cell = row[column]
        return column < leftCount
          ? cell.padded(to: widths[column])
          : String(repeating: " ", count: widths[column] - cell.count) + cell
      }.joined(separator: "  ").trimmingTrailingSpaces()
    }
  }
}
