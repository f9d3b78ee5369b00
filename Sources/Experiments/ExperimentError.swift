/// A request for an experiment that cannot be carried out.
public struct ExperimentError: Error, Sendable, CustomStringConvertible {
  /// What kind of request it was.
  public enum Code: Sendable {
    /// No experiment has this id.
    case unknownExperiment
    /// The experiment has no parameter of this name.
    case unknownKey
    /// The value of a parameter cannot be read or is out of range.
    case invalidValue
    /// The experiment needs data that is not there or cannot be read.
    case missingData
  }

  /// What kind of request it was.
  public let code: Code

  /// One sentence: what, where, and what to do.
  public let description: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - code: The kind.
  ///   - description: One sentence with the offending thing and the next step.
  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}

/// The entry of `known` that is nearest to `name` by edit distance, if it is near enough to be meant.
func suggestion(for name: String, among known: [String]) -> String? {
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
