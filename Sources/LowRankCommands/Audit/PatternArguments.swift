import ArgumentParser

/// A regular expression that is looked for in names of tensors.
struct NamePattern: ExpressibleByArgument, Sendable {
  /// The expression, checked.
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty, (try? Regex(argument)) != nil else { return nil }
    text = argument
  }
}

/// `REGEX=value`: what holds for tensors whose names match; the last `=` divides.
struct NameRule: ExpressibleByArgument, Sendable {
  /// The expression, checked.
  let pattern: String
  /// What stands behind it; not empty.
  let value: String

  init?(argument: String) {
    guard let middle = argument.lastIndex(of: "="),
      let pattern = NamePattern(argument: String(argument[..<middle]))
    else { return nil }
    self.pattern = pattern.text
    value = String(argument[argument.index(after: middle)...])
    guard !value.isEmpty else { return nil }
  }
}
