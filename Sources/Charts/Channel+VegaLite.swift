extension Scale {
  /// How many ticks to aim at; the same for rounding the range, so that the last one is at its end.
  static let tickCount: JSONValue = 6

  /// The `scale` member of a place channel.
  var json: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    switch kind {
    case .linear:
      members["zero"] = .bool(includesZero && domain == nil)
      members["nice"] = Self.tickCount
    case .squareRoot: members["type"] = "sqrt"
    case .logarithmic(let base):
      members["type"] = "log"
      members["base"] = .number(base)
      members["nice"] = false
    }
    if let domain {
      members["domain"] = [.number(domain.lowerBound), .number(domain.upperBound)]
      members["nice"] = false
    }
    return members
  }
}

extension Channel {
  /// What this channel shares with one of an earlier layer on the same axis.
  func inheriting(from earlier: Channel?) -> Channel {
    var channel = self
    channel.title = title ?? earlier?.title
    channel.scale = scale ?? earlier?.scale
    channel.ticks = ticks ?? earlier?.ticks
    channel.format = format ?? earlier?.format
    channel.palette = palette ?? earlier?.palette
    return channel
  }

  private var definition: [String: JSONValue] {
    ["field": .string(field), "type": .string(kind.rawValue), "title": .string(title ?? field)]
  }

  var positionJSON: JSONValue {
    var members = definition
    if kind == .quantitative { members["scale"] = .object((scale ?? .linear).json) }
    if kind != .quantitative { members["sort"] = nil as JSONValue }
    var axis: [String: JSONValue] = [:]
    if let ticks { axis["values"] = .array(ticks.map(JSONValue.number)) }
    if let format { axis["format"] = .string(format) }
    if kind == .quantitative, ticks == nil { axis["tickCount"] = Scale.tickCount }
    if case .logarithmic(10)? = scale?.kind, format == nil { axis["format"] = "~g" }
    members["axis"] = .object(axis)
    return .object(members)
  }

  func colorJSON(_ theme: Theme, domain: [DataTable.Value]) -> JSONValue {
    var members = definition
    var scaleMembers: [String: JSONValue] = kind == .quantitative ? (scale ?? .linear).json : [:]
    scaleMembers["nice"] = nil as JSONValue?
    switch palette ?? (kind == .nominal ? .categorical : .sequential) {
    case .categorical:
      scaleMembers["range"] = .array(theme.categorical.map(JSONValue.string))
    case .sequential:
      if kind == .quantitative {
        scaleMembers["scheme"] = "viridis"
      } else {
        scaleMembers["range"] = .array(theme.sequence(domain.count).map(JSONValue.string))
      }
    }
    if kind != .quantitative { scaleMembers["domain"] = .array(domain.map(\.json)) }
    members["scale"] = .object(scaleMembers)
    var legend: [String: JSONValue] = kind == .quantitative ? ["tickCount": 5] : [:]
    if let format { legend["format"] = .string(format) }
    members["legend"] = .object(legend)
    return .object(members)
  }

  /// A channel without place or colour; discrete ones list their values in the order of `domain`,
  /// so that their legend becomes one with that of the colours.
  func plainJSON(domain: [DataTable.Value] = []) -> JSONValue {
    var members = definition
    if kind != .quantitative, !domain.isEmpty {
      members["scale"] = ["domain": .array(domain.map(\.json))]
    }
    if let format { members["format"] = .string(format) }
    return .object(members)
  }

  var tooltipJSON: JSONValue {
    var members = definition
    if kind == .quantitative { members["format"] = .string(format ?? ".4~g") }
    return .object(members)
  }
}
