import Runs

/// The cells of one line of a verdict table.
struct TableRow {
  var verdict: Verdict?
  var word: String
  var id: String
  var published: String
  var measured: String
  var tolerance: String

  init(_ claim: Claim) {
    verdict = claim.verdict
    word = "\(claim.verdictMark) \(claim.verdictWord)"
    id = claim.id
    published = claim.publishedText
    measured = claim.measuredText
    tolerance = claim.toleranceText
  }
}

/// One line of a verdict table, laid out.
struct TableLine {
  let text: String
  let verdict: Verdict?
  var isHeading = false
}

/// The widths of the columns; the ids get what the others leave.
struct TableColumns {
  private let width: Int
  private let word: Int
  private let id: Int
  private let published: Int
  private let measured: Int
  private let tolerance: Int

  init(rows: [TableRow], width: Int) {
    func widest(_ path: KeyPath<TableRow, String>, _ title: String, atMost limit: Int) -> Int {
      min(max(rows.map { $0[keyPath: path].count }.max() ?? 0, title.count), limit)
    }
    self.width = width
    word = widest(\.word, "verdict", atMost: 14)
    published = widest(\.published, "published", atMost: 10)
    measured = widest(\.measured, "measured", atMost: 20)
    tolerance = widest(\.tolerance, "tolerance", atMost: 10)
    id = width - word - published - measured - tolerance - 4 * 2
  }

  /// The names of the columns.
  var header: String { cells("verdict", "claim", "published", "measured", "tolerance") }

  /// A line across the whole width.
  var rule: String { String(repeating: "─", count: width) }

  func line(_ row: TableRow) -> TableLine {
    TableLine(
      text: cells(row.word, row.id, row.published, row.measured, row.tolerance),
      verdict: row.verdict)
  }

  /// A line that names what the next ids have in common.
  func heading(_ prefix: String) -> String {
    String(repeating: " ", count: word + 2) + Self.shortened(prefix + "/", to: width - word - 2)
  }

  /// How many leading parts of an id have to go into a heading so that the rest fits its column.
  func headingDepth(_ claimID: String) -> Int {
    guard claimID.count > id else { return 0 }
    let parts = claimID.split(separator: "/", omittingEmptySubsequences: false)
    return (1..<max(parts.count, 1)).first { count in
      parts.dropFirst(count).joined(separator: "/").count <= id - 2
    } ?? parts.count - 1
  }

  /// Splits an id into its first parts and the rest, which keeps at least one.
  static func split(_ claimID: String, at depth: Int) -> (prefix: String, rest: String) {
    let parts = claimID.split(separator: "/", omittingEmptySubsequences: false)
    let count = min(depth, parts.count - 1)
    return (
      parts.prefix(count).joined(separator: "/"), parts.dropFirst(count).joined(separator: "/")
    )
  }

  /// A text cut at its end to the width of the table.
  func cut(_ text: String) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }

  private func cells(_ texts: String...) -> String {
    let widths = [word, id, published, measured, tolerance]
    return TextTable.line(
      zip(texts, widths).map { Self.shortened($0, to: $1) }, widths: widths, left: 2)
  }

  /// A text with its middle replaced by `…` where it is too long.
  static func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    let tail = (width - 1) / 2
    return text.prefix(width - 1 - tail) + "…" + text.suffix(tail)
  }
}
