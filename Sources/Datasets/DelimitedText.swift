import Foundation

/// A text file of numbers in columns, read from its bytes: half a million lines take a small
/// fraction of a second.
///
/// Columns are separated by comma, semicolon, tab or blanks, whichever the first line has; lines
/// that begin with `#` and empty ones are passed over. A first line without any number is a header.
struct DelimitedText {
  let path: String
  /// What the file holds, and a zero behind it.
  private let bytes: [UInt8]

  /// Reads the file at `path`.
  init(path: String, remedy: String) throws(DatasetError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DatasetError(.missingFile, file: path, "The file \(path) cannot be read; \(remedy).")
    }
    self.init(path: path, bytes: Array(data))
  }

  /// The text in `bytes`; `path` names it in messages.
  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes + [0]
  }

  /// One line: its number, counted from 1, and its fields.
  struct Record {
    fileprivate(set) var line = 0
    fileprivate var fields: [Range<Int>] = []
    fileprivate let text: UnsafeBufferPointer<UInt8>

    /// How many fields there are.
    var count: Int { fields.count }

    /// A field as text for a message: not too long, and nothing that a terminal would obey.
    func text(_ index: Int) -> String {
      let field = String(decoding: text[fields[index]].prefix(100), as: UTF8.self)
      let shown = field.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? "\u{FFFD}" : Character(scalar)
      }
      return String(shown.prefix(40)) + (shown.count > 40 ? "…" : "")
    }

    /// A field as a number, possibly infinite or NaN; nil if it is none.
    func number(_ index: Int) -> Double? { decimal(text, fields[index]) }

    /// A field as a whole number; nil if it is none.
    func integer(_ index: Int) -> Int? {
      let field = fields[index]
      guard !field.isEmpty else { return nil }
      var value = 0
      if field.count <= 18 {
        for position in field {
          let digit = Int(text[position]) - 48
          // Other forms, such as -1 and 3.0, are rare.
          guard 0...9 ~= digit else { return decimal(text, field).flatMap(Int.init(exactly:)) }
          value = 10 * value + digit
        }
        return value
      }
      return decimal(text, field).flatMap(Int.init(exactly:))
    }

    fileprivate var hasNumber: Bool { fields.indices.contains { number($0) != nil } }
  }

  /// Calls `header` with the first line if it is one, then `body` with every other line.
  func forEachRecord(
    header: (Record) throws(DatasetError) -> Void = { _ in },
    body: (borrowing Record) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try bytes.withUnsafeBufferPointer { (text) throws(DatasetError) in
      var record = Record(text: text)
      var separator: Separator?
      var start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      while start < text.count - 1 {
        var end = start
        while end < text.count - 1, text[end] != newline { end += 1 }
        record.line += 1
        defer { start = end + 1 }
        let line = trimmed(start..<end, of: text)
        guard let first = line.first, text[first] != UInt8(ascii: "#") else { continue }
        let isFirst = separator == nil
        let found = separator ?? Separator(of: line, in: text)
        separator = found
        found.split(line, of: text, into: &record.fields)
        if isFirst, !record.hasNumber {
          try header(record)
        } else {
          try body(record)
        }
      }
    }
  }

  /// An error at a line.
  func failure(_ line: Int, _ sentence: String) -> DatasetError {
    DatasetError(.wrongFormat, file: path, "\(path):\(line): \(sentence)")
  }
}

private let newline = UInt8(ascii: "\n")

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

private func trimmed(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
  var (start, end) = (range.lowerBound, range.upperBound)
  while start < end, isBlank(text[start]) { start += 1 }
  while end > start, isBlank(text[end - 1]) { end -= 1 }
  return start..<end
}

/// What stands between two fields.
private enum Separator {
  case byte(UInt8)
  case blanks

  /// The one that a line uses.
  init(of line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) {
    let known = [",", ";", "\t"].map { $0.utf8[$0.startIndex] }
    let found = known.first { candidate in line.contains { text[$0] == candidate } }
    self = found.map(Separator.byte) ?? .blanks
  }

  func split(
    _ line: Range<Int>, of text: UnsafeBufferPointer<UInt8>, into fields: inout [Range<Int>]
  ) {
    fields.removeAll(keepingCapacity: true)
    var start = line.lowerBound
    switch self {
    case .byte(let separator):
      for position in line where text[position] == separator {
        fields.append(trimmed(start..<position, of: text))
        start = position + 1
      }
      fields.append(trimmed(start..<line.upperBound, of: text))
    case .blanks:
      while start < line.upperBound {
        var end = start
        while end < line.upperBound, !isBlank(text[end]) { end += 1 }
        fields.append(start..<end)
        start = end
        while start < line.upperBound, isBlank(text[start]) { start += 1 }
      }
    }
  }
}

/// A decimal number, correctly rounded; nil if the field is none.
private func decimal(_ text: UnsafeBufferPointer<UInt8>, _ field: Range<Int>) -> Double? {
  guard let first = field.first, let base = text.baseAddress else { return nil }
  if let plain = plainDecimal(text, field) { return plain }
  // The C library also knows hexadecimal numbers, which nobody means here.
  guard !field.contains(where: { text[$0] | 0x20 == UInt8(ascii: "x") }) else { return nil }
  guard !isBlank(text[first]) else { return nil }
  return (base + field.lowerBound).withMemoryRebound(to: CChar.self, capacity: field.count + 1) {
    var end: UnsafeMutablePointer<CChar>?
    let value = strtod($0, &end)
    return end == UnsafeMutablePointer(mutating: $0) + field.count ? value : nil
  }
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

/// At most fifteen digits with at most one point: digits and power of ten are exact, and so one
/// division rounds once.
private func plainDecimal(_ text: UnsafeBufferPointer<UInt8>, _ field: Range<Int>) -> Double? {
  var position = field.lowerBound
  let isNegative = text[position] == UInt8(ascii: "-")
  if isNegative { position += 1 }
  guard 1...16 ~= field.upperBound - position else { return nil }
  var (digits, value, decimals) = (0, 0, 0)
  var hasPoint = false
  while position < field.upperBound {
    let byte = text[position]
    if byte == UInt8(ascii: "."), !hasPoint {
      hasPoint = true
    } else {
      guard 48...57 ~= byte else { return nil }
      value = 10 * value + Int(byte) - 48
      digits += 1
      if hasPoint { decimals += 1 }
    }
    position += 1
  }
  guard 1...15 ~= digits else { return nil }
  let magnitude = Double(value) / powersOfTen[decimals]
  return isNegative ? -magnitude : magnitude
}
