extension DataTable.Column: Codable {
  private enum CodingKeys: String, CodingKey {
    case numbers
    case labels
  }

  /// Reads `{"numbers": […]}` (with `null` for "no value") or `{"labels": […]}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let labels = try container.decodeIfPresent([String].self, forKey: .labels) {
      self = .labels(labels)
    } else {
      self = .numbers(try container.decode([Double?].self, forKey: .numbers).map { $0 ?? .nan })
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .labels(let values): try container.encode(values, forKey: .labels)
    case .numbers(let values):
      try container.encode(values.map { $0.isFinite ? $0 : nil }, forKey: .numbers)
    }
  }
}
