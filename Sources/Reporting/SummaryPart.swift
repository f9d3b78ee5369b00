import Runs

/// The head of a page: what came out, at a glance, and where to find it.
struct SummaryPart {
  let page: ReportPage

  var html: HTML {
    let counts = VerdictCounts(page.sections.flatMap(\.claims))
    return """
      <header class="masthead">
      <p class="brand">LowRankBias <span>report</span></p>
      <h1>\(page.title)</h1>
      <p class="headline \(counts.tone)">\(counts.headline)</p>
      \(Self.bar(counts))
      <ul class="tiles">
      \(tile("confirmed", counts.confirmed))\(tile("refuted", counts.refuted))\
      \(tile("inconclusive", counts.inconclusive))\(tile("note", counts.notes))
      </ul>
      \(origin)
      </header>
      \(contents)
      """
  }

  private func tile(_ kind: String, _ count: Int) -> HTML {
    """
    <li class="tile \(kind)\(count == 0 ? " none" : "")"><b>\(count)</b> \
    <span>\(kind == "note" && count != 1 ? "notes" : kind)</span></li>
    """
  }

  /// The verdicts as lengths; a note has none.
  static func bar(_ counts: VerdictCounts) -> HTML {
    guard counts.decided > 0 else { return "" }
    let parts = [
      ("confirmed", counts.confirmed), ("inconclusive", counts.inconclusive),
      ("refuted", counts.refuted),
    ]
    let pieces = parts.filter { $0.1 > 0 }.map { kind, count -> HTML in
      "<i class=\"\(kind)\" style=\"flex-grow:\(count)\"></i>"
    }
    return "<div class=\"bar\" role=\"img\" aria-label=\"\(counts.summary)\">\(pieces)</div>"
  }

  /// Machine and time, from the first run that knows them.
  private var origin: HTML {
    guard let manifest = page.sections.compactMap(\.manifest).first else { return "" }
    let seconds = page.sections.compactMap { $0.manifest?.wallSeconds }.reduce(0, +)
    return """
      <p class="origin">\(String(manifest.started.prefix(10))) · \(Figures.duration(seconds)) \
      on \(manifest.cpuModel), \(manifest.threads) \
      \(manifest.threads == 1 ? "thread" : "threads") · lowrank \(manifest.toolVersion)</p>
      """
  }

  private var contents: HTML {
    guard page.sections.count > 1 else { return "" }
    let rows = page.sections.enumerated().map { index, section -> HTML in
      """
      <li><a href="#\(section.anchor(index))"><span class="name">\(section.description.title)</span>
      <span class="where"><code>\(section.description.id)</code> \(section.description.figure)</span>
      <span class="outcome \(section.counts.tone)">\(section.counts.headline)</span>
      \(Self.bar(section.counts))</a></li>
      """
    }
    return "<nav class=\"contents\" aria-label=\"Experiments\"><ol>\(rows)</ol></nav>"
  }
}

extension VerdictCounts {
  /// The class of the worst verdict.
  var tone: String {
    refuted > 0
      ? "refuted" : inconclusive > 0 ? "inconclusive" : decided > 0 ? "confirmed" : "note"
  }
}

extension ReportSection {
  /// The fragment that leads here; unique even where an experiment appears twice.
  func anchor(_ index: Int) -> String { "\(index + 1)-\(description.id)" }
}
