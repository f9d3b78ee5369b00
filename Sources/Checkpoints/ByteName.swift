/// A name as files compare them: byte by byte.
///
/// To `String`, "é" as one scalar and as "e" with an accent are equal (canonical equivalence, Unicode
/// Standard Annex 15); in a file they name two things.
package struct ByteName: Hashable, Sendable, Comparable {
  /// The name.
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (a: ByteName, b: ByteName) -> Bool {
    a.text.utf8.count == b.text.utf8.count && a.text.utf8.elementsEqual(b.text.utf8)
  }

  package static func < (a: ByteName, b: ByteName) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(text.utf8.count)
  }
}

extension String {
  /// What follows a beginning of these bytes; nil where the text begins otherwise.
  func without(prefix: String) -> String? {
    utf8.starts(with: prefix.utf8)
      ? String(Substring(utf8.dropFirst(prefix.utf8.count))) : nil
  }

  /// What precedes an ending of these bytes; nil where the text ends otherwise.
  func without(suffix: String) -> String? {
    utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
      ? String(Substring(utf8.dropLast(suffix.utf8.count))) : nil
  }
}

extension String {
  /// The sentence about two names that a dictionary of texts cannot tell apart.
  static func equivalentNames(_ name: String, in file: String) -> String {
    "\(file) holds \(name.shown) twice, in different bytes for the same letters; rename one of them."
  }
}
