/// A parser for the few Python literals in an npy header; nothing is evaluated.
struct PythonLiteral {
  enum Value: Equatable {
    case text(String)
    case truth(Bool)
    case tuple([Int])
    /// The fields of a structured type; what they are does not matter.
    case list
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// A dictionary that makes up all of the text; `nil` for anything else or a repeated key.
  mutating func dictionary() -> [String: Value]? {
    var fields: [String: Value] = [:]
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = text(), take(":"), let value = value(), fields[key] == nil else { return nil }
      fields[key] = value
      guard take(",") || peek == UInt8(ascii: "}") else { return nil }
    }
    return peek == nil ? fields : nil
  }

  private mutating func value() -> Value? {
    if take("True") { return .truth(true) }
    if take("False") { return .truth(false) }
    if take("(") { return lengths().map(Value.tuple) }
    if take("[") { return skipList() ? .list : nil }
    return text().map(Value.text)
  }

  private mutating func text() -> String? {
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      return nil
    }
    let body = rest.dropFirst().prefix { $0 != quote && $0 != UInt8(ascii: "\\") }
    guard rest[body.endIndex...].first == quote else { return nil }
    rest = rest[(body.endIndex + 1)...]
    return String(validating: body, as: UTF8.self)
  }

  /// Passes over the rest of a list, to its closing bracket; brackets within texts do not count.
  private mutating func skipList() -> Bool {
    var depth = 1
    while depth > 0, let byte = peek {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard text() != nil else { return false }
        continue
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      default: break
      }
      rest = rest.dropFirst()
    }
    return depth == 0
  }

  /// The lengths of a shape, after its opening parenthesis; Python 2 wrote `3L`.
  private mutating func lengths() -> [Int]? {
    var result: [Int] = []
    while !take(")") {
      guard peek != nil else { return nil }
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard let length = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      rest = rest[digits.endIndex...]
      _ = take("L")
      result.append(length)
      guard take(",") || peek == UInt8(ascii: ")") else { return nil }
    }
    return result
  }

  /// The next byte that is no space; what comes before it is passed over.
  private var peek: UInt8? {
    mutating get {
      rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
      return rest.first
    }
  }

  private mutating func take(_ token: String) -> Bool {
    guard peek != nil, rest.starts(with: token.utf8) else { return false }
    rest = rest.dropFirst(token.utf8.count)
    return true
  }
}
