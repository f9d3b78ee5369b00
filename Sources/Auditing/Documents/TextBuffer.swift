import Checkpoints

/// UTF-8 text that grows, handed on in large pieces.
///
/// Written by hand because tables of 10⁵ rows are: `JSONEncoder` takes minutes for what takes a
/// second here.
struct TextBuffer {
  private(set) var bytes: [UInt8] = []
  private let sink: ([UInt8]) throws -> Void

  /// A buffer that hands on what it holds now and then; see ``flush()``.
  init(into sink: @escaping ([UInt8]) throws -> Void) {
    self.sink = sink
    bytes.reserveCapacity(Self.piece + 1 << 16)
  }

  private static let piece = 1 << 20

  /// Hands on what has gathered.
  mutating func flush() throws {
    if !bytes.isEmpty { try sink(bytes) }
    bytes.removeAll(keepingCapacity: true)
  }

  /// Hands on what has gathered if that is much.
  mutating func rest() throws {
    if bytes.count >= Self.piece { try flush() }
  }

  mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func write(byte: UInt8) { bytes.append(byte) }

  /// The shortest decimal that reads back as the same number, whole ones without a fraction.
  mutating func write(_ value: Double) {
    if value == value.rounded(), abs(value) < 1e15 {
      write(Int(value))
    } else {
      write("\(value)")
    }
  }

  mutating func write(_ value: Int) { write("\(value)") }
}

// MARK: - CSV

extension TextBuffer {
  /// One cell, quoted where RFC 4180 wants it.
  mutating func cell(_ text: String) {
    let needsQuotes = text.utf8.contains {
      $0 == quote || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    guard needsQuotes || text.utf8.first == space || text.utf8.last == space else {
      write(text)
      return
    }
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  /// A value; nothing where it is undefined.
  mutating func cell(_ value: MetricValue?) {
    switch value {
    case .number(let number): write(number)
    case .count(let count): write(count)
    case .text(let text): cell(text)
    case .undefined, nil: break
    }
  }
}

// MARK: - JSON

extension TextBuffer {
  mutating func json(_ text: String) { StrictJSON.append(quoted: text, to: &bytes) }

  /// A value; `null` where it is undefined.
  mutating func json(_ value: MetricValue?) {
    switch value {
    case .number(let number): write(number)
    case .count(let count): write(count)
    case .text(let text): json(text)
    case .undefined, nil: write("null")
    }
  }

  /// Members of an array or object, with commas between them.
  mutating func list<Elements: Sequence>(
    _ elements: Elements, separator: String = ",",
    _ element: (inout TextBuffer, Elements.Element) throws -> Void
  ) rethrows {
    var isFirst = true
    for value in elements {
      if !isFirst { write(separator) }
      isFirst = false
      try element(&self, value)
    }
  }

  mutating func json(_ values: [Int]) {
    write("[")
    list(values) { $0.write($1) }
    write("]")
  }

  mutating func json(_ values: [String]) {
    write("[")
    list(values) { $0.json($1) }
    write("]")
  }
}

private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
