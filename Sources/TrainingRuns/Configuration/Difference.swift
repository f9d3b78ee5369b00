import Charts

/// The first place, by keys in order, where two JSON values differ, and what stands there.
func firstDifference(
  _ left: JSONValue?, _ right: JSONValue?, ignoring: Set<String> = [], path: String = ""
) -> (path: String, left: String, right: String)? {
  guard left != right else { return nil }
  func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
  switch (left, right) {
  case (.object(let a), .object(let b)):
    let keys = Set(a.keys).union(b.keys).subtracting(ignoring).sorted()
    return keys.lazy.compactMap { firstDifference(a[$0], b[$0], path: inner($0)) }.first
  case (.array(let a), .array(let b)) where a.count == b.count:
    return a.indices.lazy.compactMap { firstDifference(a[$0], b[$0], path: inner("\($0)")) }.first
  default: return (path, left?.text ?? "absent", right?.text ?? "absent")
  }
}
