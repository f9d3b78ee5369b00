import _StringProcessing

/// A regular expression that is looked for anywhere in the name of a tensor; `^` and `$` tie it to
/// the ends.
public struct NamePattern: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The expression, in the syntax of Swift's `Regex`, which is that of Perl.
  public let description: String

  /// Reads an expression.
  ///
  /// - Parameters:
  ///   - text: The expression.
  ///   - option: The option that it belongs to, for the message.
  /// - Throws: ``AuditError`` with code `invalidRule` for what is no regular expression.
  public init(_ text: String, option: String) throws(AuditError) {
    guard !text.isEmpty else {
      throw AuditError(
        .invalidRule, "\(option) has an empty pattern; write . where every name is meant.")
    }
    do { _ = try Regex(text) } catch {
      throw AuditError(
        .invalidRule,
        "\(option) \"\(text)\" is no regular expression: \(Self.reason(error)); put a backslash "
          + "before characters that mean themselves, such as \\( or \\[ or \\*.")
    }
    description = text
  }

  /// The expression, made ready for many names.
  var matcher: NameMatcher { NameMatcher(self) }

  /// The first line of what the parser says, without its period.
  private static func reason(_ error: any Error) -> String {
    let line = "\(error)".split(separator: "\n").first.map(String.init) ?? "it cannot be parsed"
    return line.hasSuffix(".") ? String(line.dropLast()) : line
  }
}

extension NamePattern {
  /// Reads the expression from its text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(text, option: "The pattern")
  }

  /// Writes the expression as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A pattern that was compiled once.
struct NameMatcher {
  private let regex: Regex<AnyRegexOutput>?

  fileprivate init(_ pattern: NamePattern) { regex = try? Regex(pattern.description) }

  /// Whether the pattern occurs in `name`.
  func matches(_ name: String) -> Bool {
    regex.map { (try? $0.firstMatch(in: name)) != nil } ?? false
  }
}

/// Which tensors are wanted, by their names.
struct NameSelection {
  private let included: [NameMatcher]
  private let excluded: [NameMatcher]

  init(_ rules: ViewRules) {
    included = rules.included.map(\.matcher)
    excluded = rules.excluded.map(\.matcher)
  }

  /// Whether a tensor is wanted: some pattern asks for it, or none is there, and none leaves it out.
  func contains(_ name: String) -> Bool {
    (included.isEmpty || included.contains { $0.matches(name) })
      && !excluded.contains { $0.matches(name) }
  }
}

/// What holds for the tensors whose names match a pattern.
public struct NameRule<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// Whose tensors.
  public let pattern: NamePattern
  /// What holds.
  public let value: Value

  /// Reads `REGEX=VALUE`; the last equals sign divides them.
  ///
  /// - Parameters:
  ///   - text: The rule.
  ///   - option: The option that it belongs to, for the message.
  ///   - form: What a value looks like, for the message.
  ///   - value: Reads a value; nil for what is none.
  /// - Throws: ``AuditError`` with code `invalidRule`.
  init(
    parsing text: String, option: String, form: String, value: (String) -> Value?
  ) throws(AuditError) {
    guard let equals = text.lastIndex(of: "="),
      let value = value(String(text[text.index(after: equals)...]))
    else {
      throw AuditError(
        .invalidRule,
        "\(option) \"\(text)\" is not understood; write \(option) 'REGEX=\(form)'.")
    }
    pattern = try NamePattern(String(text[..<equals]), option: option)
    self.value = value
  }
}

/// Rules whose patterns were compiled once; the first one that matches wins.
struct RuleMatcher<Value: Codable & Hashable & Sendable> {
  private let rules: [(matcher: NameMatcher, value: Value)]

  init(_ rules: [NameRule<Value>]) { self.rules = rules.map { ($0.pattern.matcher, $0.value) } }

  /// The value of the first rule that matches.
  func value(for name: String) -> Value? { rules.first { $0.matcher.matches(name) }?.value }
}
