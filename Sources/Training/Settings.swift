/// The members of a JSON object that describes an optimizer or a schedule.
///
/// A member that nothing reads is refused: a misspelt key must not become a default in silence. The
/// member `name` says whose settings these are.
struct Settings<Key: CodingKey & CaseIterable> {
  private let owner: String
  private let container: KeyedDecodingContainer<Key>

  /// Opens the object and checks its keys.
  init(_ decoder: any Decoder, of owner: String, _: Key.Type) throws {
    self.owner = owner
    let known = Key.allCases.map(\.stringValue)
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    where !known.contains(key) && key != nameKey {
      throw TrainingError(
        .unknownKey,
        "\(owner) has no setting \"\(key)\"; "
          + (known.isEmpty ? "it has none." : "it has \(known.joined(separator: ", "))."))
    }
    if let name = try Self.name(decoder), name != owner {
      throw TrainingError(.unknownName, "These are the settings of \(name), not of \(owner).")
    }
    container = try decoder.container(keyedBy: Key.self)
  }

  /// The value of a key, nil where it is missing.
  subscript<Value: Decodable>(_ key: Key) -> Value? {
    get throws {
      do {
        return try container.decodeIfPresent(Value.self, forKey: key)
      } catch is DecodingError {
        throw TrainingError(
          .invalidValue,
          "\"\(key.stringValue)\" of \(owner) must be of type \(Value.self); correct the value.")
      }
    }
  }

  /// The value of a key without default.
  func required<Value: Decodable>(_ key: Key) throws -> Value {
    guard let value: Value = try self[key] else {
      throw TrainingError(
        .missingKey, "\(owner) needs a setting \"\(key.stringValue)\"; it has no default.")
    }
    return value
  }

  /// Refuses settings with a fault.
  func require(_ fault: String?) throws {
    guard let fault else { return }
    throw TrainingError(.invalidValue, "\(fault); correct this setting of \(owner).")
  }

  /// What the object calls itself.
  private static func name(_ decoder: any Decoder) throws -> String? {
    try decoder.container(keyedBy: AnyKey.self)
      .decodeIfPresent(String.self, forKey: AnyKey(stringValue: nameKey))
  }
}

/// The kind that an object's `name` chooses.
func chosenKind<Kind>(
  _ decoder: any Decoder, of family: String, among kinds: [Kind], name: (Kind) -> String
) throws -> Kind {
  let known = "the names are \(kinds.map(name).joined(separator: ", "))"
  let key = AnyKey(stringValue: nameKey)
  guard let container = try? decoder.container(keyedBy: AnyKey.self),
    let text = try? container.decode(String.self, forKey: key)
  else {
    throw TrainingError(
      .missingKey, "This \(family) must be an object with a \"\(nameKey)\"; \(known).")
  }
  guard let kind = kinds.first(where: { name($0) == text }) else {
    throw TrainingError(.unknownName, "There is no \(family) \"\(text)\"; \(known).")
  }
  return kind
}

/// The key whose value chooses among optimizers or schedules.
let nameKey = "name"

/// Any key at all.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}

/// What a setting may be; the fault is a sentence without its full stop, or nil.
enum Bound {
  /// Finite and ≥ 0.
  case nonNegative
  /// Finite and > 0.
  case positive
  /// In `0..<1`.
  case belowOne
  /// In `0...1`.
  case upToOne

  func fault(_ name: String, _ value: Double) -> String? {
    let (isGood, demand) =
      switch self {
      case .nonNegative: (value.isFinite && value >= 0, "finite and >= 0")
      case .positive: (value.isFinite && value > 0, "finite and > 0")
      case .belowOne: (value >= 0 && value < 1, ">= 0 and < 1")
      case .upToOne: (value >= 0 && value <= 1, ">= 0 and <= 1")
      }
    return isGood ? nil : "\"\(name)\" must be \(demand), not \(value)"
  }
}

/// Stops the program where a value was created with a fault.
func requireFaultless(_ fault: String?) {
  precondition(fault == nil, fault ?? "")
}
