// A row as the log keeps it. Values stand by their kind, so that they come back as what they were:
// `{"numbers": {…}, "counts": {…}, "texts": {…}, "undefined": {reason: [names]}}`.

extension AuditRow: Codable {
  private enum CodingKeys: String, CodingKey {
    case identity
    case file
    case role
    case depthIndex = "depth_index"
    case dtype
    case effectiveDtype = "effective_dtype"
    case shape
    case rows = "m"
    case columns = "n"
    case sha256
    case status
    case notes
    case driver
    case valuesBelowFloor = "values_below_floor"
    case seconds
    case metrics
    case sketch
  }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      identity: container.decode(Identity.self, forKey: .identity),
      file: container.decode(String.self, forKey: .file),
      role: container.decode(Role.self, forKey: .role),
      depthIndex: container.decodeIfPresent(Int.self, forKey: .depthIndex),
      dtype: container.decode(String.self, forKey: .dtype),
      effectiveDtype: container.decode(String.self, forKey: .effectiveDtype),
      shape: container.decode([Int].self, forKey: .shape),
      rows: container.decode(Int.self, forKey: .rows),
      columns: container.decode(Int.self, forKey: .columns),
      sha256: container.decode(String.self, forKey: .sha256),
      status: container.decode(Status.self, forKey: .status),
      notes: container.decode([String].self, forKey: .notes),
      driver: container.decode(String.self, forKey: .driver),
      valuesBelowFloor: container.decode(Int.self, forKey: .valuesBelowFloor),
      seconds: container.decode(Double.self, forKey: .seconds),
      metrics: container.decode(ValuesByKind.self, forKey: .metrics).metrics,
      sketch: container.decodeIfPresent(SpectrumSketch.self, forKey: .sketch))
  }

  /// Writes the row; doubles with as many digits as they need to come back exactly.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(identity, forKey: .identity)
    try container.encode(file, forKey: .file)
    try container.encode(role, forKey: .role)
    try container.encodeIfPresent(depthIndex, forKey: .depthIndex)
    try container.encode(dtype, forKey: .dtype)
    try container.encode(effectiveDtype, forKey: .effectiveDtype)
    try container.encode(shape, forKey: .shape)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(sha256, forKey: .sha256)
    try container.encode(status, forKey: .status)
    try container.encode(notes, forKey: .notes)
    try container.encode(driver, forKey: .driver)
    try container.encode(valuesBelowFloor, forKey: .valuesBelowFloor)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(ValuesByKind(metrics), forKey: .metrics)
    try container.encodeIfPresent(sketch, forKey: .sketch)
  }
}

/// The values of a row, sorted by what they are.
private struct ValuesByKind: Codable {
  var numbers: [String: Double] = [:]
  var counts: [String: Int] = [:]
  var texts: [String: String] = [:]
  var undefined: [String: [String]] = [:]

  init(_ values: MetricValues) {
    for (name, value) in values {
      switch value {
      case .number(let number): numbers[name] = number
      case .count(let count): counts[name] = count
      case .text(let text): texts[name] = text
      case .undefined(let reason): undefined[reason, default: []].append(name)
      }
    }
    for reason in undefined.keys { undefined[reason]?.sort() }
  }

  var metrics: MetricValues {
    var values: [String: MetricValue] = numbers.mapValues { .number($0) }
    for (name, count) in counts { values[name] = .count(count) }
    for (name, text) in texts { values[name] = .text(text) }
    for (reason, names) in undefined {
      for name in names { values[name] = .undefined(reason) }
    }
    return MetricValues(values)
  }
}
