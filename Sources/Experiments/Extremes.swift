// Extremes that NaN does not slip through. `max` and `min` of the standard library pass over a NaN
// that comes second, and a claim about the worst case would then hold for a computation that failed.

extension Double {
  /// Becomes the larger of both, NaN as soon as one of them is.
  package mutating func raise(to other: Double) {
    if !isNaN, !(other <= self) { self = other }
  }

  /// Becomes the smaller of both, NaN as soon as one of them is.
  package mutating func lower(to other: Double) {
    if !isNaN, !(other >= self) { self = other }
  }
}

extension [Double] {
  /// The least value, NaN where one is NaN or there is none.
  package var least: Double {
    guard let first else { return .nan }
    return dropFirst().reduce(into: first) { $0.lower(to: $1) }
  }

  /// The greatest value, NaN where one is NaN or there is none.
  package var greatest: Double {
    guard let first else { return .nan }
    return dropFirst().reduce(into: first) { $0.raise(to: $1) }
  }
}
