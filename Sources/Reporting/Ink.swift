import Runs

/// Colours for a terminal, or none.
package struct Ink {
  private let isOn: Bool

  /// Colours or plain text.
  package init(_ coloring: VerdictTable.Coloring) { isOn = coloring == .ansi }

  package func bold(_ text: String) -> String { wrap(text, "1") }
  package func faint(_ text: String) -> String { wrap(text, "2") }

  package func alarm(_ text: String) -> String { wrap(text, "1;31") }

  func row(_ text: String, _ verdict: Verdict?, isHeading: Bool) -> String {
    if isHeading { return faint(text) }
    switch verdict {
    case .confirmed: return wrap(text, "32")
    case .refuted: return wrap(text, "1;31")
    case .inconclusive: return wrap(text, "33")
    case nil: return text
    }
  }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
