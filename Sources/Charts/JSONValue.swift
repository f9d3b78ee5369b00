import Foundation

/// A JSON document as a value, written deterministically.
///
/// Object keys come out sorted, numbers in the shortest form that reads back as the same
/// `Double`, integers without a fraction. Equal values have equal text, byte for byte.
public enum JSONValue: Sendable, Equatable {
  /// `null`; also what a non-finite number is written as, since JSON has no other word for it.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number; non-finite ones are written as `null`.
  case number(Double)
  /// Text, escaped when written.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Values by key; written with sorted keys.
  case object([String: JSONValue])

  /// The document on one line, without a line break at the end.
  public var text: String {
    var out = ""
    write(into: &out, indent: nil)
    return out
  }

  /// The document indented by two spaces; what holds no arrays or objects stays on one
  /// line.
  public var prettyText: String {
    var out = ""
    write(into: &out, indent: 0)
    return out
  }

  /// The value under a key, `nil` if there is none or this is not an object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The value at a position, `nil` if there is none or this is not an array.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The shortest decimal text that reads back as `value`; `null` if it is not finite.
  static func text(of value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
  }

  private var isContainer: Bool {
    switch self {
    case .array(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }

  private func write(into out: inout String, indent: Int?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .number(let value): out += Self.text(of: value)
    case .string(let value): Self.write(value, into: &out)
    case .array(let elements):
      let inner = elements.contains(where: \.isContainer) ? indent.map { $0 + 2 } : nil
      out += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { out += "," }
        Self.newline(inner, into: &out)
        element.write(into: &out, indent: inner)
      }
      Self.newline(inner == nil ? nil : indent, into: &out)
      out += "]"
    case .object(let members):
      let inner = members.values.contains(where: \.isContainer) ? indent.map { $0 + 2 } : nil
      out += "{"
      for (index, key) in members.keys.sorted().enumerated() {
        if index > 0 { out += "," }
        Self.newline(inner, into: &out)
        Self.write(key, into: &out)
        out += indent == nil ? ":" : ": "
        (members[key] ?? .null).write(into: &out, indent: inner)
      }
      Self.newline(inner == nil ? nil : indent, into: &out)
      out += "}"
    }
  }

  private static func newline(_ indent: Int?, into out: inout String) {
    guard let indent else { return }
    out += "\n"
    out += String(repeating: " ", count: indent)
  }

  private static func write(_ text: String, into out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number without a fraction.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// `null`.
  public init(nilLiteral: ()) { self = .null }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; of repeated keys the last wins.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { $1 })
  }
}
