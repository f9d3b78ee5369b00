import Foundation

// How the pictures are drawn. Two ways were measured, ten pictures of 40 matrices on a busy machine:
//
//     Vega, Vega-Lite and vega-embed in the page   898 KB of script, all drawn after 1.1...2.9 s,
//                                                  another matrix after 80...170 ms
//     a script of our own                           43 KB of script, all drawn after 0.3...0.8 s,
//                                                  another matrix after 20...45 ms
//
// The second is used: no Python is needed to write the page, and the reader can walk through
// thousands of spectra. Each picture still is a Vega-Lite specification: the script describes it once
// and draws it, or hands it out with its numbers.

/// A page about many matrices: what stands out, metrics against depth, the spectrum of the one that
/// the reader chooses, and a table of all.
///
/// It is complete: it opens offline and draws its pictures itself.
public struct MatrixPage: Sendable {
  /// A number and what it counts.
  public struct Tile: Sendable {
    /// The number.
    public var value: String
    /// What it counts.
    public var label: String

    /// A tile.
    public init(_ value: String, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// Something that stands out.
  public struct Finding: Sendable {
    /// A matrix that shows it.
    public struct Matrix: Sendable {
      /// Its place in the table.
      public var row: Int
      /// What it is called.
      public var name: String
      /// The same on one line.
      public var shortName: String
      /// What it is there.
      public var value: String

      /// A matrix.
      public init(row: Int, name: String, shortName: String, value: String) {
        self.row = row
        self.name = name
        self.shortName = shortName
        self.value = value
      }
    }

    /// What it is about.
    public var title: String
    /// The numbers.
    public var sentence: String
    /// The matrices that show it.
    public var matrices: [Matrix]

    /// A finding.
    public init(title: String, sentence: String, matrices: [Matrix]) {
      self.title = title
      self.sentence = sentence
      self.matrices = matrices
    }
  }

  /// Names that share a reason.
  public struct Group: Sendable {
    /// The reason.
    public var title: String
    /// The names.
    public var names: [String]

    /// A group.
    public init(title: String, names: [String]) {
      self.title = title
      self.names = names
    }
  }

  /// The kind of work that is shown, in a word.
  public var subject: String
  /// What the page is about.
  public var title: String
  /// What came out, in a few words.
  public var headline: String
  /// Where and when, on one line.
  public var origin: String
  /// The numbers below the headline.
  public var tiles: [Tile]
  /// What became of every tensor, on one line.
  public var account: String
  /// The tensors without a row, by reason; of more than 1000 names in a group the first are shown.
  public var groups: [Group]
  /// What stands out.
  public var findings: [Finding]
  /// Sentences about the inputs.
  public var remarks: [String]
  /// Tables at the end.
  public var facts: [ChartPage.Facts]
  /// What the pictures and the table are made of: JSON that the page's script knows.
  public var data: [UInt8]

  /// A page.
  public init(
    subject: String, title: String, headline: String, origin: String, tiles: [Tile],
    account: String, groups: [Group], findings: [Finding], remarks: [String],
    facts: [ChartPage.Facts], data: [UInt8]
  ) {
    self.subject = subject
    self.title = title
    self.headline = headline
    self.origin = origin
    self.tiles = tiles
    self.account = account
    self.groups = groups
    self.findings = findings
    self.remarks = remarks
    self.facts = facts
    self.data = data
  }

  /// The document; equal input gives equal text.
  public var html: String {
    PageFrame(
      title: title, contents: "findings", style: matrixStyle, head: "\(head)",
      body: "\(overview)\(matrix)\(compression)\(table)\(appendix)",
      scripts: """
        <script type="application/json" id="data">\(HTML.json(data))</script>
        <script type="module">\(HTML(trusted: matrixScript))</script>
        """
    ).html.text
  }

  /// Writes the page in one step.
  ///
  /// - Throws: ``RenderingError`` with code `unwritable`.
  public func write(to path: String) throws(RenderingError) {
    try ReportFiles.write(html, to: path)
  }

  // MARK: Head

  private var head: HTML {
    let items = tiles.map { tile -> HTML in
      "<li class=\"tile\"><b>\(tile.value)</b> <span>\(tile.label)</span></li>"
    }
    return """
      <header class="masthead">
      <p class="brand">LowRankBias <span>\(subject)</span></p>
      <h1>\(title)</h1>
      <p class="headline">\(headline)</p>
      <ul class="tiles">\(items)</ul>
      <p class="origin">\(origin)</p>
      \(coverage)
      </header>
      """
  }

  private var coverage: HTML {
    guard !groups.isEmpty else { return "<p class=\"account\">\(account)</p>" }
    let parts = groups.map { group -> HTML in
      let names = group.names.prefix(Self.mostNames).map { name -> HTML in
        "<li><bdi>\(Self.clipped(name))</bdi></li>"
      }
      let rest = group.names.count - names.count
      return """
        <h3>\(group.title) <span>\(group.names.count)</span></h3>
        <ul>\(names)\(rest > 0 ? "<li>and \(rest) more</li>" : "")</ul>
        """
    }
    return """
      <details class="account"><summary>\(account)</summary><div>\(parts)</div></details>
      """
  }

  private static let mostNames = 1000
  private static let longestName = 400

  private static func clipped(_ name: String) -> String {
    name.count > longestName ? name.prefix(longestName) + "…" : name
  }

  // MARK: Sections

  private var overview: HTML {
    let cards = findings.map { finding -> HTML in
      let items = finding.matrices.map { matrix -> HTML in
        """
        <li><a href="#m\(matrix.row)" title="\(Self.clipped(matrix.name))">\
        <bdi>\(matrix.shortName)</bdi></a> \
        <span>\(matrix.value)</span></li>
        """
      }
      return """
        <div class="finding"><h3>\(finding.title)</h3><p>\(finding.sentence)</p>
        <ol>\(items)</ol></div>
        """
    }
    let sentences = remarks.map { sentence -> HTML in "<li>\(sentence)</li>" }
    return """
      <section aria-labelledby="h-findings"><h2 id="h-findings">What stands out</h2>
      <div class="findings">\(cards)</div>
      \(remarks.isEmpty ? "" : "<ul class=\"remarks\">\(sentences)</ul>")
      </section>
      <noscript><p class="notice">The pictures and the table of this page are drawn by its script, \
      which this browser does not run.</p></noscript>
      <section aria-labelledby="h-depth"><h2 id="h-depth">Metrics against depth</h2>
      <p class="lead" id="depth-note"></p>
      <p class="legend" id="roles"></p>
      <div class="plots" id="depth"></div>
      </section>
      """
  }

  private var matrix: HTML {
    """
    <section aria-labelledby="h-matrix" id="matrix" tabindex="-1">
    <h2 id="h-matrix">One matrix</h2>
    <p class="chooser"><button type="button" id="previous" aria-label="Previous matrix">‹</button>\
    <select id="choice" aria-label="Matrix"></select>\
    <button type="button" id="next" aria-label="Next matrix">›</button>
    <span class="lead">or click a point, a line of the table, or a name.</span></p>
    <dl class="numbers" id="numbers"></dl>
    <div class="plots" id="spectrum"></div>
    </section>
    """
  }

  private var compression: HTML {
    """
    <section aria-labelledby="h-all"><h2 id="h-all">All matrices</h2>
    <div class="plots" id="all"></div>
    </section>
    """
  }

  private var table: HTML {
    """
    <section aria-labelledby="h-table" class="listing"><h2 id="h-table">Table</h2>
    <p class="tools"><input id="filter" type="search" placeholder="Filter by name, role, view, note…" \
    aria-label="Filter"><label>Columns <select id="columns"></select></label>\
    <button type="button" id="csv">CSV</button><span id="shown" aria-live="polite"></span></p>
    <div class="scroll"><table id="table"><thead></thead><tbody></tbody></table></div>
    <p><button type="button" id="more" hidden></button></p>
    </section>
    """
  }

  private var appendix: HTML {
    let tables = facts.map { SectionPart.table($0.title, $0.rows.map { ($0.name, $0.value) }) }
    return """
      <section aria-labelledby="h-facts"><h2 id="h-facts">How it was made</h2>
      <div class="pair">\(tables)</div>
      <details id="formulas"><summary>What the columns mean</summary></details>
      </section>
      """
  }
}
