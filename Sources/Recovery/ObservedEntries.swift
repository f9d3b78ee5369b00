/// The observed entries of a matrix, sorted by row, then column.
public struct ObservedEntries: Sendable {
  public let rows: Int
  public let columns: Int
  public let rowStarts: [Int]
  public let columnIndices: [Int]
  public let values: [Double]
  public var count: Int { values.count }

  public init(
    rows: Int, columns: Int, entries: [(row: Int, column: Int, value: Double)]
  ) throws(RecoveryError) {
    let sorted = entries.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    self.rows = rows
    self.columns = columns
    columnIndices = sorted.map(\.column)
    values = sorted.map(\.value)
    var starts = [Int](repeating: 0, count: rows + 1)
    for entry in sorted { starts[entry.row + 1] += 1 }
    for i in 0..<rows { starts[i + 1] += starts[i] }
    rowStarts = starts
    if let bad = sorted.first(where: { !$0.value.isFinite }) {
      throw RecoveryError(.invalidValue, "entry \(bad)")
    }
    if sorted.isEmpty { throw RecoveryError(.unusableEntries, "none") }
  }

  public func subset(_ indices: [Int]) throws(RecoveryError) -> ObservedEntries {
    var entries: [(row: Int, column: Int, value: Double)] = []
    var row = 0
    for k in indices.sorted() {
      while rowStarts[row + 1] <= k { row += 1 }
      entries.append((row, columnIndices[k], values[k]))
    }
    return try ObservedEntries(rows: rows, columns: columns, entries: entries)
  }
}
