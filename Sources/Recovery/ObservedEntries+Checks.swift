extension ObservedEntries {
  /// Throws where a matrix of this shape cannot have this many entries.
  static func checkShape(_ rows: Int, _ columns: Int, count: Int) throws(RecoveryError) {
    let limit = Int(Int32.max)
    guard rows > 0, columns > 0 else {
      throw RecoveryError(
        .emptyShape,
        "A matrix of \(rows) × \(columns) has nothing to recover: both sizes must be at least 1.")
    }
    guard rows <= limit, columns <= limit, count <= limit else {
      throw RecoveryError(
        .unusableEntries,
        "\(count) entries of a matrix of \(rows) × \(columns) are too many: rows, columns and"
          + " entries can be at most \(limit) each.")
    }
    guard count > 0 else {
      throw RecoveryError(
        .unusableEntries,
        "No entry of the matrix of \(rows) × \(columns) is observed: at least one is needed.")
    }
  }

  /// Up to here all sums stay finite: gradients of factors grow with the power 3/2 of the entries,
  /// and they are squared.
  static let largestValue = 1e90

  /// The end of a sentence about a value above that.
  static func tooLarge(_ value: Double) -> String {
    "\(value), and sums over values above \(largestValue) can overflow: divide all entries by one"
      + " constant."
  }

  /// Throws where an entry is outside the matrix or not finite.
  static func check(
    _ entry: (row: Int, column: Int, value: Double), ordinal: Int, rows: Int, columns: Int
  ) throws(RecoveryError) {
    let lines = [("row", entry.row, rows), ("column", entry.column, columns)]
    if let (name, index, size) = lines.first(where: { $0.1 < 0 || $0.1 >= $0.2 }) {
      throw RecoveryError(
        .unusableEntries,
        "Entry \(ordinal) (counted from 0) stands in \(name) \(index), but the \(name)s go from 0"
          + " to \(size - 1): correct it, count from 0, or state another size of the matrix.",
        entry: ordinal)
    }
    guard entry.value.isFinite else {
      throw RecoveryError(
        .invalidValue,
        "Entry \(ordinal) (counted from 0), in row \(entry.row), column \(entry.column), is"
          + " \(entry.value): leave out entries that are missing.", entry: ordinal)
    }
    guard abs(entry.value) <= largestValue else {
      throw RecoveryError(
        .invalidValue,
        "Entry \(ordinal) (counted from 0), in row \(entry.row), column \(entry.column), is "
          + tooLarge(entry.value), entry: ordinal)
    }
  }

  /// The ordinals of two entries with one place: the pair whose later entry comes first.
  static func firstDuplicate(
    _ entries: [(row: Int, column: Int, value: Double)], order: [Int]
  ) -> (first: Int, later: Int)? {
    var found: (first: Int, later: Int)?
    for (a, b) in zip(order, order.dropFirst()) {
      guard entries[a].row == entries[b].row, entries[a].column == entries[b].column else {
        continue
      }
      // Both sorts are stable, so a < b.
      if b < found?.later ?? .max { found = (a, b) }
    }
    return found
  }

  /// Throws where a row or a column has no entry.
  func checkCoverage() throws(RecoveryError) {
    for (name, counts) in [("Row", countsByRow), ("Column", countsByColumn)] {
      guard let empty = counts.firstIndex(of: 0) else { continue }
      let others = counts.count { $0 == 0 } - 1
      throw RecoveryError(
        .unusableEntries,
        "\(name) \(empty) (counted from 0) has no observed entry"
          + (others > 0 ? ", nor have \(others) others" : "")
          + ", so nothing is known about it: leave it out, or allow empty rows and columns, which"
          + " are completed with zeros.")
    }
  }
}
