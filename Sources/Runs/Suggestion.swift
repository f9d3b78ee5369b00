/// The entry of `known` that is nearest to `name` by edit distance, if it is near enough to be meant.
package func suggestion(for name: String, among known: [String]) -> String? {
  let distances = known.map { (name: $0, distance: editDistance(name, $0)) }
  guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(2, name.count / 3) ? best.name : nil
}

/// The Levenshtein distance of two strings.
private func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right)
  var row = Array(0...right.count)
  for (i, character) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in right.indices {
      let substituted = diagonal + (character == right[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[right.count]
}
