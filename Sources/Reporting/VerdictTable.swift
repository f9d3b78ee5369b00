public import Runs

/// The claims of one experiment as a table for a terminal.
///
/// Refuted and inconclusive claims always come first and in full. Of long lists the first group of
/// confirmed claims, which is what the experiment is about, stands in full as well; the others are
/// gathered by the first part of their ids, with the largest deviation.
public struct VerdictTable: Sendable {
  /// Whether the text carries colours.
  public enum Coloring: Sendable {
    /// Text only.
    case plain
    /// Colours as ANSI escape sequences.
    case ansi
  }

  /// How long the table may become.
  public enum Detail: Sendable, Equatable {
    /// Every claim on a line of its own.
    case full
    /// Every claim if that takes at most so many lines, otherwise gathered.
    case fitting(lines: Int)
  }

  private let experiment: String
  private let title: String
  private let claims: [Claim]

  /// The table of an experiment.
  public init(experiment: String, title: String, claims: [Claim]) {
    self.experiment = experiment
    self.title = title
    self.claims = claims
  }

  /// The last line: `rank-density: 43 confirmed, 0 refuted, 0 inconclusive, 20 notes`.
  public var summary: String { "\(experiment): \(VerdictCounts(claims).summary)" }

  /// The table, every line ended and at most `width` columns wide.
  ///
  /// - Precondition: `width` is at least 60.
  public func text(
    width: Int = 80, coloring: Coloring = .plain, detail: Detail = .fitting(lines: 40)
  ) -> String {
    precondition(width >= 60, "a table of \(width) columns; 60 are needed")
    var columns = TableColumns(rows: claims.map(TableRow.init), width: width)
    var lines = Self.lines(open + settled, columns)
    if case .fitting(let limit) = detail, lines.count > limit {
      var groups = Group.groups(of: settled)
      let leading = groups.first?.claims ?? []
      let isFitting = open.count + leading.count + groups.count <= limit
      let shown = isFitting ? open + leading : open
      if isFitting { groups = Array(groups.dropFirst()) }
      let rows = groups.compactMap(TableRow.init)
      columns = TableColumns(rows: shown.map(TableRow.init) + rows, width: width)
      lines = Self.lines(shown, columns) + rows.map { columns.line($0) }
    }
    let ink = Ink(coloring)
    let head =
      [ink.bold(columns.cut("\(experiment)  \(title)"))]
      + (lines.isEmpty ? [] : [ink.faint(columns.header), ink.faint(columns.rule)])
    let end = lines.isEmpty ? [] : [ink.faint(columns.rule)]
    let last = VerdictCounts(claims)
    let verdict: Verdict? =
      last.refuted > 0 ? .refuted : last.inconclusive > 0 ? .inconclusive : .confirmed
    let all =
      head + lines.map { ink.row($0.text, $0.verdict, isHeading: $0.isHeading) } + end
      + [ink.row(columns.cut(summary), last.decided == 0 ? nil : verdict, isHeading: false)]
    return all.map { $0 + "\n" }.joined()
  }

  /// Claims one by one, with a heading where ids are too long for their column.
  private static func lines(_ claims: [Claim], _ columns: TableColumns) -> [TableLine] {
    let depths = Dictionary(grouping: claims, by: Group.stem).mapValues { claims in
      claims.map { columns.headingDepth($0.id) }.max() ?? 0
    }
    var lines: [TableLine] = []
    var group = ""
    for claim in claims {
      let (prefix, rest) = TableColumns.split(claim.id, at: depths[Group.stem(claim)] ?? 0)
      if prefix != group, !prefix.isEmpty {
        lines.append(TableLine(text: columns.heading(prefix), verdict: nil, isHeading: true))
      }
      group = prefix
      var row = TableRow(claim)
      row.id = prefix.isEmpty ? rest : "  \(rest)"
      lines.append(columns.line(row))
    }
    return lines
  }

  private var open: [Claim] {
    claims.filter { $0.verdict == .refuted } + claims.filter { $0.verdict == .inconclusive }
  }

  private var settled: [Claim] {
    claims.filter { $0.verdict == .confirmed || $0.verdict == nil }
  }
}

/// Claims that a long table shows on one line.
private struct Group {
  let claims: [Claim]
  /// What the ids have in common, with `…` where they differ.
  let name: String

  /// As many claims as one reads one by one.
  private static let readable = 24

  /// Confirmed claims and notes by the first part of their ids, in order of appearance; groups too
  /// long to read are divided by the last part.
  static func groups(of claims: [Claim]) -> [Group] {
    divided(claims) { "\(stem($0)) \($0.verdict == nil)" }.flatMap { group in
      let parts = divided(group, by: last)
      let isDivided = group.count > readable && parts.count > 1 && parts.count <= 4
      return isDivided
        ? parts.map { Group(claims: $0, name: "\(stem($0[0]))/…/\(last($0[0]))") }
        : [Group(claims: group, name: "\(stem(group[0]))/…")]
    }
  }

  private static func divided(_ claims: [Claim], by key: (Claim) -> String) -> [[Claim]] {
    let groups = Dictionary(grouping: claims, by: key)
    var seen: Set<String> = []
    return claims.map(key).filter { seen.insert($0).inserted }.compactMap { groups[$0] }
  }

  /// The first part of the claim's id.
  static func stem(_ claim: Claim) -> String { String(claim.id.prefix { $0 != "/" }) }

  private static func last(_ claim: Claim) -> String {
    String(claim.id.reversed().prefix { $0 != "/" }.reversed())
  }
}

extension TableRow {
  /// One line for the claims of a group; a single claim is shown as itself.
  fileprivate init?(_ group: Group) {
    let claims = group.claims
    guard let first = claims.first else { return nil }
    self.init(first)
    guard claims.count > 1 else { return }
    id = "\(group.name) (\(claims.count))"
    published = ""
    tolerance = ""
    let shares = claims.compactMap { claim -> Double? in
      guard let deviation = claim.deviation, let tolerance = claim.tolerance else { return nil }
      return deviation / tolerance
    }
    if let share = shares.max() {
      measured = "\u{2264} \(Int((100 * share).rounded(.up)))% of tolerance"
    } else {
      measured =
        claims.compactMap(\.deviation).max().map { "off by \u{2264} \(Figures.text($0))" } ?? ""
    }
  }
}
