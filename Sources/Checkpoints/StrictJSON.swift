/// A parser for JSON that must not be misread: file headers and configurations.
///
/// Foundation's parsers keep the last of two equal keys and round large numbers; here the first is
/// an error, and in headers so is any number that is not an `Int` of 0 or more in plain digits.
package struct StrictJSON {
  package enum Value: Equatable {
    case text(String)
    case count(Int)
    case list([Value])
    /// Keys that are canonically equivalent count as equal: configurations know no such.
    case object([String: Value])
    /// A number that is no count; not in headers.
    case number(Double)
    /// Not in headers.
    case flag(Bool)
    /// Not in headers.
    case null
  }

  /// Which values there may be.
  package enum Grammar {
    /// Texts, counts, lists and objects.
    case header
    /// All of JSON.
    case full

    /// A checkpoint's header is three levels deep; the limits keep hostile nesting off the stack.
    var depth: Int { self == .header ? 8 : 64 }
  }

  package enum Failure: Error, Equatable {
    /// Something else was expected at this byte.
    case malformed(Int)
    /// A key that its object already has; the keys and positions that lead to the object.
    case duplicate(String, place: [String])
  }

  private let bytes: ArraySlice<UInt8>
  private let grammar: Grammar
  private var position: Int
  private var place: [String] = []

  /// Stands before the first value of `bytes`.
  init(_ bytes: ArraySlice<UInt8>, _ grammar: Grammar) {
    self.bytes = bytes
    self.grammar = grammar
    position = bytes.startIndex
  }

  /// The value that makes up all of `bytes`; positions in failures are counted from their start.
  package static func parse(
    _ bytes: ArraySlice<UInt8>, _ grammar: Grammar = .header
  ) throws(Failure) -> Value {
    var parser = StrictJSON(bytes, grammar)
    let value = try parser.value(depth: grammar.depth)
    try parser.expectEnd()
    return value
  }

  /// Whether the next value is an object.
  var isBeforeObject: Bool { mutating get { peek == UInt8(ascii: "{") } }

  /// Throws where anything but spaces is left.
  mutating func expectEnd() throws(Failure) {
    guard peek == nil else { throw malformed }
  }

  /// A failure at the current position.
  var malformed: Failure { .malformed(position - bytes.startIndex) }
  /// What has not been read yet.
  var rest: ArraySlice<UInt8> { bytes[position...] }

  /// Reads the next value.
  mutating func value(depth: Int) throws(Failure) -> Value {
    guard depth > 0 else { throw malformed }
    switch peek {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .list(try list(depth: depth))
    case UInt8(ascii: "\""): return .text(try text())
    default: return grammar == .header ? .count(try count()) : try word()
    }
  }

  /// Reads an object: `member` gets each key and reads its value; equal keys are the caller's to
  /// refuse.
  mutating func forEachMember(
    _ member: (inout StrictJSON, String) throws(Failure) -> Void
  ) throws(Failure) {
    try expect("{")
    if take("}") { return }
    repeat {
      guard peek == UInt8(ascii: "\"") else { throw malformed }
      let key = try text()
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  /// Reads a list: `element` reads each value.
  mutating func forEachElement(
    _ element: (inout StrictJSON) throws(Failure) -> Void
  ) throws(Failure) {
    try expect("[")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  private mutating func object(depth: Int) throws(Failure) -> [String: Value] {
    var members: [String: Value] = [:]
    for (key, value) in try self.members(depth: depth)
    where members.updateValue(value, forKey: key.text) != nil {
      throw .duplicate(key.text, place: place)
    }
    return members
  }

  /// Reads an object whose keys are names, which may differ in bytes only.
  mutating func members(depth: Int) throws(Failure) -> [ByteName: Value] {
    var members: [ByteName: Value] = [:]
    try forEachMember { (json, key) throws(Failure) in
      json.place.append(key)
      let member = try json.value(depth: depth - 1)
      json.place.removeLast()
      guard members.updateValue(member, forKey: ByteName(key)) == nil else {
        throw .duplicate(key, place: json.place)
      }
    }
    return members
  }

  private mutating func list(depth: Int) throws(Failure) -> [Value] {
    var values: [Value] = []
    try forEachElement { (json) throws(Failure) in
      json.place.append(String(values.count))
      values.append(try json.value(depth: depth - 1))
      json.place.removeLast()
    }
    return values
  }

  /// Reads a number of 0 or more in plain digits.
  mutating func count() throws(Failure) -> Int {
    guard let first = peek, (0x30...0x39).contains(first) else { throw malformed }
    var count = 0
    var end = position
    while end < bytes.endIndex, case let digit = bytes[end] &- 0x30, digit < 10 {
      let (tens, overflow) = count.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(digit))
      guard !overflow && !carry else { throw malformed }
      count = sum
      end += 1
    }
    guard first != 0x30 || end == position + 1 else { throw malformed }
    position = end
    return count
  }

  /// A number, `true`, `false` or `null`.
  private mutating func word() throws(Failure) -> Value {
    let word = bytes[position...].prefix { byte in
      !" \n\r\t,]}:\"[{".utf8.contains(byte)
    }
    let text = String(decoding: word, as: UTF8.self)
    let value: Value
    switch text {
    case "true": value = .flag(true)
    case "false": value = .flag(false)
    case "null": value = .null
    default:
      guard Self.isNumber(word), let number = Double(text), number.isFinite else {
        throw malformed
      }
      value = Int(text).flatMap { $0 >= 0 ? .count($0) : nil } ?? .number(number)
    }
    position = word.endIndex
    return value
  }

  /// Whether a word is `-`? integer fraction? exponent?, as JSON writes them.
  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    var rest = word
    func digits() -> Int {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let hasLeadingZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !hasLeadingZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let letter = rest.first, "eE".utf8.contains(letter) {
      rest = rest.dropFirst()
      if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  /// The next byte that is no space; what comes before it is passed over.
  private var peek: UInt8? {
    mutating get {
      while position < bytes.endIndex {
        switch bytes[position] {
        case 0x20, 0x0A, 0x0D, 0x09: position += 1
        case let byte: return byte
        }
      }
      return nil
    }
  }

  private mutating func take(_ token: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: token) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ token: Unicode.Scalar) throws(Failure) {
    guard take(token) else { throw malformed }
  }
}

// MARK: - Texts

extension StrictJSON {
  /// Reads a text.
  mutating func text() throws(Failure) -> String {
    try expect("\"")
    let start = position
    var content: [UInt8]?
    while true {
      let plain = position
      while position < bytes.endIndex, case let byte = bytes[position], byte >= 0x20,
        byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\")
      { position += 1 }
      let piece = bytes[plain..<position]
      switch next() {
      case UInt8(ascii: "\"")?:
        // Most texts have no escape and are taken as they lie.
        let text =
          content.map { String(validating: $0 + piece, as: UTF8.self) }
          ?? String(validating: piece, as: UTF8.self)
        guard let text else { throw .malformed(start - bytes.startIndex) }
        return text
      case UInt8(ascii: "\\")?: content = (content ?? []) + piece + (try escaped())
      default:
        position -= position > plain ? 1 : 0
        throw malformed
      }
    }
  }

  /// What stands for the escape after a backslash, in UTF-8.
  private mutating func escaped() throws(Failure) -> [UInt8] {
    guard let letter = next() else { throw malformed }
    if let plain = Self.escapes[letter] { return [plain] }
    guard letter == UInt8(ascii: "u") else { throw malformed }
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]) {
      guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else { throw malformed }
      units.append(try codeUnit())
    }
    guard let character = String(validating: units, as: UTF16.self) else { throw malformed }
    return Array(character.utf8)
  }

  private mutating func codeUnit() throws(Failure) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = next().flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw malformed
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  private mutating func next() -> UInt8? {
    guard position < bytes.endIndex else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  private static let escapes: [UInt8: UInt8] = Dictionary(
    uniqueKeysWithValues: zip("\"\\/bfnrt".utf8, "\"\\/\u{8}\u{C}\n\r\t".utf8))

  /// `text` between quotes, escaped where it must be and nowhere else.
  package static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(quoted: text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends ``quoted(_:)`` in UTF-8.
  package static func append(quoted text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
        bytes.append(byte)
      } else if let letter = letters[byte] {
        bytes += [UInt8(ascii: "\\"), letter]
      } else {
        bytes += Array("\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// The letter after the backslash for a byte that has one.
  private static let letters: [UInt8: UInt8] = Dictionary(
    uniqueKeysWithValues: zip("\"\\\u{8}\u{C}\n\r\t".utf8, "\"\\bfnrt".utf8))
}
