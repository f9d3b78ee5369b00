/// What the page of an audit draws from, as one compact JSON document.
///
/// Tables are stored by columns, repeated texts once, numbers with six significant digits. Two
/// kinds of columns are left out because others give them: `log10_…`, and `compress_ratio@k`, which
/// the shape does. A spectrum takes about 3 KB where all metrics of a row take 0.5, so that only
/// ``mostSpectra`` matrices have theirs in the page; see ``hasSpectrum``.
///
/// ```
/// {"metrics": [{"name", "group", "formula", "unit"}],
///  "columns": {metric: [number or null]},
///  "rows": {"name": [text], "part": [text], "m": [..], "n": [..], "depth": [..],
///           "view" | "role" | "dtype" | "status" | "file": [place in texts],
///           "notes": [[place in texts]]},
///  "texts": {"view": [text], …},
///  "ranks": [[rank]], "compressionRanks": [k],
///  "spectra": {row: {"ranks": place, "values": [σ], "null": [σ], "extent": [lower, upper],
///                    "counts": [number], "spikes": [[σ, strength]]}}}
/// ```
public struct AuditPageData: Sendable {
  /// The most spectra in a page.
  public static let mostSpectra = 1000
  /// The longest name that is stored whole; of longer ones the middle is left out.
  static let longestName = 400

  private let rows: [AuditRow]
  private let metrics: [Metric]
  private let compressionRanks: [Int]
  /// For every row whether its spectrum is in the page: of more than ``mostSpectra`` sketches those
  /// of the rows that the findings name, and an even choice of the others.
  public let hasSpectrum: [Bool]

  /// The data of a result.
  ///
  /// - Parameters:
  ///   - result: What is shown.
  ///   - findings: What is said about it, whose rows can be looked at.
  /// - Throws: ``AuditError`` for options of the result that name no metric.
  public init(_ result: AuditResult, findings: [AuditFinding]) throws(AuditError) {
    rows = result.rows
    compressionRanks = result.options.compressionRanks
    metrics = try MetricSelection(result.options).metrics.filter { metric in
      !metric.name.hasPrefix("log10_") && !metric.name.hasPrefix("compress_ratio@")
        && metric.name != "mp_spikes"
    }
    hasSpectrum = Self.choice(
      among: rows.map { $0.sketch != nil }, first: findings.flatMap(\.matrices).map(\.row),
      most: Self.mostSpectra)
  }

  /// At most `most` of the rows that have a sketch: the `first` ones, then evenly.
  static func choice(among candidates: [Bool], first: [Int], most: Int) -> [Bool] {
    guard candidates.count(where: { $0 }) > most else { return candidates }
    var chosen = Array(repeating: false, count: candidates.count)
    var left = most
    for row in first where left > 0 && candidates[row] && !chosen[row] {
      chosen[row] = true
      left -= 1
    }
    let others = candidates.indices.filter { candidates[$0] && !chosen[$0] }
    for place in 0..<left { chosen[others[place * others.count / left]] = true }
    return chosen
  }

  // MARK: JSON

  /// The document as UTF-8.
  public var json: [UInt8] {
    var text = TextBuffer { _ in }
    text.write("{\"metrics\":[")
    text.list(metrics) { $0.json($1) }
    text.write("],\n\"columns\":{")
    text.list(metrics) { text, metric in
      text.write("\"\(metric.name)\":[")
      text.list(rows) { $0.rounded($1.metrics[metric.name]?.double) }
      text.write("]")
    }
    text.write("},\n\"rows\":{\"name\":")
    text.json(rows.map { ShortNames.shortened($0.identity.name, to: Self.longestName) })
    text.write(",\n\"part\":")
    text.json(rows.map(\.identity.part))
    text.write(",\n\"m\":")
    text.json(rows.map(\.rows))
    text.write(",\"n\":")
    text.json(rows.map(\.columns))
    text.write(",\"depth\":[")
    text.list(rows) { text, row in
      if let depth = row.depthIndex { text.write(depth) } else { text.write("null") }
    }
    text.write("]")
    let lists = writePlaces(into: &text)
    text.write("},\n\"texts\":{")
    text.list(lists) { text, list in
      text.write("\"\(list.name)\":")
      text.json(list.texts.all)
    }
    text.write("},\n\"compressionRanks\":")
    text.json(compressionRanks)
    writeSpectra(into: &text)
    text.write("}\n")
    return text.bytes
  }

