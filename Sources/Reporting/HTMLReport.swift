/// A report as one page that needs nothing else: style, pictures, data and scripts are inside, and
/// a content security policy forbids every request.
public struct HTMLReport: Sendable {
  private let page: ReportPage
  private let rendering: Rendering

  /// A page with its pictures.
  public init(_ page: ReportPage, rendering: Rendering) {
    self.page = page
    self.rendering = rendering
  }

  /// The document; equal input gives equal text.
  public var text: String {
    let document: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <title>\(page.title)</title>
      <style>\(HTML(trusted: pageStyle))</style>
      <script>\(HTML(trusted: errorScript))</script>
      </head>
      <body>
      <a class="skip" href="#experiments">Skip to the experiments</a>
      \(SummaryPart(page: page).html)
      \(notice)
      <main id="experiments">
      \(page.sections.enumerated().map { index, section in
        SectionPart(section: section, index: index, rendering: rendering).html
      })
      </main>
      <footer>This page is complete: it opens offline and asks no server for anything.</footer>
      \(scripts)
      </body>
      </html>

      """
    return document.text
  }

  /// Nothing from outside; Vega compiles its expressions, hence `unsafe-eval`.
  private static let policy =
    "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
    + "script-src 'unsafe-inline' 'unsafe-eval'; base-uri 'none'; form-action 'none'"

  private var notice: HTML {
    let sentences = rendering.problems.map { problem -> HTML in "<p>\(problem.message)</p>" }
    return sentences.isEmpty
      ? ""
      : "<aside class=\"notice\" role=\"note\"><strong>Pictures are missing.</strong>\(sentences)</aside>"
  }

  private var scripts: HTML {
    guard let bundle = rendering.script, !page.charts.isEmpty else { return "" }
    return """
      <script type="module">\(HTML.script(bundle))</script>
      <script type="module">\(HTML(trusted: chartScript))</script>
      """
  }
}
