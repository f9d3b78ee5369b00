public import Charts

/// A page of pictures and facts without claims, such as that of a training.
public struct ChartPage: Sendable {
  /// A table of names and values.
  public struct Facts: Sendable {
    /// What the table is called.
    public var title: String
    /// The rows, in order.
    public var rows: [(name: String, value: String)]

    /// A table.
    public init(title: String, rows: [(name: String, value: String)]) {
      self.title = title
      self.rows = rows
    }
  }

  /// The kind of work that is shown, in a word.
  public var subject: String
  /// What the page is about.
  public var title: String
  /// What came out, in a few words.
  public var headline: String
  /// The numbers behind the headline, on one line.
  public var detail: String
  /// The pictures, in order.
  public var charts: [Chart]
  /// The tables below the pictures.
  public var facts: [Facts]

  /// A page.
  public init(
    subject: String, title: String, headline: String, detail: String, charts: [Chart],
    facts: [Facts]
  ) {
    self.subject = subject
    self.title = title
    self.headline = headline
    self.detail = detail
    self.charts = charts
    self.facts = facts
  }

  /// The document; equal input gives equal text.
  public func html(_ rendering: Rendering) -> String {
    let figures = charts.enumerated().map { number, chart in
      FigurePart(
        chart: chart, picture: rendering.picture(of: chart), id: "c-\(number)",
        isInteractive: rendering.script != nil
      ).html
    }
    let tables = facts.map { SectionPart.table($0.title, $0.rows.map { ($0.name, $0.value) }) }
    let head: HTML = """
      <header class="masthead">
      <p class="brand">LowRankBias <span>\(subject)</span></p>
      <h1>\(title)</h1>
      <p class="headline">\(headline)</p>
      <p class="origin">\(detail)</p>
      </header>
      """
    return PageFrame(
      title: title, contents: "pictures", rendering: rendering, isInteractive: !charts.isEmpty,
      head: head, body: "\(figures)<div class=\"pair\">\(tables)</div>"
    ).html.text
  }

  /// Writes `report.html` and `charts/` into a folder, each file in one step, the page last.
  ///
  /// - Returns: The path of the page.
  /// - Throws: ``RenderingError`` with code `unwritable`.
  public func write(
    to folder: String, rendering: Rendering
  ) throws(RenderingError) -> String {
    for chart in charts {
      try ReportFiles.write(chart, rendering.picture(of: chart), to: "\(folder)/charts")
    }
    let path = "\(folder)/report.html"
    try ReportFiles.write(html(rendering), to: path)
    return path
  }
}
