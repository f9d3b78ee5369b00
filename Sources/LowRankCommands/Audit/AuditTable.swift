import Auditing
import Checkpoints
import Reporting

/// The rows of an audit in lines of limited width.
struct AuditTable {
  /// Columns that answer what one asks first: how much of the spectrum counts, how much of it is more
  /// than noise, how heavy its tail is.
  static let usualColumns = [
    "effective_rank", "stable_rank", "energy_rank_90", "mp_num_spikes", "mp_ks", "alpha",
  ]
  /// What follows where there is room, in this order.
  static let furtherColumns = [
    "energy_rank_99", "break_even_rank", "condition_number", "spectral_norm", "frobenius_norm",
    "alpha_sigma", "gd_rank", "null_spectral_norm", "rank@storage", "mp_sigma",
  ]

  /// A column of metrics with its texts.
  private struct Column {
    let name: String
    let cells: [String]

    /// - Parameters:
    ///   - name: The metric.
    ///   - rows: The rows.
    ///   - isAsked: Whether somebody asked for it, and sees values that are approximate as well.
    init(_ name: String, _ rows: [AuditRow], isAsked: Bool) {
      self.name = name
      let values = rows.map { row in
        !isAsked && name.hasPrefix("mp_") && row.isSmall ? nil : row.metrics[name]
      }
      let form = NumberColumn(values)
      cells = values.map(form.text)
    }

    /// As wide as the widest cell and the longest word of the heading.
    var width: Int { max(cells.map(\.count).max() ?? 0, words.map(\.count).max() ?? 0) }

    /// The name as it is typed, broken behind its underscores.
    var heading: [String] {
      var lines: [String] = []
      for word in words {
        if let last = lines.last, last.count + word.count <= width {
          lines[lines.count - 1] = last + word
        } else {
          lines.append(word)
        }
      }
      return lines
    }

    private var words: [String] {
      let parts = name.split(separator: "_")
      return parts.enumerated().map { $0 < parts.count - 1 ? $1 + "_" : String($1) }
    }
  }

  private let rows: [AuditRow]
  private let names: ShortNames
  private let places: [String]
  private let sizes: [String]
  private let columns: [Column]
  private let nameWidth: Int
  /// Columns that were asked for and have no room.
  let omitted: [String]

  private static let leastNameWidth = 14

  /// - Parameters:
  ///   - rows: The rows, in the order in which they are shown.
  ///   - asked: Names of metrics; nil for those that are usual, as far as they were computed.
  ///   - width: The longest line.
  init(_ rows: [AuditRow], columns asked: [String]?, width: Int) {
    self.rows = rows
    names = ShortNames(rows.map(\.identity.name.shown))
    places = Self.places(of: rows)
    sizes = rows.map { "\($0.rows)×\($0.columns)" }
    let wholeName = zip(names.full, places).map { $0.count + $1.count }.max() ?? 0
    let sizeWidth = max(sizes.map(\.count).max() ?? 0, 3)
    var left = width - sizeWidth - 2
    var columns: [Column] = []
    var omitted: [String] = []
    /// Takes a column if as much stays for the names.
    func take(_ name: String, leaving least: Int) {
      let column = Column(name, rows, isAsked: asked != nil)
      if left - column.width - 2 >= least {
        left -= column.width + 2
        columns.append(column)
      } else {
        omitted.append(name)
      }
    }
    for name in asked ?? Self.computed(Self.usualColumns, in: rows) {
      take(name, leaving: min(Self.leastNameWidth, wholeName))
    }
    if asked == nil {
      omitted = []
      for name in Self.computed(Self.furtherColumns, in: rows) {
        take(name, leaving: max(wholeName, 10))
      }
      omitted = []
    }
    self.columns = columns
    self.omitted = omitted
    nameWidth = min(left, max(wholeName, "tensor".count + names.ending.count + 4))
  }

  private static func computed(_ names: [String], in rows: [AuditRow]) -> [String] {
    names.filter { name in rows.contains { $0.metrics[name] != nil } }
  }

  /// What tells rows of one tensor apart: its part, or the view where it is not the only one.
  private static func places(of rows: [AuditRow]) -> [String] {
    var views: [String: Set<String>] = [:]
    for row in rows { views[row.identity.name, default: []].insert(row.identity.view) }
    return rows.map { row in
      let view = views[row.identity.name].map { $0.count > 1 } ?? false ? row.identity.view : ""
      // stack[3] says what its part e=3 does.
      let part = view.contains("[") ? "" : row.identity.part
      let words = [view, part].filter { !$0.isEmpty }
      return words.isEmpty ? "" : " " + words.joined(separator: " ")
    }
  }

  /// Heading and rows.
  func lines(_ ink: Ink) -> [String] {
    let short = zip(names.full.indices, places).map { index, place in
      max(6, nameWidth - place.count)
    }
    let fitted = Set(short).reduce(into: [:]) { $0[$1] = names.fitting($1) }
    let body = rows.indices.map { row in
      [(fitted[short[row]]?[row] ?? "") + places[row], sizes[row]] + columns.map { $0.cells[row] }
    }
    let lines = TextTable(heading: heading, left: 1, rows: body).lines
    return lines.enumerated().map { index, line in
      if index < heading.count { return ink.bold(line) }
      return rows[index - heading.count].status == .nonfinite ? ink.alarm(line) : line
    }
  }

  /// The lines of the heading; short ones stand low.
  private var heading: [[String]] {
    let title = "tensor" + (names.ending.isEmpty ? "" : " (…\(names.ending))")
    let cells = [title.wrapped(to: nameWidth), ["m×n"]] + columns.map(\.heading)
    let height = cells.map(\.count).max() ?? 1
    return (0..<height).map { line in
      cells.map { cell in
        let position = line - (height - cell.count)
        return position >= 0 ? cell[position] : ""
      }
    }
  }
}

extension AuditRow {
  /// Whether the laws of the bulk are approximate only for so few singular values.
  fileprivate var isSmall: Bool { notes.contains("smallMatrix") }
}
