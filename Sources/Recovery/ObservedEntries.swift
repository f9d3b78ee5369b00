public import Tensors

/// Whether a row or a column of a matrix may be without any observed entry.
public enum Coverage: Hashable, Sendable {
  /// Every row and every column needs one: nothing can be said about a row that has none.
  case everyRowAndColumn
  /// Rows and columns without entries are completed with zeros.
  case allowingEmptyRows
}

/// Observed entries of a matrix of shape `(rows, columns)`: the set `Ω` and the values on it.
///
/// Each place stands at most once, and every value is finite, at most 10⁹⁰. A *position* counts the entries row by
/// row and, in a row, by column. Beside this order stands the one by columns, as positions, so that
/// products with the transpose run through memory as well as those with the matrix.
public struct ObservedEntries: Sendable {
  /// The number of rows of the matrix.
  public let rows: Int
  /// The number of columns of the matrix.
  public let columns: Int
  /// The values, by position.
  public let values: [Double]
  /// The entries of row `i` are at the positions from element `i` up to element `i + 1`.
  let rowStarts: [Int]
  /// The column of each entry, by position.
  let columnIndices: [Int32]
  /// The same for columns: where column `j` starts in the two arrays below.
  let columnStarts: [Int]
  /// The row of each entry, column by column.
  let rowIndices: [Int32]
  /// The position of each entry, column by column.
  let positions: [Int32]

  /// The number of observed entries, `|Ω|`.
  public var count: Int { values.count }

  /// Whether every entry is observed.
  var isComplete: Bool { count == rows * columns }

  /// Entries in any order.
  ///
  /// - Parameters:
  ///   - rows: The number of rows, from 1 to 2³¹ - 1.
  ///   - columns: The number of columns, likewise.
  ///   - entries: At least one; rows and columns are counted from 0.
  ///   - coverage: Whether rows and columns without entries are refused, as they are by default.
  /// - Throws: ``RecoveryError``: `emptyShape`; `invalidValue` for a value that is not finite or
  ///   above 10⁹⁰, sums over which could overflow;
  ///   `unusableEntries` for a place outside the matrix, a place given twice and a row or column
  ///   without entries. Its `entry` says which entry is meant.
  /// - Complexity: O(entries + rows + columns).
  public init(
    rows: Int, columns: Int, entries: [(row: Int, column: Int, value: Double)],
    coverage: Coverage = .everyRowAndColumn
  ) throws(RecoveryError) {
    try Self.checkShape(rows, columns, count: entries.count)
    for (ordinal, entry) in entries.enumerated() {
      try Self.check(entry, ordinal: ordinal, rows: rows, columns: columns)
    }
    // Stable sorts by counting: by column, then by row.
    let (_, byColumn) = countingSort(entries.count, groups: columns) { entries[$0].column }
    let (starts, second) = countingSort(entries.count, groups: rows) {
      entries[Int(byColumn[$0])].row
    }
    let order = second.map { Int(byColumn[Int($0)]) }
    if let (first, later) = Self.firstDuplicate(entries, order: order) {
      let (row, column, _) = entries[later]
      throw RecoveryError(
        .unusableEntries,
        "Entries \(first) and \(later) both stand in row \(row), column \(column) (all counted"
          + " from 0): keep one of them, or their mean.", entry: later)
    }
    self.init(
      rows: rows, columns: columns, rowStarts: starts,
      columnIndices: order.map { Int32(entries[$0].column) },
      values: order.map { entries[$0].value })
    if coverage == .everyRowAndColumn { try checkCoverage() }
  }

