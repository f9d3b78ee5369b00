import Charts
import Checkpoints
import Runs

/// A value of a configuration and the place where it stands, such as `network.layers.2`.
struct ConfigurationNode {
  let place: String
  let value: StrictJSON.Value

  private func child(_ name: String, _ value: StrictJSON.Value) -> ConfigurationNode {
    ConfigurationNode(place: place.isEmpty ? name : "\(place).\(name)", value: value)
  }

  /// The place as the subject of a sentence.
  var subject: String { place.isEmpty ? "The configuration" : "\"\(place)\"" }

  func wrong(_ expectation: String) -> TrainingRunError {
    TrainingRunError(
      .invalidValue, "\(subject) must be \(expectation), not \(value.brief); correct it.")
  }
}

// MARK: - Plain values

extension ConfigurationNode {
  /// A text.
  func text() throws(TrainingRunError) -> String {
    guard case .text(let text) = value else { throw wrong("a text") }
    return text
  }

  /// `true` or `false`.
  func flag() throws(TrainingRunError) -> Bool {
    guard case .flag(let flag) = value else { throw wrong("true or false") }
    return flag
  }

  /// A whole number in a range; `1e4` is one.
  func integer(_ range: ClosedRange<Int>) throws(TrainingRunError) -> Int {
    let number: Int? =
      switch value {
      case .count(let count): count
      case .number(let number): Int(exactly: number)
      default: nil
      }
    guard let number, range.contains(number) else {
      throw wrong("a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number that meets a bound.
  func number(_ bound: NumberBound = .any) throws(TrainingRunError) -> Double {
    let number: Double? =
      switch value {
      case .count(let count): Double(count)
      case .number(let number): number
      default: nil
      }
    guard let number, bound.holds(number) else { throw wrong(bound.words) }
    return number
  }

  /// One of some names.
  func choice<Value>(_ known: KeyValuePairs<String, Value>) throws(TrainingRunError) -> Value {
    let names = known.map(\.key)
    guard case .text(let name) = value else { throw wrong(names.alternatives) }
    guard let found = known.first(where: { $0.key == name }) else {
      let hint = suggestion(for: name, among: names).map { "; did you mean \"\($0)\"?" } ?? "."
      throw TrainingRunError(
        .invalidValue, "\(subject) must be \(names.alternatives), not \"\(name)\"\(hint)")
    }
    return found.value
  }

  /// One of the cases of an enumeration.
  func choice<Value: RawRepresentable<String> & CaseIterable>(
    of type: Value.Type
  ) throws(TrainingRunError) -> Value {
    let names = Value.allCases.map(\.rawValue)
    guard case .text(let name) = value, let found = Value(rawValue: name) else {
      throw wrong(names.alternatives)
    }
    return found
  }

  /// The elements of a list.
  func elements() throws(TrainingRunError) -> [ConfigurationNode] {
    guard case .list(let values) = value else { throw wrong("a list") }
    return values.enumerated().map { child(String($0.offset), $0.element) }
  }
}

/// What a number may be.
enum NumberBound {
  case any
  case nonNegative
  case positive
  case within(ClosedRange<Double>)

  func holds(_ number: Double) -> Bool {
    switch self {
    case .any: number.isFinite
    case .nonNegative: number.isFinite && number >= 0
    case .positive: number.isFinite && number > 0
    case .within(let range): range.contains(number)
    }
  }

  var words: String {
    switch self {
    case .any: "a number"
    case .nonNegative: "a number >= 0"
    case .positive: "a number > 0"
    case .within(let range):
      "a number from \(JSONValue.number(range.lowerBound).text) to "
        + JSONValue.number(range.upperBound).text
    }
  }
}

// MARK: - Objects

extension ConfigurationNode {
  /// The members of an object; a key that is not among the known ones is refused.
  func members(_ known: [String]) throws(TrainingRunError) -> ConfigurationMembers {
    guard case .object(let members) = value else {
      throw wrong("an object with the keys \(known.joined(separator: ", "))")
    }
    for key in members.keys.sorted() where !known.contains(key) {
      let hint = suggestion(for: key, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
      throw TrainingRunError(
        .unknownKey,
        "\(subject) has no key \"\(key)\".\(hint) It knows \(known.joined(separator: ", ")).")
    }
    let present = members.filter { $0.value != .null }
    return ConfigurationMembers(
      node: self, nodes: Dictionary(uniqueKeysWithValues: present.map { ($0, child($0, $1)) }))
  }

  /// The value of one key of an object, whatever else it holds.
  func peek(_ key: String) -> ConfigurationNode? {
    guard case .object(let members) = value, let member = members[key], member != .null else {
      return nil
    }
    return child(key, member)
  }
}

/// The members of an object that are present; `null` counts as absent.
struct ConfigurationMembers {
  let node: ConfigurationNode
  let nodes: [String: ConfigurationNode]

  subscript(_ key: String) -> ConfigurationNode? { nodes[key] }

  /// The member of a key without default.
  func required(_ key: String) throws(TrainingRunError) -> ConfigurationNode {
    guard let member = nodes[key] else {
      throw TrainingRunError(
        .missingKey, "\(node.subject) needs the key \"\(key)\"; it has no default.")
    }
    return member
  }

  /// Refuses two of these keys.
  func requireAtMostOne(of keys: String...) throws(TrainingRunError) {
    let present = keys.filter { nodes[$0] != nil }
    guard present.count > 1 else { return }
    throw TrainingRunError(
      .contradiction,
      "\(node.subject) has both \"\(present[0])\" and \"\(present[1])\", which exclude each other; "
        + "remove one of them.")
  }
}

extension [String] {
  fileprivate var alternatives: String {
    let quoted = map { "\"\($0)\"" }
    return quoted.count > 1
      ? quoted.dropLast().joined(separator: ", ") + " or \(quoted[quoted.count - 1])" : quoted[0]
  }
}
