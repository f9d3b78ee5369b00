import ArgumentParser

/// A finite number from 0 on, written `0.25` or `32/128`.
struct Ratio: ExpressibleByArgument {
  static let zero = Ratio(value: 0)

  let value: Double

  private init(value: Double) {
    self.value = value
  }

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    switch (parts.count, parts.first ?? nil, parts.last ?? nil) {
    case (1, let number?, _): value = number
    case (2, let top?, let bottom?): value = top / bottom
    default: return nil
    }
    guard value >= 0, value.isFinite else { return nil }
  }

  var defaultValueDescription: String { value.formatted(significantDigits: 6) }
}