  /// The entries of `matrix` that are not NaN.
  ///
  /// - Parameters:
  ///   - matrix: NaN means missing.
  ///   - coverage: Whether rows and columns without entries are refused, as they are by default.
  /// - Throws: ``RecoveryError`` for an infinite or too large value, with its place, and as for
  ///   entries.
  public init(
    _ matrix: Matrix<Double>, coverage: Coverage = .everyRowAndColumn
  ) throws(RecoveryError) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    var starts = [0]
    var indices: [Int32] = []
    var values: [Double] = []
    var refused: Int?
    matrix.withUnsafeBufferPointer { elements in
      for i in 0..<rows {
        for j in 0..<columns {
          let value = elements[i * columns + j]
          if value.isNaN { continue }
          if abs(value) > Self.largestValue, refused == nil { refused = i * columns + j }
          indices.append(Int32(truncatingIfNeeded: j))
          values.append(value)
        }
        starts.append(values.count)
      }
    }
    try Self.checkShape(rows, columns, count: values.count)
    if let refused {
      let (row, column) = (refused / columns, refused % columns)
      let value = matrix[row, column]
      throw RecoveryError(
        .invalidValue,
        "The value in row \(row), column \(column) (counted from 0) is "
          + (value.isInfinite
            ? "infinite: write NaN where an entry is missing, and finite numbers elsewhere."
            : Self.tooLarge(value)))
    }
    self.init(
      rows: rows, columns: columns, rowStarts: starts, columnIndices: indices, values: values)
    if coverage == .everyRowAndColumn { try checkCoverage() }
  }

  /// Entries that are sorted and checked.
  init(
    rows: Int, columns: Int, rowStarts: [Int], columnIndices: [Int32], values: [Double]
  ) {
    (self.rows, self.columns, self.values) = (rows, columns, values)
    (self.rowStarts, self.columnIndices) = (rowStarts, columnIndices)
    (columnStarts, positions) = countingSort(values.count, groups: columns) {
      Int(columnIndices[$0])
    }
    var rowOfPosition = [Int32](repeating: 0, count: values.count)
    for row in 0..<rows {
      for position in rowStarts[row]..<rowStarts[row + 1] { rowOfPosition[position] = Int32(row) }
    }
    rowIndices = positions.map { rowOfPosition[Int($0)] }
  }

  /// The row, the column and the value of each entry, by position.
  public var entries: [(row: Int, column: Int, value: Double)] {
    (0..<rows).flatMap { row in
      (rowStarts[row]..<rowStarts[row + 1]).map { (row, Int(columnIndices[$0]), values[$0]) }
    }
  }

  /// The number of entries in each row.
  public var countsByRow: [Int] { zip(rowStarts.dropFirst(), rowStarts).map { $0 - $1 } }

  /// The number of entries in each column.
  public var countsByColumn: [Int] { zip(columnStarts.dropFirst(), columnStarts).map { $0 - $1 } }

  /// The same places with other values, by position.
  ///
  /// - Precondition: As many values as entries.
  func replacing(values: [Double]) -> ObservedEntries {
    precondition(values.count == count, "\(values.count) values for \(count) entries")
    return ObservedEntries(copying: self, values: values)
  }

  private init(copying other: ObservedEntries, values: [Double]) {
    (rows, columns, self.values) = (other.rows, other.columns, values)
    (rowStarts, columnIndices) = (other.rowStarts, other.columnIndices)
    (columnStarts, rowIndices, positions) = (
      other.columnStarts, other.rowIndices, other.positions
    )
  }
}

extension ObservedEntries {
  /// The matrix of the values, with `missing` everywhere else; for small shapes.
  public func dense(missing: Double = 0) -> Matrix<Double> {
    var result = Matrix(rows: rows, columns: columns, repeating: missing)
    for (row, column, value) in entries { result[row, column] = value }
    return result
  }

  /// The entries at some positions of a matrix of the same shape; rows and columns may lose all of
  /// theirs.
  ///
  /// - Parameter indices: Positions, in any order.
  /// - Returns: The entries at these places; positions are counted anew.
  /// - Precondition: The positions exist and are different.
  public func subset(_ indices: [Int]) -> ObservedEntries {
    var isTaken = [Bool](repeating: false, count: count)
    for index in indices {
      precondition(index >= 0 && index < count, "entry \(index) of \(count)")
      precondition(!isTaken[index], "entry \(index) twice in one subset")
      isTaken[index] = true
    }
    var starts = [0]
    var kept: [Int] = []
    kept.reserveCapacity(indices.count)
    for row in 0..<rows {
      for position in rowStarts[row]..<rowStarts[row + 1] where isTaken[position] {
        kept.append(position)
      }
      starts.append(kept.count)
    }
    return ObservedEntries(
      rows: rows, columns: columns, rowStarts: starts,
      columnIndices: kept.map { columnIndices[$0] },
      values: kept.map { values[$0] })
  }
}

/// The numbers below `count`, stably sorted by group, and where each group starts.
func countingSort(
  _ count: Int, groups: Int, group: (Int) -> Int
) -> (starts: [Int], order: [Int32]) {
  var starts = [Int](repeating: 0, count: groups + 1)
  for index in 0..<count { starts[group(index) + 1] += 1 }
  for index in 0..<groups { starts[index + 1] += starts[index] }
  var next = starts
  var order = [Int32](repeating: 0, count: count)
  for index in 0..<count {
    let place = group(index)
    order[next[place]] = Int32(index)
    next[place] += 1
  }
  return (starts, order)
}