  /// The columns of repeated texts; returns the texts.
  private func writePlaces(into text: inout TextBuffer) -> [(name: String, texts: Places<String>)] {
    let lists: [(name: String, value: (AuditRow) -> String)] = [
      ("view", \.identity.view), ("role", \.role.rawValue), ("dtype", \.types),
      ("status", \.status.rawValue), ("file", \.file), ("driver", \.driver),
    ]
    var result: [(name: String, texts: Places<String>)] = []
    for list in lists {
      var texts = Places<String>()
      text.write(",\n\"\(list.name)\":")
      text.json(rows.map { texts.place(of: list.value($0)) })
      result.append((list.name, texts))
    }
    var notes = Places<String>()
    text.write(",\n\"notes\":[")
    text.list(rows) { text, row in text.json(row.notes.map { notes.place(of: $0) }) }
    text.write("]")
    return result + [("notes", notes)]
  }

  private func writeSpectra(into text: inout TextBuffer) {
    var ranks = Places<[Int]>()
    text.write(",\n\"spectra\":{")
    let shown = rows.indices.filter { hasSpectrum[$0] }
    text.list(shown) { text, index in
      guard let sketch = rows[index].sketch else { return }
      text.write("\n\"\(index)\":{\"ranks\":\(ranks.place(of: sketch.ranks)),\"values\":[")
      text.list(sketch.values) { $0.rounded($1) }
      text.write("],\"null\":[")
      text.list(sketch.nullValues) { $0.rounded($1) }
      text.write("],\"extent\":[")
      text.list([sketch.histogramEdges.first, sketch.histogramEdges.last].compactMap(\.self)) {
        $0.rounded($1)
      }
      text.write("],\"counts\":")
      text.json(sketch.histogramCounts)
      text.write(",\"spikes\":[")
      text.list(rows[index].spikes.prefix(Self.mostSpikes)) { text, spike in
        text.write("[")
        text.list(spike) { $0.rounded($1) }
        text.write("]")
      }
      text.write("]}")
    }
    text.write("},\n\"ranks\":[")
    text.list(ranks.all) { $0.json($1) }
    text.write("]")
  }

  /// How many spikes are named with their strength.
  private static let mostSpikes = 12
}

/// Values in order of first appearance, each once.
private struct Places<Value: Hashable> {
  private(set) var all: [Value] = []
  private var places: [Value: Int] = [:]

  mutating func place(of value: Value) -> Int {
    if let place = places[value] { return place }
    places[value] = all.count
    all.append(value)
    return all.count - 1
  }
}

extension AuditRow {
  /// The stored type, and a smaller one that would hold the same numbers.
  fileprivate var types: String {
    dtype == effectiveDtype ? dtype : "\(dtype), fits \(effectiveDtype)"
  }

  /// The spikes as `[σ, strength]`, read from `mp_spikes`.
  fileprivate var spikes: [[Double]] {
    guard case .text(let text)? = metrics["mp_spikes"] else { return [] }
    return text.split(separator: " ").map { $0.split(separator: ":").compactMap { Double($0) } }
  }
}

extension TextBuffer {
  fileprivate mutating func json(_ metric: Metric) {
    let members = [
      ("name", metric.name), ("group", metric.group.rawValue), ("formula", metric.formula),
      ("unit", metric.unit),
    ]
    write("{")
    list(members) { text, member in
      text.write("\"\(member.0)\":")
      text.json(member.1)
    }
    write("}")
  }

  /// A number with six significant digits, `null` for none.
  fileprivate mutating func rounded(_ value: Double?) {
    guard let value, value.isFinite else { return write("null") }
    write(value.rounded(digits: 6))
  }
}
