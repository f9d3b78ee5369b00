/// Text that is already HTML, so that nothing is escaped twice or not at all.
///
/// Strings enter by interpolation and are escaped there; only `HTML` values pass as they are.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Trusted text: style sheets, scripts, data that has been made safe elsewhere.
  init(trusted text: String) { self.text = text }

  struct Interpolation: StringInterpolationProtocol {
    var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ value: HTML) { text += value.text }

    mutating func appendInterpolation(_ value: [HTML]) { for part in value { text += part.text } }

    mutating func appendInterpolation(_ value: String) { text += HTML.escaped(value) }

    mutating func appendInterpolation(_ value: Int) { text += String(value) }
  }

  static func + (left: HTML, right: HTML) -> HTML { HTML(trusted: left.text + right.text) }

  /// Text for content and for attributes in double quotes.
  static func escaped(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// JSON for the inside of a `script` element, where `</script>` and `<!--` end it early.
  static func json(_ text: String) -> HTML { json(Array(text.utf8)) }

  /// The same of UTF-8 text, which may have many megabytes.
  static func json(_ text: [UInt8]) -> HTML {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for byte in text {
      if byte == UInt8(ascii: "<") { bytes += Array("\\u003c".utf8) } else { bytes.append(byte) }
    }
    return HTML(trusted: String(decoding: bytes, as: UTF8.self))
  }

  /// JavaScript for the inside of a `script` element.
  static func script(_ text: String) -> HTML {
    HTML(trusted: text.replacing("</script", with: "<\\/script").replacing("<!--", with: "<\\!--"))
  }
}
