import _StringProcessing

/// What a comparison of two checkpoints measures and how.
public struct DiffOptions: Codable, Hashable, Sendable {
  /// What is measured of the matrices of A, of B and of their difference.
  ///
  /// The null model is not, by default: permuting the entries of a difference says nothing about the
  /// change.
  public var measures: AuditOptions
  /// The `k` of `left_overlap@k`, `right_overlap@k` and `max_angle@k`, each ≥ 1.
  public var overlapRanks = [1, 4, 16]
  /// What turns names of A into names of B.
  ///
  /// Every match of a pattern is replaced, one rule after the other. `$0` … `$9` are the match and its
  /// groups, `$$` is a dollar sign.
  public var renames: [NameRule<String>] = []

  /// The metrics of a difference where nobody chooses.
  public static let standardMetrics = [
    "effective_rank", "stable_rank", "energy_rank_90", "frobenius_norm", "spectral_norm",
  ]

  /// The defaults.
  public init() {
    measures = AuditOptions()
    measures.metrics = Self.standardMetrics
    measures.nullReplicates = 0
  }

  /// The defaults, with names that changed.
  ///
  /// - Parameter renames: `REGEX=REPLACEMENT`, in the order of their application; the last equals
  ///   sign divides them.
  /// - Throws: ``AuditError`` with code `invalidRule`.
  public init(renames: [String]) throws(AuditError) {
    self.init()
    for text in renames {
      self.renames.append(
        try NameRule(parsing: text, option: "--rename", form: "REPLACEMENT") { $0 })
    }
  }
}

/// Patterns that were compiled once, and what takes the place of their matches.
struct NameChanges {
  private let rules: [(regex: Regex<AnyRegexOutput>, replacement: String)]

  init(_ rules: [NameRule<String>]) {
    self.rules = rules.compactMap { rule in
      (try? Regex(rule.pattern.description)).map { ($0, rule.value) }
    }
  }

  /// A name of A as B has it.
  func applied(to name: String) -> String {
    rules.reduce(name) { name, rule in
      name.replacing(rule.regex) { Self.text(rule.replacement, for: $0.output) }
    }
  }

  /// The replacement with groups of the match in their places; those that do not exist are empty.
  private static func text(_ replacement: String, for match: AnyRegexOutput) -> String {
    var result = ""
    var rest = replacement[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...].dropFirst()
      guard let next = rest.first else { return result + "$" }
      if let group = next.wholeNumberValue, next.isASCII {
        result += match.indices.contains(group) ? match[group].substring ?? "" : ""
        rest = rest.dropFirst()
      } else {
        result += "$"
        if next == "$" { rest = rest.dropFirst() }
      }
    }
    return result + rest
  }
}
