import Charts
import Checkpoints

extension StrictJSON.Value {
  /// The value for writing.
  var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .count(let count): .number(Double(count))
    case .number(let number): .number(number)
    case .flag(let flag): .bool(flag)
    case .null: .null
    case .list(let values): .array(values.map(\.json))
    case .object(let members): .object(members.mapValues(\.json))
    }
  }

  /// The value for a sentence: objects and lists by their kind only.
  var brief: String {
    switch self {
    case .list: "a list"
    case .object: "an object"
    default: json.text
    }
  }
}
