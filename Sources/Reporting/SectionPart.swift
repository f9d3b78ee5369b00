import Charts
import Runs

/// One experiment on a page: question, pictures, claims, and how it was done.
struct SectionPart {
  let section: ReportSection
  let index: Int
  let rendering: Rendering

  private var description: ExperimentDescription { section.description }

  var html: HTML {
    """
    <section class="experiment" id="\(section.anchor(index))" \
    aria-labelledby="h-\(index)">
    <p class="kicker"><code>\(description.id)</code> · \(description.paper) · \(description.figure)</p>
    <h2 id="h-\(index)">\(description.title)</h2>
    <p class="question">\(description.question)</p>
    <p class="outcome \(section.counts.tone)">\(section.counts.headline)\
    \(section.counts.notes > 0 ? " · \(section.counts.notes) without verdict" : "")</p>
    <dl class="stakes">
    <div><dt>Prediction</dt><dd>\(description.prediction)</dd></div>
    <div><dt>What would refute it</dt><dd>\(description.falsifier)</dd></div>
    </dl>
    \(section.charts.enumerated().map { number, chart in
      FigurePart(
        chart: chart, picture: rendering.picture(of: chart), id: "c-\(index)-\(number)",
        isInteractive: rendering.script != nil).html
    })
    \(ClaimsPart(claims: section.claims, id: "claims-\(index)").html)
    \(choices)
    \(conditions)
    \(citations)
    </section>
    """
  }

  private var choices: HTML {
    let items = description.openChoices.map { choice -> HTML in
      let parts = choice.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return "<li>\(choice)</li>" }
      return "<li><code>\(parts[0])</code>\(parts[1])</li>"
    }
    return items.isEmpty
      ? ""
      : "<h3>What the paper leaves open, and what is done here</h3><ul class=\"choices\">\(items)</ul>"
  }

  private var conditions: HTML {
    let configuration = section.configuration
    let settings = configuration.settings.sorted { $0.key < $1.key }
    var rows: [(String, String)] = [("preset", configuration.preset.rawValue)] + settings
    rows.append(("seed", "\(configuration.seed)"))
    let manifest = section.manifest.map(Self.facts) ?? []
    return """
      <details class="conditions"><summary>Settings, seed and machine</summary>
      <div class="pair">
      \(Self.table("Settings", rows))
      \(manifest.isEmpty ? "" : Self.table("Run", manifest))
      </div>
      </details>
      """
  }

  private static func facts(_ manifest: Manifest) -> [(String, String)] {
    [
      ("wall time", Figures.duration(manifest.wallSeconds)),
      ("trials", "\(manifest.trials.finished) of \(manifest.trials.total)"),
      ("started", manifest.started), ("ended", manifest.ended ?? "not recorded"),
      ("threads", "\(manifest.threads) of \(manifest.cores) cores"),
      ("peak memory", Figures.size(manifest.peakMemoryBytes)), ("processor", manifest.cpuModel),
      ("BLAS kernel", manifest.blasKernel), ("host", manifest.host), ("system", manifest.system),
      ("lowrank", manifest.toolVersion), ("revision", manifest.gitRevision ?? "unknown"),
      ("configuration", String(manifest.configurationHash.prefix(16))),
    ]
  }

  static func table(_ title: String, _ rows: [(String, String)]) -> HTML {
    let lines = rows.map { key, value -> HTML in
      "<tr><th scope=\"row\">\(key)</th><td>\(value)</td></tr>"
    }
    return "<table class=\"facts\"><caption>\(title)</caption><tbody>\(lines)</tbody></table>"
  }

  private var citations: HTML {
    guard !section.citations.isEmpty else { return "" }
    return """
      <details class="citation"><summary>Cite</summary>\
      <pre><code>\(section.citations.joined(separator: "\n\n"))</code></pre></details>
      """
  }
}
