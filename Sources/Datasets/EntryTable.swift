/// Entries of a matrix as a list, in the order in which a file has them.
public struct EntryTable: Sendable {
  /// Rows, from 0.
  public private(set) var rows: [Int] = []
  /// Columns, from 0.
  public private(set) var columns: [Int] = []
  /// Values, finite; empty for a list of positions.
  public private(set) var values: [Double] = []
  /// The line of the file that each entry stands in, from 1.
  public private(set) var lines: [Int] = []

  /// How many entries there are.
  public var count: Int { rows.count }

  /// What a line holds.
  public enum Content: Sendable {
    /// Row, column, value.
    case entries
    /// Row, column.
    case positions
  }

  /// The number that the first row and the first column have in the file.
  public enum IndexBase: Int, Sendable {
    /// As in NumPy.
    case zero = 0
    /// As in R, Matlab and most published tables.
    case one = 1
  }

  /// Reads a text file with one entry per line.
  ///
  /// Separators are comma, semicolon, tab or blanks; a header, empty lines and lines that begin with
  /// `#` are passed over.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - content: What a line holds.
  ///   - base: The number of the first row and column.
  ///   - shape: The shape of the matrix, if it is known: no entry may stand outside.
  /// - Throws: ``DatasetError`` that names file and line: a field that is no number, an index that is
  ///   negative or outside the shape, a value that is not finite, a wrong number of fields.
  public init(
    contentsOf path: String, _ content: Content = .entries, base: IndexBase = .zero,
    shape: (rows: Int, columns: Int)? = nil
  ) throws(DatasetError) {
    let text = try DelimitedText(
      path: path, remedy: "name a file with \(content.form) in every line")
    try self.init(text, content, base: base, shape: shape, further: .refused)
  }

  /// What becomes of columns behind those that are wanted.
  enum FurtherColumns {
    case ignored
    case refused
  }

  init(
    _ text: DelimitedText, _ content: Content, base: IndexBase,
    shape: (rows: Int, columns: Int)?, further: FurtherColumns
  ) throws(DatasetError) {
    let width = content.width
    func index(
      _ record: borrowing DelimitedText.Record, _ field: Int, _ name: String, below limit: Int?
    ) throws(DatasetError) -> Int {
      guard let number = record.integer(field) else {
        throw text.failure(
          record.line, "The \(name) '\(record.text(field))' is no whole number; correct it.")
      }
      // Compared before anything is subtracted: the number may be the least one that there is.
      guard number >= base.rawValue else {
        throw text.failure(
          record.line,
          "The \(name) is \(number), but \(name)s count from \(base.rawValue); correct it"
            + (base == .one ? ", or leave --one-based away." : "."))
      }
      let value = number - base.rawValue
      guard value < limit ?? 1 << 31 else {
        let last = (limit ?? 1 << 31) - 1 + base.rawValue
        throw text.failure(
          record.line,
          "The \(name) \(number) is outside the matrix, whose last \(name) is \(last); "
            + (base == .zero && value == limit
              ? "give --one-based if the file counts from 1." : "correct it, or the shape."))
      }
      return value
    }
    try text.forEachRecord(
      header: { (record) throws(DatasetError) in
        try Self.check(header: record, of: text, content)
      },
      body: { (record) throws(DatasetError) in
        guard record.count == width || further == .ignored && record.count > width else {
          throw text.failure(
            record.line,
            "The line has \(record.count) fields instead of \(width) (\(content.form)); "
              + (record.count > width ? "keep only these columns." : "complete or remove it."))
        }
        rows.append(try index(record, 0, "row", below: shape?.rows))
        columns.append(try index(record, 1, "column", below: shape?.columns))
        lines.append(record.line)
        guard content == .entries else { return }
        guard let value = record.number(2) else {
          throw text.failure(
            record.line, "The value '\(record.text(2))' is no number; correct or remove the line.")
        }
        guard value.isFinite else {
          throw text.failure(
            record.line,
            "The value is \(record.text(2)); leave the line out if the entry is missing.")
        }
        values.append(value)
      })
    guard count > 0 else {
      throw DatasetError(
        .wrongFormat, file: text.path,
        "The file \(text.path) has no entries; write \(content.form) in every line.")
    }
  }

  /// Refuses a header that says that the columns stand in another order.
  private static func check(
    header: DelimitedText.Record, of text: DelimitedText, _ content: Content
  ) throws(DatasetError) {
    let names = (0..<header.count).map { index in
      header.text(index).lowercased().filter { $0.isLetter }
    }
    let expected = [
      ["row", "rows", "i"], ["column", "columns", "col", "j"], ["value", "values"],
    ]
    for (place, known) in expected.prefix(content.width).enumerated() {
      guard let found = names.firstIndex(where: known.contains), found != place else { continue }
      throw text.failure(
        header.line,
        "The header says that the \(known[0]) stands in field \(found + 1), not \(place + 1); "
          + "bring the columns into the order \(content.form).")
    }
  }
}

extension EntryTable.Content {
  fileprivate var width: Int { self == .entries ? 3 : 2 }

  fileprivate var form: String { self == .entries ? "row,column,value" : "row,column" }
}

// MARK: - From arrays

extension EntryTable {
  /// Entries whose rows, columns and values are arrays of one length.
  ///
  /// - Parameters:
  ///   - rows: Whole numbers.
  ///   - columns: Whole numbers.
  ///   - values: Finite numbers.
  ///   - name: The file, for messages.
  ///   - base: The number of the first row and column.
  ///   - shape: The shape of the matrix, if it is known.
  /// - Throws: ``DatasetError`` that names the entry, counted from 0.
  public init(
    rows: [Double], columns: [Double], values: [Double], name: String, base: IndexBase = .zero,
    shape: (rows: Int, columns: Int)? = nil
  ) throws(DatasetError) {
    func failure(_ sentence: String) -> DatasetError {
      DatasetError(.wrongFormat, file: name, "\(name): \(sentence)")
    }
    guard rows.count == columns.count, rows.count == values.count, !rows.isEmpty else {
      throw failure(
        "The arrays of rows, columns and values have \(rows.count), \(columns.count) and "
          + "\(values.count) elements; they must be as many, and at least one.")
    }
    func indices(
      _ numbers: [Double], _ what: String, below limit: Int?
    ) throws(DatasetError) -> [Int] {
      var result: [Int] = []
      result.reserveCapacity(numbers.count)
      for (place, number) in numbers.enumerated() {
        guard let whole = Int(exactly: number), whole >= base.rawValue,
          whole - base.rawValue < limit ?? 1 << 31
        else {
          throw failure(
            "The \(what) of entry \(place) is \(number); \(what)s are whole numbers from "
              + "\(base.rawValue)\(limit.map { " to \($0 - 1 + base.rawValue)" } ?? "") here.")
        }
        result.append(whole - base.rawValue)
      }
      return result
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw failure(
        "The value of entry \(place) is \(values[place]); leave missing entries out of the list.")
    }
    self.rows = try indices(rows, "row", below: shape?.rows)
    self.columns = try indices(columns, "column", below: shape?.columns)
    self.values = values
  }
}
