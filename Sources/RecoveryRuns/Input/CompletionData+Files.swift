import Checkpoints
import Datasets
import Recovery
import Tensors

extension CompletionData {
  /// Reads a file: npy (a matrix, NaN where an entry is missing), npz (`row`, `col` and `value`, or a
  /// matrix `data`), anything else as text with row, column, value in every line.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reading: What is known about it.
  /// - Throws: `DatasetError`, `CheckpointError` or ``RecoveryRunError``, each with the file and the
  ///   place in it: something that is no number, an index outside the matrix, an entry that stands
  ///   twice, a row or a column without entries.
  public init(contentsOf path: String, _ reading: Reading = Reading()) throws {
    let entries: ObservedEntries
    if path.hasSuffix(".npy") {
      entries = try Self.entries(of: NPYFile.read(path), path, reading)
    } else if path.hasSuffix(".npz") {
      entries = try Self.entries(of: NPZFile.read(path), path, reading)
    } else {
      let table = try EntryTable(contentsOf: path, base: reading.base, shape: reading.shape)
      entries = try Self.entries(of: table, path, reading)
    }
    if reading.coverage == .everyRowAndColumn {
      try Self.requireCoverage(entries.countsByRow, entries.countsByColumn, path, reading)
    }
    self.init(source: path, entries: entries)
  }

  // MARK: Arrays

  private static func entries(
    of array: NPYArray, _ path: String, _ reading: Reading
  ) throws -> ObservedEntries {
    guard array.shape.count == 2 else {
      throw RecoveryRunError(
        .unusableData,
        "\(path): an array of shape \(array.shape) is no matrix; save one with two axes, NaN where an "
          + "entry is missing.")
    }
    let matrix = try array.matrix()
    if let shape = reading.shape, shape != (matrix.rows, matrix.columns) {
      throw RecoveryRunError(
        .shapeMismatch,
        "\(path) holds a matrix of \(matrix.rows) × \(matrix.columns), but --shape says "
          + "\(shape.rows) × \(shape.columns); leave --shape away.")
    }
    do throws(RecoveryError) {
      return try ObservedEntries(matrix, coverage: .allowingEmptyRows)
    } catch {
      throw RecoveryRunError(.unusableData, "\(path): \(error.description)")
    }
  }

  private static func entries(
    of arrays: [String: NPYArray], _ path: String, _ reading: Reading
  ) throws -> ObservedEntries {
    func list(_ names: String...) -> NPYArray? {
      names.lazy.compactMap { arrays[$0] }.first { $0.shape.count == 1 }
    }
    if let rows = list("row", "rows"), let columns = list("col", "cols", "column", "columns"),
      let values = list("value", "values", "data")
    {
      let table = try EntryTable(
        rows: rows.doubles, columns: columns.doubles, values: values.doubles, name: path,
        base: reading.base, shape: reading.shape)
      return try entries(of: table, path, reading)
    }
    guard let data = arrays["data"] else {
      let names = arrays.keys.sorted().joined(separator: ", ")
      throw RecoveryRunError(
        .unusableData,
        "\(path) has neither the arrays row, col and value nor a matrix data (it has \(names)); save "
          + "it with one of these.")
    }
    return try entries(of: data, "data in \(path)", reading)
  }

  // MARK: Lists

  private static func entries(
    of table: EntryTable, _ path: String, _ reading: Reading
  ) throws -> ObservedEntries {
    let shape =
      reading.shape ?? ((table.rows.max() ?? 0) + 1, (table.columns.max() ?? 0) + 1)
    // More rows than entries: some have none. Found before memory is taken for all of them.
    if reading.coverage == .everyRowAndColumn, max(shape.rows, shape.columns) > table.count {
      try requireCoverage(
        counts(table.rows, upTo: min(shape.rows, table.count + 1)),
        counts(table.columns, upTo: min(shape.columns, table.count + 1)), path, reading,
        empty: (shape.rows - Set(table.rows).count, shape.columns - Set(table.columns).count))
    }
    guard shape.rows + shape.columns <= 200_000_000 else {
      throw RecoveryRunError(
        .unusableData,
        "\(path) has indices up to row \(shape.rows - 1) and column \(shape.columns - 1), far more "
          + "than its \(table.count) entries can fill; number rows and columns without gaps.")
    }
    do {
      return try ObservedEntries(
        rows: shape.rows, columns: shape.columns, entries: table.triplets,
        coverage: .allowingEmptyRows)
    } catch {
      throw duplicate(in: table, path, columns: shape.columns)
        ?? RecoveryRunError(.unusableData, "\(path): \(error.description)")
    }
  }

  private static func counts(_ indices: [Int], upTo limit: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: limit)
    for index in indices where index < limit { counts[index] += 1 }
    return counts
  }

  /// The first place that is given twice, with both of its lines.
  private static func duplicate(
    in table: EntryTable, _ path: String, columns: Int
  ) -> RecoveryRunError? {
    var first: [Int: Int] = [:]
    first.reserveCapacity(table.count)
    for index in 0..<table.count {
      let key = table.rows[index] * columns + table.columns[index]
      guard let earlier = first.updateValue(index, forKey: key) else { continue }
      let place = "row \(table.rows[index]), column \(table.columns[index]) (counted from 0)"
      let finding =
        table.lines.isEmpty
        ? "\(path): the entries \(earlier) and \(index) both stand in \(place)"
        : "\(path):\(table.lines[index]): The entry in \(place) stands in line "
          + "\(table.lines[earlier]) already"
      return RecoveryRunError(
        .unusableData, "\(finding); remove one of them, or replace both by their mean.")
    }
    return nil
  }

  /// Refuses a row or a column without entries; `empty` tells how many there are where the counts end
  /// before the matrix.
  private static func requireCoverage(
    _ rows: [Int], _ columns: [Int], _ path: String, _ reading: Reading,
    empty: (rows: Int, columns: Int)? = nil
  ) throws(RecoveryRunError) {
    for (name, counts, number) in [
      ("row", rows, empty?.rows), ("column", columns, empty?.columns),
    ] {
      guard let first = counts.firstIndex(of: 0) else { continue }
      let others = (number ?? counts.count { $0 == 0 }) - 1
      let isShifted = reading.base == .zero && rows.first == 0 && columns.first == 0
      let more = others > 0 ? " (\(others) more such \(name)\(others > 1 ? "s" : ""))" : ""
      throw RecoveryRunError(
        .unusableData,
        "\(path): \(name) \(first + reading.base.rawValue) has no observed entry\(more), so nothing is "
          + "known about it; "
          + (isShifted
            ? "if the file counts from 1, give --one-based."
            : "leave it out, or give --allow-empty-rows, which predicts zeros there."))
    }
  }
}
