/// A condition on one metric that makes an audit fail, such as `effective_rank < 20 for mlp`.
///
/// `METRIC OP NUMBER [for REGEX]` with one of `<`, `<=`, `>`, `>=`, `==`, `!=`. The pattern is looked
/// for anywhere in the name of a tensor; without one every row is meant. A value that is undefined
/// never satisfies a condition: it is reported beside.
public struct GateExpression: Sendable, CustomStringConvertible {
  /// How a value is compared.
  public enum Comparison: String, CaseIterable, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case unequal = "!="

    func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      case .equal: left == right
      case .unequal: left != right
      }
    }
  }

  /// What a condition says about the rows of an audit.
  public struct Outcome: Sendable {
    /// Rows whose value satisfies the condition, with the value; the gate fails if there is one.
    public let violations: [(row: AuditRow.Identity, value: MetricValue)]
    /// Rows that are meant and whose value is undefined.
    public let undefined: [AuditRow.Identity]
    /// How many rows are meant.
    public let rows: Int
  }

  /// The metric, by the name of its column.
  public let metric: String
  /// How its value is compared.
  public let comparison: Comparison
  /// With what.
  public let bound: Double
  /// The pattern after `for`; nil where every row is meant.
  public let pattern: String?
  /// As it was written.
  public let description: String

  /// Reads a condition.
  ///
  /// - Throws: ``AuditError`` with code `invalidOption`, or `unknownMetric` for one that does not
  ///   exist.
  public init(parsing text: String) throws(AuditError) {
    try self.init(parsing: text) { name throws(AuditError) in
      let known = try MetricCatalogue.metric(named: name)
      return (known.name, known.kind == .text)
    }
  }

  /// Reads a condition on a column of a comparison.
  ///
  /// - Throws: ``AuditError`` with code `invalidOption`, or `unknownMetric` for a column that is not
  ///   computed.
  public init(parsing text: String, among columns: [DiffColumn]) throws(AuditError) {
    try self.init(parsing: text) { name throws(AuditError) in
      try DiffColumn.require(name, among: columns)
      return (name, false)
    }
  }

  private init(
    parsing text: String,
    column: (String) throws(AuditError) -> (name: String, isText: Bool)
  ) throws(AuditError) {
    func fault(_ what: String) -> AuditError {
      AuditError(
        .invalidOption,
        "The condition \"\(text)\" \(what); write for example 'effective_rank < 20 for mlp'.")
    }
    let signs = text.prefix { $0 != "\n" }.split(maxSplits: 1, omittingEmptySubsequences: false) {
      "<>=!".contains($0)
    }
    guard signs.count == 2 else { throw fault("has none of <, <=, >, >=, == and !=") }
    let tail = text[signs[0].endIndex...]
    let symbol = tail.prefix { "<>=!".contains($0) }
    guard let comparison = Comparison(rawValue: String(symbol)) else {
      throw fault("compares with \"\(symbol)\", which is none of <, <=, >, >=, == and !=")
    }
    let name = signs[0].trimmed
    guard !name.isEmpty else { throw fault("names no metric") }
    let words = tail.dropFirst(symbol.count).drop(while: \.isWhitespace)
    let number = words.prefix { !$0.isWhitespace }
    guard let bound = Double(number), bound.isFinite else {
      throw fault(
        number.isEmpty ? "has no number" : "compares with \"\(number)\", which is no number")
    }
    let rest = words.dropFirst(number.count).trimmed
    var pattern: String?
    if !rest.isEmpty {
      let expression = rest.dropFirst("for".count).trimmed
      guard rest.hasPrefix("for"), rest.dropFirst(3).first?.isWhitespace ?? true else {
        throw fault("goes on with \"\(rest)\" where only \"for REGEX\" may stand")
      }
      guard !expression.isEmpty else { throw fault("has no pattern after \"for\"") }
      do { _ = try Regex(expression) } catch {
        throw fault("has the pattern \"\(expression)\", which is no regular expression")
      }
      pattern = expression
    }
    let known = try column(name)
    guard !known.isText else { throw fault("compares \(name), which is a text") }
    metric = known.name
    self.comparison = comparison
    self.bound = bound
    self.pattern = pattern
    description = text
  }

  /// Whether the condition means a tensor with one of these names.
  public func isAbout(anyOf names: [String]) -> Bool {
    guard let expression = pattern.flatMap({ try? Regex($0) }) else { return !names.isEmpty }
    return names.contains { $0.firstMatch(of: expression) != nil }
  }

  /// What the condition says about rows.
  public func outcome(of rows: [AuditRow]) -> Outcome {
    // A regular expression is no Sendable value; the pattern was checked when it was read.
    let expression = pattern.flatMap { try? Regex($0) }
    var violations: [(row: AuditRow.Identity, value: MetricValue)] = []
    var undefined: [AuditRow.Identity] = []
    var meant = 0
    for row in rows {
      if let expression, row.identity.name.firstMatch(of: expression) == nil { continue }
      meant += 1
      guard let value = row.metrics[metric], let number = value.double else {
        undefined.append(row.identity)
        continue
      }
      if comparison.holds(number, bound) { violations.append((row.identity, value)) }
    }
    return Outcome(violations: violations, undefined: undefined, rows: meant)
  }
}

extension Substring {
  /// Without white space at both ends.
  fileprivate var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
