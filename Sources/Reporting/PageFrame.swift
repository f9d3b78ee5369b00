/// What every page has around its contents: style, policy, scripts, and what could not be drawn.
struct PageFrame {
  let title: String
  /// What the main part holds, for people who skip to it.
  let contents: String
  /// The looks of parts that only this page has.
  let style: String
  let head: HTML
  let notice: HTML
  let body: HTML
  let scripts: HTML
  /// Whether the scripts compile expressions.
  private let compilesExpressions: Bool

  /// A page that draws itself.
  init(title: String, contents: String, style: String, head: HTML, body: HTML, scripts: HTML) {
    self.title = title
    self.contents = contents
    self.style = style
    self.head = head
    self.body = body
    self.scripts = scripts
    notice = ""
    compilesExpressions = false
  }

  /// A page of charts that Vega draws, if there are pictures to draw in the browser.
  init(
    title: String, contents: String, rendering: Rendering, isInteractive: Bool, head: HTML,
    body: HTML
  ) {
    self.title = title
    self.contents = contents
    self.head = head
    self.body = body
    style = ""
    notice = Self.notice(rendering)
    scripts = isInteractive ? Self.scripts(rendering) : ""
    compilesExpressions = true
  }

  /// The document.
  var html: HTML {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="\(policy)">
    <title>\(title)</title>
    <style>\(HTML(trusted: pageStyle + style))</style>
    <script>\(HTML(trusted: errorScript))</script>
    </head>
    <body>
    <a class="skip" href="#\(contents)">Skip to the \(contents)</a>
    \(head)
    \(notice)
    <main id="\(contents)">
    \(body)
    </main>
    <footer>This page is complete: it opens offline and asks no server for anything.</footer>
    \(scripts)
    </body>
    </html>

    """
  }

  /// Nothing from outside; Vega compiles its expressions, hence `unsafe-eval`.
  private var policy: String {
    "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
      + "script-src 'unsafe-inline'\(compilesExpressions ? " 'unsafe-eval'" : ""); base-uri 'none'; "
      + "form-action 'none'"
  }

  private static func notice(_ rendering: Rendering) -> HTML {
    let sentences = rendering.problems.map { problem -> HTML in "<p>\(problem.message)</p>" }
    return sentences.isEmpty
      ? ""
      : "<aside class=\"notice\" role=\"note\"><strong>Pictures are missing.</strong>\(sentences)</aside>"
  }

  private static func scripts(_ rendering: Rendering) -> HTML {
    guard let bundle = rendering.script else { return "" }
    return """
      <script type="module">\(HTML.script(bundle))</script>
      <script type="module">\(HTML(trusted: chartScript))</script>
      """
  }
}
