import Foundation

extension String {
  /// The text with spaces behind it, at least `width` characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text without spaces at its end.
  func trimmingTrailingSpaces() -> String {
    String(reversed().drop { $0 == " " }.reversed())
  }

  /// The text broken between words into lines of at most `width` characters.
  func wrapped(to width: Int) -> [String] {
    var lines = [""]
    for word in split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension Double {
  /// The number with this many significant digits, in plain or scientific form, whichever is short.
  func formatted(significantDigits: Int) -> String {
    String(format: "%.\(significantDigits)g", self)
  }
}
