/// Names of tensors that fit a column: their middle is left out, what tells them apart stays.
///
/// `encoder.layer.0.attention.self.query` in 22 characters is `…0.attention…query`: numbers and the
/// last component are kept first, then what follows the first number, then the rest from the right.
package struct ShortNames {
  /// What all names end in and is shown once, such as `.weight`; empty if they differ.
  package let ending: String
  /// The names without it, in order.
  package let full: [String]

  package init(_ names: [String]) {
    let last = names.first?.split(separator: ".").last.map { "." + $0 } ?? ""
    let isShared =
      names.count > 1 && names.allSatisfy { $0.hasSuffix(last) && $0.count > last.count }
    ending = isShared ? last : ""
    full = names.map { String($0.dropLast(isShared ? last.count : 0)) }
  }

  /// The names in at most `width` characters each.
  package func fitting(_ width: Int) -> [String] {
    let first = full.map { Self.shortened($0, to: width) }
    // Names that would look alike keep the components in which they differ.
    var groups: [String: [Int]] = [:]
    for (index, name) in first.enumerated() { groups[name, default: []].append(index) }
    var result = first
    for group in groups.values where group.count > 1 {
      let parts = group.map { full[$0].split(separator: ".") }
      let shared = parts.dropFirst().reduce(Set(0..<(parts.map(\.count).min() ?? 0))) {
        kept, other in
        kept.filter { other[$0] == parts[0][$0] }
      }
      for index in group { result[index] = Self.shortened(full[index], to: width, telling: shared) }
    }
    return result
  }

  /// One name; `shared` are the components that tell nothing, nil if that is not known.
  package static func shortened(_ name: String, to width: Int, telling shared: Set<Int>? = nil)
    -> String
  {
    guard name.count > width else { return name }
    guard name.count <= longestDivided else { return cut(name, to: width) }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let firstNumber = parts.firstIndex { Int($0) != nil }
    func rank(_ index: Int) -> Int {
      if Int(parts[index]) != nil || index == parts.count - 1 { return 0 }
      if let shared, !shared.contains(index) { return 1 }
      if let firstNumber, index == firstNumber + 1 { return 2 }
      return firstNumber.map { index < $0 } ?? false ? 4 : 3
    }
    let order = parts.indices.sorted { (rank($0), -$0) < (rank($1), -$1) }
    var kept: Set<Int> = []
    for index in order where rank(index) < 4 {
      let longer = kept.union([index])
      if joined(parts, keeping: longer).count <= width { kept = longer }
    }
    guard kept.contains(parts.count - 1) else {
      let last = parts.last.map(String.init) ?? name
      return last.count < name.count ? "…" + cut(last, to: width - 1) : cut(name, to: width)
    }
    return beginning(of: firstNumber.map { $0 + 1 }, of: parts, keeping: kept, width: width)
  }

  /// The kept components, and as much of one more as there is room for.
  private static func beginning(
    of wanted: Int?, of parts: [Substring], keeping kept: Set<Int>, width: Int
  ) -> String {
    let text = joined(parts, keeping: kept)
    guard let wanted, parts.indices.contains(wanted), !kept.contains(wanted) else { return text }
    let room = width - text.count - 1
    guard room >= 3 else { return text }
    return joined(parts, keeping: kept, beginning: (wanted, room))
  }

  /// Longer names are no paths that a person wrote.
  private static let longestDivided = 1000

  /// The kept components; every run of others is one `…`.
  private static func joined(
    _ parts: [Substring], keeping kept: Set<Int>, beginning partly: (index: Int, count: Int)? = nil
  ) -> String {
    var text = ""
    for index in parts.indices {
      if kept.contains(index) {
        text += (text.isEmpty || text.last == "…" ? "" : ".") + parts[index]
      } else if let partly, partly.index == index {
        text += (text.last == "…" ? "" : ".") + parts[index].prefix(partly.count) + "…"
      } else if text.last != "…" {
        text += "…"
      }
    }
    return text
  }

  /// The text without its middle.
  private static func cut(_ text: String, to width: Int) -> String {
    let tail = (width - 1) * 2 / 3
    return "\(text.prefix(width - 1 - tail))…\(text.suffix(tail))"
  }
}
