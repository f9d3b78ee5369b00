extension Distribution: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name
    case mean
    case standardDeviation = "standard_deviation"
    case low
    case high
  }

  private enum Kind: String, Codable {
    case normal
    case uniform

    var keys: Set<CodingKeys> {
      switch self {
      case .normal: [.name, .mean, .standardDeviation]
      case .uniform: [.name, .low, .high]
      }
    }
  }

  /// Reads `{"name": "normal", "mean": 0, "standard_deviation": 0.2}` or
  /// `{"name": "uniform", "low": -1, "high": 1}`.
  ///
  /// - Throws: `DecodingError` for a value that is absent, not finite or out of order, and for a key
  ///   of the other distribution.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(Kind.self, forKey: .name)
    func fault(_ key: CodingKeys, _ demand: String) -> DecodingError {
      .dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "\"\(key.stringValue)\" of a \(kind.rawValue) distribution \(demand).")
    }
    if let foreign = container.allKeys.first(where: { !kind.keys.contains($0) }) {
      throw fault(foreign, "is nothing that it has")
    }
    switch kind {
    case .normal:
      let mean = try container.decode(Double.self, forKey: .mean)
      let deviation = try container.decode(Double.self, forKey: .standardDeviation)
      guard mean.isFinite else { throw fault(.mean, "must be finite, not \(mean)") }
      guard deviation.isFinite, deviation >= 0 else {
        throw fault(.standardDeviation, "must be finite and >= 0, not \(deviation)")
      }
      self = .normal(mean: mean, standardDeviation: deviation)
    case .uniform:
      let low = try container.decode(Double.self, forKey: .low)
      let high = try container.decode(Double.self, forKey: .high)
      guard low.isFinite else { throw fault(.low, "must be finite, not \(low)") }
      guard low <= high, (high - low).isFinite else {
        throw fault(.high, "must be at least \"low\", \(low), at a finite distance, not \(high)")
      }
      self = .uniform(low...high)
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .normal(let mean, let deviation):
      try container.encode(Kind.normal, forKey: .name)
      try container.encode(mean, forKey: .mean)
      try container.encode(deviation, forKey: .standardDeviation)
    case .uniform(let range):
      try container.encode(Kind.uniform, forKey: .name)
      try container.encode(range.lowerBound, forKey: .low)
      try container.encode(range.upperBound, forKey: .high)
    }
  }
}
