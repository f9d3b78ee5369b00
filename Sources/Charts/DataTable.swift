/// The numbers behind a picture: named columns of equal length, in order.
///
/// Tables are "long": one row per drawn point, one column per quantity or label.
///
/// ```swift
/// var table = DataTable()
/// for depth in [1, 2, 4] {
///   table.append(["depth": .count(depth)], columns: ["rho": points, "density": density])
/// }
/// ```
public struct DataTable: Sendable, Codable, Equatable {
  /// One cell.
  public enum Value: Sendable, Equatable {
    /// A number; non-finite ones are empty in CSV and absent from the picture.
    case number(Double)
    /// A label.
    case label(String)

    /// A whole number.
    public static func count(_ value: Int) -> Value { .number(Double(value)) }
  }

  /// All cells of one column.
  public enum Column: Sendable {
    /// Numbers; non-finite ones mean "no value".
    case numbers([Double])
    /// Labels.
    case labels([String])

    /// The number of cells.
    public var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .labels(let values): values.count
      }
    }

    /// The cell of a row.
    public subscript(row: Int) -> Value {
      switch self {
      case .numbers(let values): .number(values[row])
      case .labels(let values): .label(values[row])
      }
    }
  }

  /// Column names in order.
  public private(set) var names: [String] = []
  private var columns: [Column] = []

  /// A table without columns, to be filled by ``append(_:columns:)``.
  public init() {}

  /// A table of whole columns.
  ///
  /// - Precondition: Names are distinct and consist of letters, digits, spaces, `_` and `-`
  ///   (Vega-Lite reads other characters as paths); all columns have the same length.
  public init(_ columns: KeyValuePairs<String, Column>) {
    for (name, column) in columns { add(column, named: name) }
  }

  /// The number of rows.
  public var rowCount: Int { columns.first?.count ?? 0 }

  /// A column by name, `nil` if there is none.
  public subscript(name: String) -> Column? {
    names.firstIndex(of: name).map { columns[$0] }
  }

  /// The numbers of a column; empty if there is none or it holds labels.
  public func numbers(_ name: String) -> [Double] {
    if case .numbers(let values)? = self[name] { values } else { [] }
  }

  /// The distinct values of a column in order of first appearance.
  public func distinctValues(_ name: String) -> [Value] {
    guard let column = self[name] else { return [] }
    var seen: Set<String> = []
    return (0..<column.count).map { column[$0] }.filter { seen.insert($0.text).inserted }
  }

  /// Appends rows that share some cells and differ in others.
  ///
  /// `constants` are the cells that are the same in every appended row; `columns` hold one number
  /// per appended row; without any, a single row is appended.
  ///
  /// - Precondition: The first call defines the columns (constants first); later calls name the
  ///   same ones with the same kinds. All `columns` have the same length.
  public mutating func append(
    _ constants: KeyValuePairs<String, Value>,
    columns appended: KeyValuePairs<String, [Double]> = [:]
  ) {
    let count = appended.first?.value.count ?? 1
    if names.isEmpty {
      for (name, value) in constants {
        let isLabel = if case .label = value { true } else { false }
        add(isLabel ? .labels([]) : .numbers([]), named: name)
      }
      for (name, _) in appended { add(.numbers([]), named: name) }
    }
    precondition(
      constants.count + appended.count == names.count,
      "a row of \(constants.count + appended.count) cells for the columns \(names)")
    for (name, value) in constants {
      switch value {
      case .number(let number): append(Array(repeating: number, count: count), to: name)
      case .label(let label): append(Array(repeating: label, count: count), to: name)
      }
    }
    for (name, values) in appended {
      precondition(values.count == count, "\(values.count) values for '\(name)', not \(count)")
      append(values, to: name)
    }
  }

  private mutating func append(_ values: [Double], to name: String) {
    guard let index = names.firstIndex(of: name), case .numbers(var old) = columns[index] else {
      preconditionFailure("no column of numbers '\(name)' among \(names)")
    }
    columns[index] = .numbers([])
    old += values
    columns[index] = .numbers(old)
  }

  private mutating func append(_ values: [String], to name: String) {
    guard let index = names.firstIndex(of: name), case .labels(var old) = columns[index] else {
      preconditionFailure("no column of labels '\(name)' among \(names)")
    }
    columns[index] = .labels([])
    old += values
    columns[index] = .labels(old)
  }

  /// This table with one more column at the end.
  ///
  /// - Precondition: The name is new; one number per row.
  public func adding(_ name: String, _ numbers: [Double]) -> DataTable {
    var table = self
    table.add(.numbers(numbers), named: name)
    return table
  }

  private mutating func add(_ column: Column, named name: String) {
    precondition(!names.contains(name), "two columns named '\(name)'")
    precondition(
      !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || " _-".contains($0) },
      "the column name '\(name)' may hold letters, digits, spaces, '_' and '-' only")
    precondition(
      names.isEmpty || column.count == rowCount,
      "column '\(name)' has \(column.count) cells where others have \(rowCount)")
    names.append(name)
    columns.append(column)
  }
}

extension DataTable {
  /// The table as comma-separated values (RFC 4180 with `\n`): a header line, one line per row,
  /// every line ended.
  ///
  /// Cells with a comma, quote or line break are quoted; non-finite numbers are empty. Numbers
  /// are the shortest text that reads back as the same value.
  public var csv: String {
    var lines = names.map(Self.quoted).joined(separator: ",") + "\n"
    for row in 0..<rowCount {
      for (index, column) in columns.enumerated() {
        if index > 0 { lines += "," }
        lines += Self.quoted(column[row].text)
      }
      lines += "\n"
    }
    return lines
  }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
    guard needsQuotes else { return cell }
    let doubled = cell.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + doubled.joined(separator: "\"\"") + "\""
  }
}

extension DataTable.Value {
  /// The cell as text; empty for a number that is not finite.
  public var text: String {
    switch self {
    case .number(let value): value.isFinite ? JSONValue.text(of: value) : ""
    case .label(let value): value
    }
  }

  var json: JSONValue {
    switch self {
    case .number(let value): value.isFinite ? .number(value) : .null
    case .label(let value): .string(value)
    }
  }
}

extension DataTable.Value: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// A label.
  public init(stringLiteral value: String) { self = .label(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .count(value) }
}

extension DataTable.Column: Equatable {
  /// Equal kinds and cells; numbers that are not finite equal each other.
  public static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.labels(let a), .labels(let b)): a == b
    case (.numbers(let a), .numbers(let b)):
      a.elementsEqual(b) { $0 == $1 || !$0.isFinite && !$1.isFinite }
    default: false
    }
  }
}
