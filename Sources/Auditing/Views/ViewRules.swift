/// How tensors become matrices where the default is not what is wanted, and which tensors are
/// wanted; the first rule that matches a name wins.
public struct ViewRules: Codable, Hashable, Sendable {
  /// A way to see a tensor as matrices (specification of the audit, section 2.1).
  public enum View: String, CaseIterable, Codable, Hashable, Sendable {
    /// The two axes of a tensor of rank 2.
    case matrix
    /// The first axis against all others.
    case reshape
    /// One matrix per position of a convolution's kernel, their singular values pooled.
    case slices
    /// The circular convolution with this kernel, as a linear map.
    case `operator`
    /// One matrix per index of the first axis.
    case stack
    /// The first axis against all others, for what is no convolution.
    case flatten
    /// None.
    case skip
  }

  /// Parts of one axis.
  public struct Split: Codable, Hashable, Sendable {
    /// The axis, from 0.
    public let axis: Int
    /// The lengths of the parts; a single number is a count of equal parts.
    public let parts: [Int]
  }

  /// What checkpoints do not tell about a convolution.
  public struct Convolution: Codable, Hashable, Sendable {
    /// Blocks of outputs that see blocks of inputs only, ≥ 1.
    public var groups = 1
    /// The step of the outputs, ≥ 1.
    public var stride = 1
    /// Whether the kernel is stored as `[in, out, …]`, as transposed convolutions are.
    public var isTransposed = false
  }

  /// The views of tensors, instead of the default.
  public var views: [NameRule<[View]>] = []
  /// Matrices to be transposed.
  public var transposed: [NamePattern] = []
  /// Fused tensors, such as queries, keys and values in one.
  public var splits: [NameRule<Split>] = []
  /// Tensors with one row of the audit per head.
  public var heads: [NameRule<Split>] = []
  /// What checkpoints do not tell about convolutions.
  public var convolutions: [NameRule<Convolution>] = []
  /// Stacks whose matrices are put one below the other.
  public var stacksAsOne: [NamePattern] = []
  /// The tensors that are wanted; all where this is empty.
  public var included: [NamePattern] = []
  /// Tensors that are not wanted.
  public var excluded: [NamePattern] = []

  /// No rules: every tensor in its default view.
  public init() {}

  /// Reads rules as they are written on the command line.
  ///
  /// - Parameters:
  ///   - views: `REGEX=VIEW`, or `REGEX=VIEW,VIEW` for several rows of one tensor.
  ///   - transpose: `REGEX`
  ///   - split: `REGEX=axis:count`, or `REGEX=axis:size,size,…`.
  ///   - heads: `REGEX=axis:count`
  ///   - convolutions: `REGEX=groups:G,stride:S,transposed`, any of the three.
  ///   - stacksAsOne: `REGEX`
  ///   - include: `REGEX`
  ///   - exclude: `REGEX`
  /// - Throws: ``AuditError`` with code `invalidRule`.
  public init(
    views: [String] = [], transpose: [String] = [], split: [String] = [], heads: [String] = [],
    convolutions: [String] = [], stacksAsOne: [String] = [], include: [String] = [],
    exclude: [String] = []
  ) throws(AuditError) {
    let names = View.allCases.map(\.rawValue).joined(separator: "|")
    self.views = try views.each { text throws(AuditError) in
      try NameRule(parsing: text, option: "--view", form: names, value: Self.views)
    }
    splits = try split.each { text throws(AuditError) in
      try NameRule(
        parsing: text, option: "--split", form: "axis:parts", value: Split.init(parsing:))
    }
    self.heads = try heads.each { text throws(AuditError) in
      try NameRule(parsing: text, option: "--heads", form: "axis:count") {
        Split(parsing: $0).flatMap { $0.parts.count == 1 ? $0 : nil }
      }
    }
    self.convolutions = try convolutions.each { text throws(AuditError) in
      try NameRule(
        parsing: text, option: "--conv", form: "groups:G,stride:S,transposed",
        value: Convolution.init(parsing:))
    }
    transposed = try Self.patterns(transpose, option: "--transpose")
    self.stacksAsOne = try Self.patterns(stacksAsOne, option: "--stack-as-one")
    included = try Self.patterns(include, option: "--include")
    excluded = try Self.patterns(exclude, option: "--exclude")
  }

  private static func patterns(
    _ texts: [String], option: String
  ) throws(AuditError) -> [NamePattern] {
    try texts.each { text throws(AuditError) in try NamePattern(text, option: option) }
  }

  private static func views(_ text: String) -> [View]? {
    let views = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { View(rawValue: String($0)) }
    return views.contains(nil) ? nil : views.compactMap { $0 }
  }
}

extension ViewRules.Split {
  /// Reads `axis:count` or `axis:size,size,…`.
  init?(parsing text: String) {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, let axis = Int(halves[0]), axis >= 0 else { return nil }
    let parts = halves[1].split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard !parts.contains(where: { $0.map { $0 < 1 } ?? true }) else { return nil }
    self.init(axis: axis, parts: parts.compactMap { $0 })
  }

  /// The lengths of the parts of an axis; nil where they do not fit it.
  func lengths(of length: Int) -> [Int]? {
    if parts.count > 1 { return parts.reduce(0, +) == length ? parts : nil }
    let count = parts[0]
    return length % count == 0 ? Array(repeating: length / count, count: count) : nil
  }
}

extension ViewRules.Convolution {
  /// Reads `groups:G,stride:S,transposed`, any of the three.
  init?(parsing text: String) {
    self.init()
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = item.split(separator: ":", omittingEmptySubsequences: false)
      let number = halves.count == 2 ? Int(halves[1]) : nil
      switch (halves[0], number) {
      case ("groups", .some(let value)) where value >= 1: groups = value
      case ("stride", .some(let value)) where value >= 1: stride = value
      case ("transposed", nil) where halves.count == 1: isTransposed = true
      default: return nil
      }
    }
  }
}

extension Array {
  /// `map` that keeps the type of the error.
  fileprivate func each<Result, Failure: Error>(
    _ body: (Element) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try body(element)) }
    return results
  }
}
