import Recovery

/// What is subtracted from observed entries and added to predictions: `mean + rowᵢ + columnⱼ`.
struct Offsets: Sendable {
  let mean: Double
  /// Empty without offsets of rows and columns.
  let rows: [Double]
  let columns: [Double]

  /// Nothing is subtracted.
  static let zero = Offsets(mean: 0, rows: [], columns: [])

  private init(mean: Double, rows: [Double], columns: [Double]) {
    (self.mean, self.rows, self.columns) = (mean, rows, columns)
  }

  /// The offsets that fit some entries best, by least squares.
  ///
  /// Offsets of rows and columns are found in turn, a fixed number of times; a row without entries
  /// has none. Rows come first, so that the result is unique to rounding.
  init(_ form: RecoveryOptions.Centering, of entries: ObservedEntries) {
    guard form != .none else {
      self = .zero
      return
    }
    let mean = entries.values.reduce(0, +) / Double(max(entries.count, 1))
    guard form == .rowsColumns else {
      self.init(mean: mean, rows: [], columns: [])
      return
    }
    var rows = [Double](repeating: 0, count: entries.rows)
    var columns = [Double](repeating: 0, count: entries.columns)
    let list = entries.entries
    let (rowCounts, columnCounts) = (entries.countsByRow, entries.countsByColumn)
    for _ in 0..<30 {
      var sums = [Double](repeating: 0, count: entries.rows)
      for (i, j, value) in list { sums[i] += value - mean - columns[j] }
      for i in rows.indices where rowCounts[i] > 0 { rows[i] = sums[i] / Double(rowCounts[i]) }
      sums = [Double](repeating: 0, count: entries.columns)
      for (i, j, value) in list { sums[j] += value - mean - rows[i] }
      for j in columns.indices where columnCounts[j] > 0 {
        columns[j] = sums[j] / Double(columnCounts[j])
      }
    }
    self.init(mean: mean, rows: rows, columns: columns)
  }

  /// The offset of one entry.
  func value(_ row: Int, _ column: Int) -> Double {
    rows.isEmpty ? mean : mean + rows[row] + columns[column]
  }

  /// The entries less their offsets.
  func subtracted(from entries: ObservedEntries) throws(RecoveryError) -> ObservedEntries {
    if mean == 0, rows.isEmpty { return entries }
    return try ObservedEntries(
      rows: entries.rows, columns: entries.columns,
      entries: entries.entries.map { ($0.row, $0.column, $0.value - value($0.row, $0.column)) },
      coverage: .allowingEmptyRows)
  }
}
