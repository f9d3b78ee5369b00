public import Runs

/// The claims of one experiment as a table for a terminal.
///
/// Refuted and inconclusive claims always come first and in full. Of long lists the confirmed
/// claims and the notes are gathered by the first part of their ids, with the largest deviation.
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
      let rows = gathered
      columns = TableColumns(rows: open.map(TableRow.init) + rows, width: width)
      lines = Self.lines(open, columns) + rows.map { columns.line($0) }
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

  /// Confirmed claims and notes by the first part of their ids.
  private var gathered: [TableRow] {
    let groups = Dictionary(grouping: settled, by: Group.init)
    var seen: Set<Group> = []
    let order = settled.map(Group.init).filter { seen.insert($0).inserted }
    return order.compactMap { key in groups[key].flatMap(TableRow.init) }
  }
}

/// Claims that a long table shows on one line.
private struct Group: Hashable {
  let stem: String
  let isNote: Bool

  init(_ claim: Claim) {
    stem = Self.stem(claim)
    isNote = claim.verdict == nil
  }

  /// The first part of the claim's id.
  static func stem(_ claim: Claim) -> String { String(claim.id.prefix { $0 != "/" }) }
}

extension TableRow {
  /// One line for claims with a common stem; a single claim is shown as itself.
  fileprivate init?(_ claims: [Claim]) {
    guard let first = claims.first else { return nil }
    self.init(first)
    guard claims.count > 1 else { return }
    id = "\(Group(first).stem)/… (\(claims.count))"
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
