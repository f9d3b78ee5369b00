import ArgumentParser

/// Values with commas between them, such as `2/3,0.5,1`; at least one.
struct CommaList<Element: ExpressibleByArgument & Sendable>: ExpressibleByArgument, Sendable {
  let values: [Element]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed() }
    var values: [Element] = []
    for word in words {
      guard !word.isEmpty, let value = Element(argument: String(word)) else { return nil }
      values.append(value)
    }
    self.values = values
  }
}
