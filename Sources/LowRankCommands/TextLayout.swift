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

  /// The text broken between words into lines of at most `width` characters; a word that is longer
  /// is broken after its commas.
  func wrapped(to width: Int) -> [String] {
    var lines = [""]
    func append(_ piece: Substring, after separator: String) {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(piece)
      } else if last.count + separator.count + piece.count <= width {
        lines[lines.count - 1] = last + separator + piece
      } else {
        lines.append(String(piece))
      }
    }
    for word in split(separator: " ") {
      guard word.count > width else {
        append(word, after: " ")
        continue
      }
      for (index, item) in word.split(separator: ",").enumerated() {
        append(item.endIndex < word.endIndex ? item + "," : item, after: index == 0 ? " " : "")
      }
    }
    return lines
  }
}

extension Int {
  /// The number with its noun: `1 matrix`, `2 matrices`.
  func counted(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}

extension Double {
  /// The number with this many significant digits, in plain or scientific form, whichever is short.
  func formatted(significantDigits: Int) -> String {
    String(format: "%.\(significantDigits)g", self)
  }
}
