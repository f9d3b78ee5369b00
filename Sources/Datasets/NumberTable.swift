public import Tensors

/// A text file that holds a whole matrix, one row per line.
public enum NumberTable {
  /// Reads a file.
  ///
  /// Separators are comma, semicolon, tab or blanks; a header, empty lines and lines that begin with
  /// `#` are passed over.
  ///
  /// - Parameter path: The file.
  /// - Returns: The matrix, all entries finite.
  /// - Throws: ``DatasetError`` that names file and line: a field that is no number or not finite, or
  ///   lines of different lengths.
  public static func read(_ path: String) throws(DatasetError) -> Matrix<Double> {
    let text = try DelimitedText(path: path, remedy: "name a file with one row of numbers per line")
    var elements: [Double] = []
    var (rows, columns) = (0, 0)
    try text.forEachRecord { (record) throws(DatasetError) in
      if rows == 0 { columns = record.count }
      guard record.count == columns else {
        throw text.failure(
          record.line,
          "The line has \(record.count) fields, but those before have \(columns); complete it.")
      }
      for field in 0..<columns {
        guard let number = record.number(field), number.isFinite else {
          throw text.failure(
            record.line, "'\(record.text(field))' is no finite number; correct it.")
        }
        elements.append(number)
      }
      rows += 1
    }
    guard rows > 0 else {
      throw DatasetError(
        .wrongFormat, file: path, "The file \(path) has no numbers; name another.")
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}
